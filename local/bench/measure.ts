import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployedName } from '../../functions/shared/names.ts';
import { synthesize } from '../../infra/app.ts';
import { readConfiguration } from '../../infra/configuration.ts';
import { deployDefaultWorld, run } from '../run.ts';
import { readJsonFile } from '../usage.ts';
import type { HandlerFigures } from './bars.ts';
import { bundle, bundleBytes, bundleFile, handlersPresent, WAYS } from './bundles.ts';
import { countRun, type WorkflowCounts } from './counts.ts';
import { deployedFunctions, type DeployedFunction } from './deployedFunctions.ts';
import type { Measured } from './figures.ts';
import { compareLoads, loadOnce } from './load.ts';

const REQUEST = new URL('../../events/console-onboard.json', import.meta.url);

/** Synthesizes, runs once, bundles and loads. Takes most of a minute. */
export async function measure(): Promise<Measured> {
  const { present, absent } = handlersPresent();
  const deployed = deployedFunctions(synthesize(readConfiguration(), { bundling: false }));
  const found = present.map((name) => ({
    name,
    as: deployed.find(({ functionName }) => functionName === deployedName(name)),
  }));
  const measurable = found.flatMap(({ name, as }) => (as ? [{ name, as }] : []));
  const memoryMb = Math.max(...measurable.map(({ as }) => as.memoryMb));
  const counts = await countWorkflow();
  const folder = mkdtempSync(join(tmpdir(), 'amp-scraper-bench-'));
  try {
    const names = measurable.map(({ name }) => name);
    for (const way of WAYS) await bundle(names, way, folder);
    const handlers = measurable.map(({ name, as }) => measureHandler(name, as, folder));
    const unmeasured = [...absent, ...found.flatMap(({ name, as }) => (as ? [] : [name]))];
    return { handlers, unmeasured, counts, memoryMb };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One run of the deployed workflow on the embedded AWS says what a look and the rest come to. */
async function countWorkflow(): Promise<WorkflowCounts> {
  const result = await run({ ...deployDefaultWorld(), input: readJsonFile(REQUEST, 'request') });
  if (result.status === 'SUCCEEDED') return countRun(result);
  throw new Error(`The run that is counted failed: ${result.error}: ${result.cause}`);
}

/** Ours with the options for Node.js that the stacks set, the default without: NodejsFunction sets none. */
function measureHandler(name: string, { environment }: DeployedFunction, folder: string): HandlerFigures {
  const { NODE_OPTIONS: _options, ...plain } = { NODE_OPTIONS: '', ...environment };
  const files = { ours: bundleFile(folder, 'ours', name), byDefault: bundleFile(folder, 'byDefault', name) };
  const [own, other] = compareLoads(
    () => loadOnce(files.ours, environment),
    () => loadOnce(files.byDefault, plain),
  );
  return {
    name,
    ours: { bytes: bundleBytes(files.ours), loadMilliseconds: own },
    byDefault: { bytes: bundleBytes(files.byDefault), loadMilliseconds: other },
  };
}
