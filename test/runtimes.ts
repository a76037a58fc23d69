import type { Deployment } from '../local/deployment/deployed.ts';
import { startRuntime, type Runtime } from '../local/runtime.ts';
import { BUNDLED } from './bundles.ts';

const kept = new Map<string, Promise<Runtime>>();

/**
 * The runtime of a deployment, for all test files of a process: its functions load once and stay warm, and it ends with the
 * process. The SDK's pauses between its attempts are cut short; waits of the state machine are on the virtual clock anyway.
 */
export function warmRuntime(deployment: Deployment): Promise<Runtime> {
  const key = JSON.stringify(deployment);
  const runtime = kept.get(key) ?? startRuntime(deployment, { ...BUNDLED, hurry: 1_000 });
  kept.set(key, runtime);
  return runtime;
}
