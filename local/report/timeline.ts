import type { CallRecord } from '../aws/server.ts';
import type { ExecutionEvent } from '../workflow/execution.ts';

/** What changes something; the rest only reads. */
const WRITE = /^(Create|Put|Attach|Detach|Update|Delete|Tag|Untag|AddTo|RemoveFrom)/;

/** A live account of an execution, a line per state; a loop's further passes are one line together. */
export interface Timeline {
  event(event: ExecutionEvent): void;
  call(record: CallRecord): void;
  end(at: number): void;
}

export function timeline(startedAt: number, print: (line: string) => void): Timeline {
  const seen = new Set<string>();
  let writes: CallRecord[] = [];
  let passes: string[] = [];

  function line(at: number, text: string): void {
    print(`  ${clockTime(at)}  ${elapsed(at - startedAt).padStart(8)}  ${text}`);
  }

  function endLoop(at: number): void {
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
        if (!seen.has(state)) line(at, `${state.padEnd(18)} ${changes(writes)}`.trimEnd());
        seen.add(state);
        writes = [];
      } else {
        endLoop(at);
        const what = kind === 'retried' ? 'is tried again' : 'fails';
        line(at, `${state.padEnd(18)} ${what}: ${error ?? 'unknown error'}`);
        if (kind === 'caught') seen.add(state);
        writes = [];
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
