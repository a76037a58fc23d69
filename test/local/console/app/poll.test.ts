import { describe, expect, test, vi } from 'vitest';
import { poll } from '../../../../local/console/app/polling/poll.ts';

const always = () => Promise.resolve();

describe('looking again', () => {
  test('is one look at a time, until there is nothing more to see', async () => {
    let [atOnce, most, looks] = [0, 0, 0];
    const look = async () => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise((resolve) => setTimeout(resolve, 5));
      atOnce -= 1;
      looks += 1;
      return looks < 3;
    };
    await poll({ look, pauseMs: 0, shown: always, signal: new AbortController().signal });
    expect([looks, most]).toEqual([3, 1]);
  });

  test('waits for as long as nobody sees the page', async () => {
    const seen = Promise.withResolvers<void>();
    const look = vi.fn(async () => false);
    const end = poll({ look, pauseMs: 0, shown: () => seen.promise, signal: new AbortController().signal });
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(look).not.toHaveBeenCalled();
    seen.resolve();
    await end;
    expect(look).toHaveBeenCalledOnce();
  });

  test('ends at once when it is told to, in a pause or before a look', async () => {
    const end = new AbortController();
    const look = vi.fn(async () => true);
    const polled = poll({ look, pauseMs: 60_000, shown: always, signal: end.signal });
    await vi.waitFor(() => expect(look).toHaveBeenCalledOnce());
    end.abort();
    await polled;
    await poll({ look, pauseMs: 0, shown: always, signal: end.signal });
    expect(look).toHaveBeenCalledOnce();
  });

  test('does not hide what a look throws', async () => {
    const look = () => Promise.reject(new TypeError('a defect'));
    await expect(poll({ look, pauseMs: 0, shown: always, signal: new AbortController().signal })).rejects.toThrow(
      'a defect',
    );
  });
});
