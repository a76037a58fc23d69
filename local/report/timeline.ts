import type { CallRecord } from '../aws/server.ts';
import { FUNCTION_NAMES } from '../../functions/shared/names.ts';
import type { ExecutionEvent } from '../workflow/states/execution.ts';
import { workflowOf } from '../workflow/states/definition.ts';

/** What changes something; the rest only reads. */
const WRITE = /^(Create|Put|Attach|Detach|Update|Delete|Tag|Untag|AddTo|RemoveFrom)/;

/**
 * An account of a run, execution by execution: the first's while it goes on, those that run beside it or after it when all have
 * ended. A line per state; a loop's further passes are one line together, and so are a task's retries.
 */
export interface Timeline {
  /** A task's function is about to be invoked: the calls that come belong to it. Tasks take turns. Undefined for one that is not told of. */
  task(executionArn: string | undefined): void;
  event(event: ExecutionEvent): void;
  call(record: CallRecord): void;
  end(at: number): void;
}

/** @param isNamed whether the first execution is headed by its name, as the others are. */
export function timeline(startedAt: number, print: (line: string) => void, isNamed: boolean): Timeline {
  const stories = new Map<string, Story & { heading: string; lines: string[] }>();
  let working: Story | undefined;

  function storyOf(executionArn: string) {
    const known = stories.get(executionArn);
    if (known !== undefined) return known;
    const lines: string[] = [];
    const isFirst = stories.size === 0;
    const story = tell(startedAt, isFirst ? print : (line) => lines.push(line));
    const heading = `${workflowOf(executionArn)}  ${executionArn.split(':').at(-1)}`;
    if (isFirst && isNamed) print(`${heading}\n`);
    const added = { ...story, heading, lines };
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
    end(at) {
      for (const [i, { heading, lines, end }] of [...stories.values()].entries()) {
        end(at);
        if (i > 0) for (const line of ['', `${heading}\n`, ...lines]) print(line);
      }
    },
  };
}

/** A function's session is named by it; the product's functions are no tasks. */
export function isTasks({ callerArn = '' }: CallRecord): boolean {
  const session = callerArn.split('/').at(-1) ?? '';
  return FUNCTION_NAMES.some((name) => session.includes(name));
}

type Story = Omit<Timeline, 'task'>;

function tell(startedAt: number, print: (line: string) => void): Story {
  const seen = new Set<string>();
  let writes: CallRecord[] = [];
  let passes: string[] = [];
  /** Retries of one task for one error, the first of which has its line. */
  let retries = { text: '', more: 0 };

  function line(at: number, text: string): void {
    print(`  ${clockTime(at)}  ${elapsed(at - startedAt).padStart(8)}  ${text}`);
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
        if (!seen.has(state)) line(at, `${state.padEnd(22)} ${changes(writes)}`.trimEnd());
        seen.add(state);
        writes = [];
      } else {
        const what = kind === 'retried' ? 'is tried again' : 'fails';
        const text = `${state.padEnd(22)} ${what}: ${error ?? 'unknown error'}`;
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

function clockTime(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}

function elapsed(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `+${seconds}s` : `+${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, '0')}s`;
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
