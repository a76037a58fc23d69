import type { DeployedSchedule } from '../../deployment/deployed.ts';
import type { Finding, HubSeen, Rule } from '../seen.ts';

/** Reconcile is started, as often as is configured. */
export const schedule: Rule = ({ schedules, workflowStack }) => schedules.flatMap((one) => judge(one, workflowStack));

function judge({ expected, where, looked }: HubSeen['schedules'][number], stack: string): Finding[] {
  if (looked.kind === 'unread') return [];
  const finding = (what: string, value: string, remedy: string): Finding[] => [
    { check: 'schedule', what, where, value, remedy },
  ];
  if (looked.kind === 'absent')
    return finding('The schedule of reconcile is not there.', 'no schedule', `npm run deploy -- ${stack}`);
  const { state, expression, targetArn } = looked.found;
  const remedy = asDeployed(expected);
  if (state !== 'ENABLED')
    return finding('The schedule of reconcile is not enabled: nobody looks at the fleet.', state, remedy);
  if (targetArn !== expected.target.arn) return finding('The schedule starts something else.', targetArn, remedy);
  if (expression !== expected.expression)
    return finding(`The schedule is not ${expected.expression}, as configured.`, expression, remedy);
  return [];
}

/** CloudFormation puts back nothing that its template has not changed, so that the whole schedule is sent again. */
function asDeployed({ name, expression, windowMinutes, target }: DeployedSchedule): string {
  const { arn: Arn, roleArn: RoleArn, input: Input, deadLetterArn, retry } = target;
  const sent = {
    Arn,
    RoleArn,
    Input,
    ...(deadLetterArn === undefined ? {} : { DeadLetterConfig: { Arn: deadLetterArn } }),
    ...(retry === undefined
      ? {}
      : {
          RetryPolicy: {
            MaximumRetryAttempts: retry.maximumAttempts,
            MaximumEventAgeInSeconds: retry.maximumEventAgeSeconds,
          },
        }),
  };
  const window = windowMinutes === undefined ? 'Mode=OFF' : `Mode=FLEXIBLE,MaximumWindowInMinutes=${windowMinutes}`;
  return (
    `aws scheduler update-schedule --name ${name} --state ENABLED --schedule-expression '${expression}' ` +
    `--flexible-time-window ${window} --target '${JSON.stringify(sent)}'`
  );
}
