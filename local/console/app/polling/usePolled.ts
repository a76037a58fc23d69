import { useEffect, useState } from 'preact/hooks';
import { poll } from './poll.ts';
import { documentShown } from './shown.ts';

interface Polled<T> {
  /** What was seen last; undefined before the first look. */
  value?: T;
  /** Why the latest look saw nothing, in the words of who refused it. */
  problem?: string;
  /** Looks at once, and again from then on. */
  again(): void;
}

interface Looking<T> {
  /** @param previous what was seen last */
  look(previous: T | undefined): Promise<T>;
  /** Whether there is nothing more to see. */
  isDone?(value: T): boolean;
  /** Another key is another thing to look at; what was seen of the former stays until the new one is seen. */
  key?: string;
  pauseMs?: number;
}

const PAUSE_MS = 1000;

/** A look that fails is told, and the next one is made all the same: what refuses may be mended meanwhile. */
export function usePolled<T>({ look, isDone, key = '', pauseMs = PAUSE_MS }: Looking<T>): Polled<T> {
  const [seen, setSeen] = useState<{ value?: T; problem?: string }>({});
  const [round, setRound] = useState(0);
  useEffect(() => {
    const end = new AbortController();
    let value = seen.value;
    const once = async () => {
      try {
        const next = await look(value);
        if (end.signal.aborted) return false;
        value = next;
        setSeen({ value: next });
        return isDone?.(next) !== true;
      } catch (error) {
        const kept = value === undefined ? {} : { value };
        if (!end.signal.aborted) setSeen({ ...kept, problem: messageOf(error) });
        return true;
      }
    };
    void poll({ look: once, pauseMs, shown: documentShown, signal: end.signal });
    return () => end.abort();
  }, [key, round]);
  return { ...seen, again: () => setRound((before) => before + 1) };
}

/** What a person is told of an error. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
