import type { CallRecord } from '../aws/server.ts';
import { FLEET_PREFIX, FUNCTION_NAMES } from '../../functions/shared/names.ts';
import type { ExecutionEvent } from '../workflow/states/execution.ts';
import { workflowOf } from '../workflow/states/definition.ts';
import type { Print } from './printer.ts';

/** What changes something; the rest only reads. */
const WRITE = /^(Create|Put|Attach|Detach|Update|Delete|Tag|Untag|AddTo|RemoveFrom)/;

/** Of a line: two spaces, the clock, two spaces, the state. */
const STATE_WIDTH = 22;
const HANG = 2 + 8 + 2 + STATE_WIDTH + 3;

/**
 * A section per execution, in the order of their starts: the first's while it goes on, those that run beside it or after it when all
 * have ended. A line per state; a loop's further passes are one line together, and so are a task's retries.
 */
export interface Timeline {
  /** A task's function is about to be invoked: the calls that come belong to it. Tasks take turns. Undefined for one that is not told of. */
  task(executionArn: string | undefined): void;
  event(event: ExecutionEvent): void;
  call(record: CallRecord): void;
  /** @param endings by execution, in the order of their starts: how each ended, which its section closes with. */
  end(at: number, endings: ReadonlyMap<string, readonly string[]>): void;
}

/** @param print gets the first execution's lines as they come, those of the others when all have ended. */
export function timeline(print: Print): Timeline {
  const stories = new Map<string, Story & { lines: Parameters<Print>[] }>();
  let working: Story | undefined;

  function storyOf(executionArn: string) {
    const known = stories.get(executionArn);
    if (known !== undefined) return known;
    const lines: Parameters<Print>[] = [];
    const tellLine: Print = stories.size === 0 ? print : (...line) => lines.push(line);
    tellLine(headingOf(executionArn));
    const added = { ...tell(tellLine), lines };
    stories.set(executionArn, added);
    return added;
  }

  return {
    task(executionArn) {
      working = executionArn === undefined ? undefined : storyOf(executionArn);
    },
    event: (event) => storyOf(event.executionArn).event(event),
    call(record) {
      if (isTasks(record)) working?.call(record);
    },
    end(at, endings) {
      for (const [executionArn, ending] of endings) {
        const { lines, end } = storyOf(executionArn);
        end(at);
        for (const [text, hang] of lines) print(text, hang);
        for (const text of [...ending, '']) print(text);
      }
    },
  };
}

/** How an execution is named says what started it. */
const STARTED_BY = [
  [new RegExp(`^${FLEET_PREFIX}`), 'reconcile'],
  [/^run-\d/, 'the request'],
  [/^event-\d/, 'the event'],
  [/^again-/, 'an execution before it'],
  [/^trail-\d/, "CloudTrail's record of a call"],
  [/^put-\d/, 'an event of a function'],
] as const;

function headingOf(executionArn: string): string {
  const name = executionArn.split(':').at(-1) ?? '';
  const by = STARTED_BY.find(([pattern]) => pattern.test(name))?.[1] ?? 'the product';
  return `${workflowOf(executionArn)} ${name}, started by ${by}`;
}

/** A function's session is named by it; the product's functions are no tasks. */
export function isTasks({ callerArn = '' }: CallRecord): boolean {
  const session = callerArn.split('/').at(-1) ?? '';
  return FUNCTION_NAMES.some((name) => session.includes(name));
}

type Story = Omit<Timeline, 'task' | 'end'> & { end(at: number): void };

function tell(print: Print): Story {
  const seen = new Set<string>();
  let writes: CallRecord[] = [];
  let passes: string[] = [];
  /** Retries of one task for one error, the first of which has its line. */
  let retries = { text: '', more: 0 };

  function line(at: number, text: string): void {
    print(`  ${clockTime(at)}  ${text}`, HANG);
  }

  function endLoop(at: number): void {
    if (retries.more > 0) line(at, `${retries.text}, ${plural(retries.more, 'more time', 'more times')}`);
    retries = { text: '', more: 0 };
    if (passes.length === 0) return;
    const names = [...new Set(passes)];
    line(at, `${names.join(', ')}: ${plural(Math.round(passes.length / names.length), 'more pass', 'more passes')}`);
    passes = [];
  }

  return {
    event({ kind, state, at, error }) {
      if (kind === 'entered') {
        if (seen.has(state)) {
          passes.push(state);
        } else {
          endLoop(at);
        }
      } else if (kind === 'exited') {
        if (retries.text !== '') endLoop(at);
        if (!seen.has(state)) line(at, `${state.padEnd(STATE_WIDTH)} ${changes(writes)}`.trimEnd());
        seen.add(state);
        writes = [];
      } else {
        const what = kind === 'retried' ? 'is tried again' : 'fails';
        const text = `${state.padEnd(STATE_WIDTH)} ${what}: ${error ?? 'unknown error'}`;
        const written = writes.length === 0 ? '' : `; ${changes(writes)}`;
        writes = [];
        if (kind === 'caught') seen.add(state);
        if (text === retries.text && written === '') {
          retries.more += 1;
          return;
        }
        endLoop(at);
        line(at, `${text}${written}`);
        if (kind === 'retried') retries = { text, more: 0 };
      }
    },
    call(record) {
      if (record.errorCode === undefined && WRITE.test(record.operation ?? '')) writes.push(record);
    },
    end: endLoop,
  };
}

function changes(writes: readonly CallRecord[]): string {
  const byAccount = Map.groupBy(writes, ({ accountId }) => accountId ?? '?');
  return [...byAccount]
    .map(([accountId, calls]) => `${accountId}: ${calls.map((call) => `${call.service}:${call.operation}`).join(', ')}`)
    .join('; ');
}

/** Of the virtual clock, UTC. */
export function clockTime(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
