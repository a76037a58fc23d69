import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployedName } from '../../functions/shared/names.ts';
import { synthesize } from '../../infra/app.ts';
import { readConfiguration } from '../../infra/configuration/configuration.ts';
import { run } from '../deployedWorld.ts';
import { readRequest } from '../request.ts';
import { openWorld } from '../stateFile.ts';
import type { HandlerFigures } from './bars.ts';
import { bundle, bundleBytes, bundleFile, handlersPresent, WAYS, type Way } from './bundles.ts';
import { countRun, type WorkflowCounts } from './waiting/counts.ts';
import { deployedFunctions, type DeployedFunction } from './deployedFunctions.ts';
import type { Measured } from './figures.ts';
import { measureDoors } from './fleet.ts';
import { measureGrowth } from './growth/measure.ts';
import { compareLoads, loadOnce, type Pair } from './load.ts';
import { MEASURED } from './reconcile/bars.ts';
import { measureReconcile } from './reconcile/measure.ts';

/** A handler with its file, and the function that the stacks make of it. */
interface Measurable {
  name: string;
  as: DeployedFunction;
}

/** Synthesizes, runs once, bundles and loads, and connects a fleet. Takes some minutes. */
export async function measure(): Promise<Measured> {
  const { present, absent } = handlersPresent();
  const configuration = readConfiguration();
  const deployed = deployedFunctions(synthesize(configuration, { bundling: false }));
  const found = present.map((name) => ({
    name,
    as: deployed.find(({ functionName }) => functionName === deployedName(configuration.name, name)),
  }));
  const measurable = found.flatMap(({ name, as }) => (as ? [{ name, as }] : []));
  const memoryMb = Math.max(...measurable.map(({ as }) => as.memoryMb));
  const counts = await countWorkflow();
  const folder = mkdtempSync(join(tmpdir(), 'amp-scraper-bench-'));
  try {
    const names = measurable.map(({ name }) => name);
    for (const way of WAYS) await bundle(names, way, folder);
    const handlers = measureHandlers(measurable, folder);
    const unmeasured = [...absent, ...found.flatMap(({ name, as }) => (as ? [] : [name]))];
    const doors = await measureDoors();
    const reconcile = await measureReconcile(MEASURED);
    return { handlers, unmeasured, counts, memoryMb, doors, reconcile, growth: await measureGrowth() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One run of the deployed workflow on the embedded AWS says what a look and the rest come to. */
async function countWorkflow(): Promise<WorkflowCounts> {
  const opened = await openWorld({});
  const { world, deployment } = opened;
  const result = await run({ world, deployment, input: JSON.parse(readRequest(undefined, opened).text) });
  if (result.status === 'SUCCEEDED') return countRun(result);
  throw new Error(`The run that is counted failed: ${result.error}: ${result.cause}`);
}

/** Ours with the options for Node.js that the stacks set, the default without: NodejsFunction sets none. */
function loadsOf({ name, as }: Measurable, folder: string): Pair {
  const { NODE_OPTIONS: _options, ...plain } = { NODE_OPTIONS: '', ...as.environment };
  return [
    () => loadOnce(bundleFile(folder, 'ours', name), as.environment),
    () => loadOnce(bundleFile(folder, 'byDefault', name), plain),
  ];
}

function measureHandlers(measurable: readonly Measurable[], folder: string): HandlerFigures[] {
  const medians = compareLoads(measurable.map((one) => loadsOf(one, folder)));
  const figures = (way: Way, name: string, loadMilliseconds = Number.NaN) => ({
    bytes: bundleBytes(bundleFile(folder, way, name)),
    loadMilliseconds,
  });
  return measurable.map(({ name }, index) => {
    const [own, other] = medians[index] ?? [];
    return { name, ours: figures('ours', name, own), byDefault: figures('byDefault', name, other) };
  });
}
