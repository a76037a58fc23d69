/** Resolves when the document is seen, at once where it is, or when the signal is given. */
export function documentShown(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = new AbortController();
    const look = () => {
      if (document.visibilityState === 'hidden' && !signal.aborted) return;
      end.abort();
      resolve();
    };
    document.addEventListener('visibilitychange', look, { signal: end.signal });
    signal.addEventListener('abort', look, { signal: end.signal });
    look();
  });
}
