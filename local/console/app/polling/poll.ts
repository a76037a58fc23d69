/** Looks again and again, one look at a time, and not while nobody sees the page. */

export interface Poll {
  /** One look. @returns whether there is more to see later. */
  look(): Promise<boolean>;
  pauseMs: number;
  /** Resolves when the page is seen. */
  shown(signal: AbortSignal): Promise<void>;
  signal: AbortSignal;
}

/** Resolves when there is nothing more to see, or the signal is given. @throws what `look` throws */
export async function poll({ look, pauseMs, shown, signal }: Poll): Promise<void> {
  while (!signal.aborted) {
    await shown(signal);
    if (signal.aborted || !(await look())) return;
    await pause(pauseMs, signal);
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}
