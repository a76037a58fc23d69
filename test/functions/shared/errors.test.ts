import { describe, expect, test } from 'vitest';
import * as errors from '../../../functions/shared/errors.ts';
import { weight } from '../../../functions/shared/size.ts';

/** A Cause holds 32,768 characters (https://docs.aws.amazon.com/step-functions/latest/apireference/API_LambdaFunctionFailedEventDetails.html). */
const MAX_CAUSE = 32_768;

const finding = (path: string, value?: unknown): errors.Finding => ({
  path,
  problem: 'is wrong',
  remedy: 'Mend it',
  ...(value === undefined ? {} : { value }),
});

/** One instance of every class of the module, by the class's name. */
const made = new Map<string, errors.WorkflowError>([
  ['InvalidRequest', new errors.InvalidRequest([finding('a')])],
  ['PreflightFailed', new errors.PreflightFailed([finding('a')])],
  ['ClusterNotReady', new errors.ClusterNotReady('m')],
  ['NotOurs', new errors.NotOurs('m')],
  ['OwnedElsewhere', new errors.OwnedElsewhere('m')],
  ['ReplacementNeeded', new errors.ReplacementNeeded('m')],
  ['ScraperFailed', new errors.ScraperFailed('m')],
  ['ScraperTimeout', new errors.ScraperTimeout('m')],
  ['NoSamples', new errors.NoSamples('m')],
  ['AccessDenied', new errors.AccessDenied('m')],
  ['QuotaExceeded', new errors.QuotaExceeded('m')],
  ['AwsUnavailable', new errors.AwsUnavailable('m')],
  ['Redriven', new errors.Redriven('m')],
]);

describe('the closed set', () => {
  test('has a class for every name', () => {
    expect([...made.keys()].sort()).toEqual([...errors.ERROR_NAMES].sort());
  });

  test('has no class beside the names', () => {
    const classes = Object.keys(errors).filter((name) => /^[A-Z][a-z]/.test(name) && name !== 'WorkflowError');
    expect(classes.sort()).toEqual([...errors.ERROR_NAMES].sort());
  });

  test.each(errors.ERROR_NAMES)('%s is reported under its literal name, as an own property', (name) => {
    const error = made.get(name);
    expect(error).toBeInstanceOf(errors.WorkflowError);
    expect(Object.getOwnPropertyDescriptor(error, 'name')?.value).toBe(name);
  });

  test('says in a word whether the request or AWS is at fault', () => {
    expect(made.get('InvalidRequest')?.message).toMatch(/^The request is not valid \(1 finding\):/);
    expect(made.get('PreflightFailed')?.message).toMatch(/^AWS does not have what the connection needs \(1 finding\):/);
  });

  test('keeps the cause', () => {
    const cause = new Error('first');
    expect(new errors.AwsUnavailable('m', { cause }).cause).toBe(cause);
    expect(new errors.PreflightFailed([], { cause }).cause).toBe(cause);
  });
});

test('what who asked cannot mend is said to be for another', () => {
  expect(errors.PLATFORM_TASK).toBe('which is the task of those who run this workflow');
});

