import { recordExecutions } from '../../../local/report/executions.ts';
import type { RunReport } from '../../../local/runReport/report.ts';
import { watchRun } from '../../../local/runReport/picture.ts';
import type { StageOptions } from '../../../local/workflow/runtime.ts';
import type { MachineName } from '../../../functions/shared/names.ts';
import { warmRuntime } from '../../runtimes.ts';
import { DEPLOYMENT, freshWorld, REQUEST } from '../../workflow/support.ts';

type Options = Partial<StageOptions> & { workflow?: MachineName; input?: unknown };

/** What `npm start -- --html` draws of a run. */
export async function drawnRun(options: Options = {}): Promise<RunReport> {
  const world = options.world ?? freshWorld();
  const recorder = recordExecutions();
  const watch = watchRun({ world, deployment: DEPLOYMENT });
  const runtime = await warmRuntime(DEPLOYMENT);
  const { status } = await runtime.execute({
    input: REQUEST,
    ...options,
    world,
    keepsHistories: true,
    onCall: (call) => recorder.call(call),
    onTask: (executionArn) => recorder.task(executionArn),
    onEvent: (event) => {
      if (event.kind === 'entered' && event.state === 'PatchTrust') watch.patching();
      recorder.event(event);
    },
  });
  return watch.report({
    title: 'A run',
    verdict: status,
    hasSucceeded: status === 'SUCCEEDED',
    executions: recorder.report(world),
  });
}
