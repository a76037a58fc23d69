import { describe, expect, test } from 'vitest';
import { optional, scalar } from '../../../../functions/shared/scrapeConfiguration/schema/kinds.ts';
import { newer, newField, oldField } from '../../../../functions/shared/scrapeConfiguration/schema/versions.ts';

const AT = ['scrape_configs', 0, 'field'];
const UNKNOWN = 'which one a managed collector runs is not published';
const isNew = {
  at: AT,
  problem: `is a field that Prometheus 3.5 takes and Prometheus 2.54 refuses: ${UNKNOWN}`,
  remedy: 'Leave it out unless the collector is seen to take it',
  warns: true,
};
const isOld = { ...isNew, problem: `is a field that Prometheus 2.54 takes and Prometheus 3.5 refuses: ${UNKNOWN}` };

describe('a field that one version of Prometheus has', () => {
  test.each([
    ['came later', newField, isNew],
    ['went', oldField, isOld],
  ])('and that %s warns, whatever it holds', (_name, field, warning) => {
    for (const value of ['text', '', null, undefined]) expect(field(scalar())(value, AT)).toStrictEqual([warning]);
    expect(optional(field(scalar()))(null, AT)).toStrictEqual([warning]);
  });

  test.each([newField, oldField])('is held to its kind as well', (field) => {
    const problems = field(scalar())([], AT);
    expect(problems.map(({ warns }) => warns)).toEqual([undefined, true]);
    expect(problems[0]).toMatchObject({ at: AT, problem: 'is not a single value' });
  });
});

test('a value that only the newer version takes warns, and says what it is', () => {
  const rule = newer((text) => text === 'old', 'is a name', 'Write old');
  expect(rule('old')).toBeUndefined();
  expect(rule('new')).toStrictEqual({
    problem: `is a name that Prometheus 3.5 takes and Prometheus 2.54 refuses: ${UNKNOWN}`,
    remedy: 'Write old',
    warns: true,
  });
});
