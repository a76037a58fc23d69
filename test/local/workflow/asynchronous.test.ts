import { expect, test } from 'vitest';
import { deliver } from '../../../local/workflow/lambda/asynchronous.ts';
import { TaskFailure } from '../../../local/workflow/lambda/functions.ts';

/** An event whose attempts end so, in turn, and then always as the last. @returns the seconds between them, and whether it was given up */
async function delivered(...ends: readonly (string | undefined)[]) {
  const pauses: number[] = [];
  let attempts = 0;
  let dropped = false;
  await deliver({
    async attempt() {
      const name = ends[Math.min(attempts, ends.length - 1)];
      attempts += 1;
      if (name !== undefined) throw new TaskFailure(name, '');
    },
    async pause(milliseconds) {
      pauses.push(milliseconds / 1000);
    },
    onDropped: () => void (dropped = true),
  });
  return { attempts, pauses, dropped };
}

test('a function that takes the event is run once', async () => {
  expect(await delivered(undefined)).toEqual({ attempts: 1, pauses: [], dropped: false });
});

test.each(['AwsUnavailable', 'Sandbox.Timedout', 'Runtime.ExitError', 'Lambda.Unknown'])(
  'after %s it is run again a minute and two minutes later, and then the event is given up',
  async (name) => {
    expect(await delivered(name)).toEqual({ attempts: 3, pauses: [60, 120], dropped: true });
    expect(await delivered(name, name, undefined)).toEqual({ attempts: 3, pauses: [60, 120], dropped: false });
  },
);

test.each(['Lambda.TooManyRequestsException', 'Lambda.ServiceException'])(
  'under %s it waits, ever longer up to five minutes, for up to six hours',
  async (name) => {
    const { pauses, dropped } = await delivered(name);
    expect(pauses.slice(0, 10)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300]);
    const waited = pauses.reduce((sum, seconds) => sum + seconds, 0);
    expect([dropped, waited > 6 * 3600 - 300, waited <= 6 * 3600]).toEqual([true, true, true]);
  },
);

test('what Lambda cannot run uses up no attempt of the function', async () => {
  const ends = ['Lambda.ServiceException', 'AwsUnavailable', 'Lambda.TooManyRequestsException', 'AwsUnavailable'];
  expect(await delivered(...ends, undefined)).toEqual({ attempts: 5, pauses: [1, 60, 2, 120], dropped: false });
});
