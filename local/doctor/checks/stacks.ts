import type { Finding, HubSeen, Rule } from '../seen.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html, "Stack status codes". */
const WELL: readonly string[] = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'IMPORT_COMPLETE'];

/** Every stack of this Region is there, and is what was deployed last. */
export const stacks: Rule = ({ stacks: all }) => all.flatMap(judge);

function judge({ expected: { name }, where, looked }: HubSeen['stacks'][number]): Finding[] {
  if (looked.kind === 'unread') return [];
  const finding = (what: string, value: string, remedy: string): Finding[] => [
    { check: 'stack', what, where, value, remedy },
  ];
  const deploy = `npm run deploy -- ${name}`;
  if (looked.kind === 'absent') return finding(`The stack ${name} is not deployed.`, 'no stack', deploy);
  const { status } = looked.found;
  if (WELL.includes(status)) return [];
  if (status === 'UPDATE_ROLLBACK_FAILED')
    return finding(`The stack ${name} is stuck in a roll-back.`, status, `npx cdk rollback --app cdk.out ${name}`);
  if (status.endsWith('_IN_PROGRESS'))
    return finding(`CloudFormation is at work on the stack ${name}.`, status, 'Run doctor again when it is done.');
  return finding(`The stack ${name} is not what was deployed last.`, status, deploy);
}
