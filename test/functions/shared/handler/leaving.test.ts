import { describe, expect, test } from 'vitest';
import { AccessDenied, MAX_MESSAGE_WEIGHT } from '../../../../functions/shared/errors.ts';
import { withinCause } from '../../../../functions/shared/handler/leaving.ts';
import { weight } from '../../../../functions/shared/size.ts';

/** What a Cause has room for, of each of a defect's message and stack. */
const DEFECT = 4_000;

test.each([undefined, null, 'a text', { message: 'a'.repeat(DEFECT + 1), stack: '' }])(
  'what is no error leaves as it is: %j',
  (thrown) => {
    expect(withinCause(thrown)).toBe(thrown);
  },
);

describe('an error of the closed set leaves as itself', () => {
  test('without its stack', () => {
    const error = new AccessDenied('no', { cause: 1 });
    expect(withinCause(error)).toBe(error);
    expect(error).toMatchObject({ name: 'AccessDenied', message: 'no', stack: 'AccessDenied', cause: 1 });
  });

  test('with as much of its message as there is room for', () => {
    const [fits, over] = ['a'.repeat(MAX_MESSAGE_WEIGHT), 'a'.repeat(MAX_MESSAGE_WEIGHT + 1)];
    expect(withinCause(new AccessDenied(fits))).toHaveProperty('message', fits);
    expect(withinCause(new AccessDenied(over))).toHaveProperty('message', expect.stringMatching(/^a+…$/));
    expect(weight(String(Object(withinCause(new AccessDenied(over))).message))).toBeLessThanOrEqual(MAX_MESSAGE_WEIGHT);
  });
});

describe('a defect', () => {
  const defect = (message: string, stack: string | undefined) => Object.assign(new TypeError(message), { stack });
  const at = 'TypeError: x\n    at f';

  test.each([
    ['short', 'x', at],
    ['just short enough', 'a'.repeat(DEFECT), 'b'.repeat(DEFECT)],
  ])('that is %s leaves as itself', (_name, message, stack) => {
    const error = defect(message, stack);
    expect(withinCause(error)).toBe(error);
  });

  test.each([
    ['message', 'a'.repeat(DEFECT + 1), at, /^a{3900,3997}…$/, new RegExp(`^${at}$`)],
    ['stack', 'x', 'b'.repeat(DEFECT + 1), /^x$/, /^b{3900,3997}…$/],
    ['message, and without a stack,', 'a'.repeat(DEFECT + 1), undefined, /^a{3900,3997}…$/, /^$/],
  ])('that has too long a %s leaves as another of its name, cut', (_name, message, stack, left, trace) => {
    const error = defect(message, stack);
    const leaving = withinCause(error);
    expect(leaving).toBeInstanceOf(Error);
    expect(leaving).not.toBe(error);
    expect(leaving).toMatchObject({
      name: 'TypeError',
      message: expect.stringMatching(left),
      stack: expect.stringMatching(trace),
    });
  });
});
