import type { Finding, HubSeen, Rule } from '../seen.ts';

/** Somebody is told of alarms, and has confirmed it. */
export const subscriptions: Rule = ({ topics, workflowStack }) => topics.flatMap((one) => judge(one, workflowStack));

function judge({ where, looked }: HubSeen['topics'][number], stack: string): Finding[] {
  if (looked.kind === 'unread') return [];
  const finding = (what: string, value: string, remedy: string): Finding[] => [
    { check: 'subscription', what, where, value, remedy },
  ];
  if (looked.kind === 'absent')
    return finding('The topic of alerts is not there.', 'no topic', `npm run deploy -- ${stack}`);
  const { found } = looked;
  if (found.some(({ isPending }) => !isPending)) return [];
  const [pending] = found;
  const subscribe = (protocol: string, endpoint: string) =>
    `aws sns subscribe --topic-arn ${where} --protocol ${protocol} --notification-endpoint ${endpoint}`;
  if (pending === undefined)
    return finding('Nobody is told of alarms.', 'no subscription', subscribe('email', 'you@example.com'));
  const remedy = subscribe(pending.protocol, pending.endpoint);
  const what = 'Nobody has confirmed to be told of alarms: open the link in the mail, which the command sends again.';
  return finding(what, `PendingConfirmation of ${pending.endpoint}`, remedy);
}
