import { describe, expect, test } from 'vitest';
import { plannedChange, differenceOf } from '../../../../functions/shared/plan/plannedChange.ts';

const ARN = 'arn:aws:iam::111111111111:role/amp-scraper/amp-scraper-source-0';
const trust = (scraper: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Condition: { ArnEquals: { 'aws:SourceArn': scraper } } }],
});

describe('a difference', () => {
  test('shows the changed line of a document with what is around it', () => {
    expect(differenceOf(trust('one'), trust('two')).split('\n')).toEqual([
      '     {',
      '       "Condition": {',
      '         "ArnEquals": {',
      '-          "aws:SourceArn": "one"',
      '+          "aws:SourceArn": "two"',
      '         }',
      '       },',
      '       "Effect": "Allow"',
    ]);
  });

  test('does not depend on the order of keys', () => {
    expect(differenceOf({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe('');
  });

  test('marks its places when there are several', () => {
    const text = (first: string, last: string) => [first, ...Array(20).fill('same'), last].join('\n');
    const lines = differenceOf(text('a', 'b'), text('c', 'd')).split('\n');
    expect(lines.filter((line) => line.startsWith('@@'))).toHaveLength(2);
    expect(lines.filter((line) => /^[-+]/.test(line))).toEqual(['-a', '+c', '-b', '+d']);
  });

  test('of what is not there yet is all of it, of what goes likewise', () => {
    expect(differenceOf(undefined, { a: 1 })).toBe('+{\n+  "a": 1\n+}');
    expect(differenceOf('text', undefined)).toBe('-text');
  });

  test('that would not fit into an output says how much is left out', () => {
    const long = Array.from({ length: 9_000 }, (_, i) => `line ${i}`).join('\n');
    const difference = differenceOf(undefined, long);
    expect(difference.length).toBeLessThan(25_000);
    expect(difference).toMatch(/… \d+ more lines$/);
  });
});

const numbered = (count: number, of: string) => Array.from({ length: count }, (_, i) => `${of} ${i}`);
const textIn = (lines: readonly string[]) => ['first', ...lines, 'last'].join('\n');

describe('a difference of many lines', () => {
  test('is compared as long as 2,000 go and come', () => {
    const lines = differenceOf(textIn(numbered(1_000, 'a')), textIn(numbered(1_000, 'b'))).split('\n');
    expect(lines.slice(0, 3)).toEqual([' first', '-a 0', '-a 1']);
  });

  test.each([1_001, 20_000])('says that it is not compared beyond: %i replaced ones', (count) => {
    const [told, ...lines] = differenceOf(textIn(numbered(count, 'a')), textIn(numbered(count, 'b'))).split('\n');
    expect(told).toMatch(/^… more than 2000 lines go and come from line 2 on, too many to be compared/);
    expect(lines[0]).toBe('-a 0');
    expect(lines).toContain('+b 0');
    expect(lines.filter((line) => line.endsWith('more lines'))).toHaveLength(count === 1_001 ? 0 : 2);
    expect(Buffer.byteLength(lines.join('\n'))).toBeLessThan(25_000);
  });

  test('takes no longer beyond than its lines are more', () => {
    const seconds = (count: number, times: number) => {
      const [before, after] = [textIn(numbered(count, 'a')), textIn(numbered(count, 'b'))];
      const began = process.cpuUsage();
      for (let time = 0; time < times; time += 1) differenceOf(before, after);
      const { user, system } = process.cpuUsage(began);
      return user + system;
    };
    seconds(1_001, 2);
    expect(seconds(20_000, 1)).toBeLessThan(5 * seconds(1_001, 20));
  });

  test('of which none goes, or none comes, is told as it is, however many', () => {
    const lines = numbered(9_000, '語');
    const [added, gone] = [differenceOf('first\nlast', textIn(lines)), differenceOf(textIn(lines), 'first\nlast')];
    expect(added.split('\n')[0]).toBe('+語 0');
    expect(gone.split('\n')[0]).toBe('-語 0');
    expect(added).toMatch(/… \d+ more lines$/);
    expect(Buffer.byteLength(added)).toBeLessThan(25_000);
  });
});

describe('a planned change', () => {
  test('has the document that will be in full, and digests of both', () => {
    const change = plannedChange(ARN, {
      action: 'repair',
      part: 'trust policy',
      before: trust('one'),
      after: trust('two'),
    });
    expect(change).toMatchObject({ action: 'repair', resource: ARN, part: 'trust policy', document: trust('two') });
    expect(change.before).toMatch(/^sha256:[0-9a-f]{12}$/);
    expect(change.after).not.toBe(change.before);
  });

  test('of a thing that goes has no document', () => {
    const change = plannedChange(ARN, { action: 'delete', before: trust('one'), after: undefined });
    expect(change).not.toHaveProperty('document');
    expect(change.after).toBe('none');
  });
});
