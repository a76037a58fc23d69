import type { CallRecord } from '../aws/server.ts';
import type { ExecutionEvent } from '../workflow/states/execution.ts';

/** What changes something; the rest only reads. */
const WRITE = /^(Create|Put|Attach|Detach|Update|Delete|Tag|Untag|AddTo|RemoveFrom)/;

/** A live account of an execution, a line per state; a loop's further passes are one line together, and so are a task's retries. */
export interface Timeline {
  event(event: ExecutionEvent): void;
  call(record: CallRecord): void;
  end(at: number): void;
}

export function timeline(startedAt: number, print: (line: string) => void): Timeline {
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
