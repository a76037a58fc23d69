import type { TimeLimits } from '../functions/shared/environment.ts';
import type { Deployment } from '../local/deployment/deployed.ts';
import { startRuntime, type Runtime } from '../local/workflow/runtime.ts';
import { BUNDLED } from './bundles.ts';

const kept = new Map<string, Promise<Runtime>>();

/**
 * The runtime of a deployment, for all test files of a process: its functions load once and stay warm, and it ends with the
 * process. The SDK's pauses between its attempts are cut short; waits of the state machine are on the virtual clock anyway.
 */
export function warmRuntime(deployment: Deployment): Promise<Runtime> {
  return keptRuntime(deployment, {});
}

/**
 * The same for faults that hang, which last as long as the functions' clients wait. On a busy machine a call that is slow
 * and no more can reach this limit too: it is then a lost answer, which a run rides out as it does the fault.
 */
export function impatientRuntime(deployment: Deployment): Promise<Runtime> {
  return keptRuntime(deployment, { limits: { connectionMs: 200, requestMs: 200 } });
}

function keptRuntime(deployment: Deployment, options: { limits?: TimeLimits }): Promise<Runtime> {
  const key = JSON.stringify([deployment, options]);
  const runtime = kept.get(key) ?? startRuntime(deployment, { ...BUNDLED, hurry: 1_000, ...options });
  kept.set(key, runtime);
  return runtime;
}
