import type { Finding, HubSeen, Rule } from '../seen.ts';

/** The bus is there, and its rules and those of the default bus call whom they are to call. */
export const delivery: Rule = ({ buses, rules, workflowStack }) => [
  ...buses.flatMap((one) => judgeBus(one, workflowStack)),
  ...rules.flatMap((one) => judgeRule(one, workflowStack)),
];

function judgeBus({ where, looked }: HubSeen['buses'][number], stack: string): Finding[] {
  if (looked.kind !== 'absent') return [];
  const what = "The bus of the accounts' events is not there.";
  return [{ check: 'delivery', what, where, value: 'no bus', remedy: `npm run deploy -- ${stack}` }];
}

/** A rule that is disabled by the configuration, as plan B of the tag door can be, is as it should be. */
function judgeRule({ expected, where, looked }: HubSeen['rules'][number], stack: string): Finding[] {
  if (looked.kind === 'unread') return [];
  const finding = (what: string, value: string, remedy: string): Finding[] => [
    { check: 'delivery', what, where, value, remedy },
  ];
  const { name, busArn } = expected;
  if (looked.kind === 'absent')
    return finding(`The rule ${name} is not there.`, 'no rule', `npm run deploy -- ${stack}`);
  const { state, targetArns } = looked.found;
  const isEnabled = state !== 'DISABLED';
  const bus = `--name ${name} --event-bus-name ${busArn}`;
  if (expected.enabled && !isEnabled)
    return finding(`The rule ${name} is disabled: its events are lost.`, state, `aws events enable-rule ${bus}`);
  if (!expected.enabled && isEnabled)
    return finding(
      `The rule ${name} is enabled, and is not configured to be.`,
      state,
      `aws events disable-rule ${bus}`,
    );
  const missing = expected.targets.find(({ arn }) => !targetArns.includes(arn));
  if (missing === undefined) return [];
  const called = targetArns.length === 0 ? 'no target' : targetArns.join(', ');
  const drift = `aws cloudformation detect-stack-drift --stack-name ${stack}`;
  return finding(`The rule ${name} does not call ${missing.arn}.`, called, drift);
}
