import type { Rule } from '../seen.ts';

/** Nothing waits that could not be delivered. */
export const deadLetters: Rule = ({ queues, workflowStack }) =>
  queues.flatMap(({ expected: { name }, where, looked }) => {
    if (looked.kind === 'unread' || (looked.kind === 'found' && looked.found.messages === 0)) return [];
    const found =
      looked.kind === 'absent'
        ? {
            what: `The queue ${name} is not there.`,
            value: 'no queue',
            remedy: `npm run deploy -- ${workflowStack}`,
          }
        : {
            what: 'Events could not be delivered: what they ask for was not done.',
            value: `${looked.found.messages} ${looked.found.messages === 1 ? 'message' : 'messages'}`,
            remedy: 'docs/alarms.md#dead-letters',
          };
    return [{ check: 'deadLetters', where, ...found }];
  });