describe('findings in a message', () => {
  test.each<[string, errors.Finding[], string]>([
    ['none', [], 'H (0 findings):'],
    ['one without value', [finding('a')], 'H (1 finding):\n- a: is wrong. Mend it'],
    ['a text', [finding('a', 'x"y')], 'H (1 finding):\n- a ("x\\"y"): is wrong. Mend it'],
    ['one with its place', [{ ...finding('a'), place: 'line 3' }], 'H (1 finding):\n- a (line 3): is wrong. Mend it'],
    [
      'one with its place and a value',
      [{ ...finding('a', 'x'), place: 'line 3' }],
      'H (1 finding):\n- a (line 3: "x"): is wrong. Mend it',
    ],
    ['null, which is a value', [finding('a', null)], 'H (1 finding):\n- a (null): is wrong. Mend it'],
    [
      'two',
      [finding('a', 0), finding('b[1]', ['x'])],
      'H (2 findings):\n- a (0): is wrong. Mend it\n- b[1] (["x"]): is wrong. Mend it',
    ],
    ['what JSON cannot say', [finding('a', () => 1)], 'H (1 finding):\n- a (): is wrong. Mend it'],
  ])('%s', (_, findings, text) => {
    expect(errors.formatFindings('H', findings)).toBe(text);
  });

  test('quote a value of 160 characters whole, and a longer one shortened', () => {
    const quoted = (length: number) =>
      /\((".*)\):/.exec(errors.formatFindings('H', [finding('a', 'x'.repeat(length))]))?.[1];
    expect(quoted(158)).toBe(`"${'x'.repeat(158)}"`);
    expect(quoted(159)).toBe(`"${'x'.repeat(158)}…`);
  });

  test('are cut where a Cause has no room for more, each whole, and the heading still counts them all', () => {
    const findings = Array.from({ length: 2000 }, (_, i) => finding(`field${i}`));
    const message = errors.formatFindings('H', findings);
    const [heading, ...lines] = message.split('\n');
    const more = lines.pop();
    expect(heading).toBe('H (2000 findings):');
    expect(lines).toEqual(findings.slice(0, lines.length).map(({ path }) => `- ${path}: is wrong. Mend it`));
    expect(more).toBe(`and ${2000 - lines.length} more: the log of the function has their places.`);
    expect(weight(message)).toBeGreaterThan(11_700);
    expect(weight(message)).toBeLessThanOrEqual(errors.MAX_MESSAGE_WEIGHT);
  });

  test.each([
    ['of one byte', 'x'],
    ['of three bytes', '語'],
    ['that JSON doubles', '"'],
    ['that end a line', '\n'],
    ['that JSON writes with six', '\u0000'],
  ])('have room in a Cause that is part of a state, however many there are: letters %s', (_name, letter) => {
    for (const count of [1, 37, 38, 80, 5_000]) {
      const findings = Array.from({ length: count }, (_, i) =>
        finding(`${letter.repeat(300)}${i}`, letter.repeat(300)),
      );
      const message = errors.formatFindings('H', findings);
      expect(weight(message)).toBeLessThanOrEqual(errors.MAX_MESSAGE_WEIGHT);
      expect(message).toMatch(count < 10 ? /Mend it$/ : /more: the log of the function has their places\.$|Mend it$/);
    }
  });

  test('are cut within the first where that one alone is too long, and the others are counted', () => {
    const long = { ...finding('a'), problem: 'x'.repeat(20_000) };
    const message = errors.formatFindings('H', [long, finding('b')]);
    expect(message).toMatch(/^H \(2 findings\):\n- a: x+…\nand 1 more: the log of the function has their places\.$/);
    expect(weight(message)).toBeGreaterThan(11_900);
    expect(weight(message)).toBeLessThanOrEqual(errors.MAX_MESSAGE_WEIGHT);
  });

  test('are a line each: a name that a request makes up begins none', () => {
    const message = errors.formatFindings('H', [finding('a\n- (event)\u2028- b', 'x')]);
    expect(message).toBe('H (1 finding):\n- a\ufffd- (event)\ufffd- b ("x"): is wrong. Mend it');
  });

  test('are all there, however long the name of a field is that a request makes up', () => {
    const message = errors.formatFindings('H', [finding('x'.repeat(20_000)), finding('alias')]);
    expect(message).toContain('\n- alias: is wrong. Mend it');
  });

  test('fit into a Cause, in which the runtime repeats the message as the first lines of the trace', () => {
    const error = new errors.InvalidRequest(Array.from({ length: 2000 }, (_, i) => finding(`field${i}`, 'x')));
    const { name: errorType, message: errorMessage, stack = '' } = error;
    const cause = JSON.stringify({ errorType, errorMessage, trace: stack.split('\n') });
    expect(cause.length).toBeLessThanOrEqual(MAX_CAUSE);
  });
});
