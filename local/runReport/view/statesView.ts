import { h, type JSX } from 'preact';
import type { CallCount, ExecutionPicture, Passage } from '../report.ts';
import { storiesOf, type StateStory } from './passagesByState.ts';
import { payloadList, type Payload, type Payloads } from './payloads.ts';
import { dataTable } from './table.ts';
import { clock, idOf, lasting, pretty, signed, times } from './words.ts';

/** Every state that was entered, in order: when, how it ended, attempts, calls, and what it was given and gave. */
export function statesView(execution: ExecutionPicture, payloads: Payloads): JSX.Element {
  const { machine, name } = execution;
  return h(
    'div',
    { class: 'states' },
    storiesOf(execution).map((story) => stateView(story, idOf(machine, name, story.state), payloads)),
  );
}

function stateView({ state, type, end, passages, retries }: StateStory, id: string, payloads: Payloads): JSX.Element {
  const how = [`${type}, `, h('b', { class: end }, signed(end))];
  const count = `, ${times(passages.length, 'passage')}, ${times(retries, 'retry', 'retries')}`;
  return h(
    'section',
    { key: state, id, class: `story ${end}`, tabindex: -1 },
    h('h4', null, state, ' ', h('small', null, how, count)),
    passages.length <= FEW ? h('p', { class: 'times' }, passages.map(whenOf).join('; ')) : passageTable(passages),
    attemptList(passages),
    errorsOf(passages),
    callTable(passages.flatMap(({ calls }) => calls)),
    payloadList(payloadsOf(passages), state, id, payloads),
  );
}

const FEW = 3;

function whenOf({ enteredAt, leftAt }: Passage): string {
  return leftAt === undefined ? `since ${clock(enteredAt)}` : `${clock(enteredAt)}, ${lasting(leftAt - enteredAt)}`;
}

/** A loop has dozens. */
function passageTable(passages: readonly Passage[]): JSX.Element {
  const [first, last] = [passages[0], passages.at(-1)];
  const from = first === undefined ? '' : clock(first.enteredAt);
  const until = last?.leftAt === undefined ? 'now' : clock(last.leftAt);
  const rows = passages.map(({ enteredAt, leftAt, end }) => {
    const left = leftAt === undefined ? ['', ''] : [clock(leftAt), lasting(leftAt - enteredAt)];
    return [clock(enteredAt), ...left, end];
  });
  const summary = `${times(passages.length, 'passage')}, ${from}–${until}`;
  const table = dataTable('Passages', ['entered', 'left', 'after', 'how'], rows);
  return h('details', null, h('summary', null, summary), table);
}

/** Of a Task that was tried again, or whose error was caught. */
function attemptList(passages: readonly Passage[]): JSX.Element | null {
  const all = passages.flatMap(({ attempts }) => attempts);
  if (all.every(({ error }) => error === undefined)) return null;
  const items = all.map(({ at, until, error, cause }, i) => {
    const said =
      error === undefined ? (until === undefined ? 'under way' : 'answered') : h('b', { class: 'failed' }, error);
    const why = cause === undefined ? null : h('pre', { tabindex: 0 }, pretty(cause));
    return h('li', { key: i }, `${clock(at)} `, said, why);
  });
  return h('div', { class: 'attempts' }, h('p', null, 'Attempts'), h('ol', null, items));
}

/** Those that no attempt has: of a Fail state, a Choice, a Map, or an execution whose time was over. */
function errorsOf(passages: readonly Passage[]): JSX.Element[] {
  const told = new Set(passages.flatMap(({ attempts }) => attempts.map(({ error }) => error)));
  return passages.flatMap(({ error, cause }, i) => {
    if (error === undefined || told.has(error)) return [];
    const why = cause === undefined ? null : h('pre', { tabindex: 0 }, pretty(cause));
    return [h('div', { key: i, class: 'error' }, h('p', null, h('b', { class: 'failed' }, error)), why)];
  });
}

/** Equal calls of all passages in one row. */
function callTable(calls: readonly CallCount[]): JSX.Element | null {
  const merged = new Map<string, CallCount>();
  for (const call of calls) {
    const key = JSON.stringify([call.accountId, call.operation, call.status, call.error]);
    merged.set(key, { ...call, times: call.times + (merged.get(key)?.times ?? 0) });
  }
  if (merged.size === 0) return null;
  const rows = [...merged.values()].map(({ operation, accountId, status, error, times: count }) => {
    const answer = `${status}${error === undefined ? '' : ` ${error}`}`;
    return [operation, accountId, answer, count];
  });
  return dataTable('Calls', ['operation', 'account', 'answer', 'times'], rows);
}

/** Of the first passage and the last: those of a loop between them differ in little. */
function payloadsOf(passages: readonly Passage[]): Payload[] {
  const [first, last] = [passages[0], passages.at(-1)];
  const isLoop = first !== last;
  return [
    ...(first === undefined ? [] : ofPassage(first, isLoop ? 'first ' : '')),
    ...(isLoop && last !== undefined ? ofPassage(last, 'last ') : []),
  ];
}

function ofPassage({ input, output }: Passage, which: string): Payload[] {
  return [
    { label: `${which}input`, text: input },
    { label: `${which}output`, text: output },
  ];
}
