import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfiguration } from '../../infra/configuration.ts';
import { functionEnvironment } from '../deployment.ts';
import { deployDefaultWorld, run } from '../run.ts';
import { readJsonFile } from '../usage.ts';
import type { HandlerFigures } from './bars.ts';
import { bundle, bundleBytes, bundleFile, handlersPresent, WAYS } from './bundles.ts';
import { countRun, type WorkflowCounts } from './counts.ts';
import type { Measured } from './figures.ts';
import { compareLoads, loadOnce } from './load.ts';

const REQUEST = new URL('../../events/console-onboard.json', import.meta.url);

/** Bundles, loads and runs once. Takes most of a minute. */
export async function measure(): Promise<Measured> {
  const { present, absent } = handlersPresent();
  const counts = await countWorkflow();
  const folder = mkdtempSync(join(tmpdir(), 'amp-scraper-bench-'));
  try {
    for (const way of WAYS) await bundle(present, way, folder);
    return { handlers: present.map((name) => measureHandler(name, folder)), absent, counts };
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

/** Both ways have the environment that the stacks give the function. */
function measureHandler(name: string, folder: string): HandlerFigures {
  const environment = functionEnvironment(
    readConfiguration(),
    fileURLToPath(new URL('../../functions', import.meta.url)),
  );
  const [ours, byDefault] = WAYS.map((way) => bundleFile(folder, way, name));
  if (ours === undefined || byDefault === undefined) throw new Error('Two ways are compared.');
  const [own, other] = compareLoads(
    () => loadOnce(ours, environment),
    () => loadOnce(byDefault, environment),
  );
  return {
    name,
    ours: { bytes: bundleBytes(ours), loadMilliseconds: own },
    byDefault: { bytes: bundleBytes(byDefault), loadMilliseconds: other },
  };
}
