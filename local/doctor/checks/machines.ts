import type { Finding, HubSeen, Rule } from '../seen.ts';

/**
 * The state machines are there, are those of this checkout, and what they call is there. A definition is the one thing deployed that can be
 * held against the checkout as it is: of functions it has their names, since their versions are numbered by what was deployed.
 */
export const machines: Rule = ({ machines: all, functions, workflowStack }) => [
  ...all.flatMap((one) => judge(one, workflowStack)),
  ...functions.flatMap(judgeFunction),
];

function judge({ expected, where, looked }: HubSeen['machines'][number], stack: string): Finding[] {
  if (looked.kind === 'unread') return [];
  const finding = (what: string, value: string, remedy: string): Finding[] => [
    { check: 'machine', what, where, value, remedy },
  ];
  const { name } = expected;
  if (looked.kind === 'absent')
    return finding(`The state machine ${name} is not there.`, 'no state machine', `npm run deploy -- ${stack}`);
  const { status, definition } = looked.found;
  if (status !== 'ACTIVE')
    return finding(`The state machine ${name} is not ACTIVE.`, status, `npm run deploy -- ${stack}`);
  if (withoutVersions(definition) === withoutVersions(expected.definition)) return [];
  return finding(
    `The state machine ${name} is of another version than this checkout.`,
    'another definition',
    `npm run diff -- ${stack}`,
  );
}

function withoutVersions(definition: string): string {
  return definition.replaceAll(/(:function:[\w-]+):\d+/g, '$1');
}

/** One that is idle for long is Inactive, and is called all the same. */
function judgeFunction({ expected: { machine }, where, looked }: HubSeen['functions'][number]): Finding[] {
  if (looked.kind === 'unread' || (looked.kind === 'found' && looked.found.state !== 'Failed')) return [];
  const what = `${machine.split(':').at(-1)} calls a function that cannot be called.`;
  const value = looked.kind === 'absent' ? 'no such function or version' : looked.found.state;
  return [{ check: 'machine', what, where, value, remedy: 'docs/procedures.md#remove-old-versions' }];
}
