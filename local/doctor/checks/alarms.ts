import type { Finding, HubSeen, Rule } from '../seen.ts';

/** Every alarm is there, tells, and is silent. */
export const alarms: Rule = ({ alarms: all, workflowStack }) => all.flatMap((one) => judge(one, workflowStack));

function judge(
  { expected: { name, description }, where, looked }: HubSeen['alarms'][number],
  stack: string,
): Finding[] {
  if (looked.kind === 'unread') return [];
  const finding = (what: string, value: string, remedy: string): Finding => ({
    check: 'alarm',
    what,
    where,
    value,
    remedy,
  });
  if (looked.kind === 'absent')
    return [finding(`The alarm ${name} is not there.`, 'no alarm', `npm run deploy -- ${stack}`)];
  const { state, isTelling } = looked.found;
  const remedy = `aws cloudwatch enable-alarm-actions --alarm-names ${name}`;
  return [
    ...(state === 'ALARM' ? [finding(`The alarm ${name} rings.`, state, headingOf(description))] : []),
    ...(isTelling ? [] : [finding(`The alarm ${name} tells nobody.`, 'its actions are disabled', remedy)]),
  ];
}

/** Each alarm's description ends with its heading. */
function headingOf(description: string): string {
  return /docs\/\S+$/.exec(description)?.[0] ?? 'docs/alarms.md';
}
