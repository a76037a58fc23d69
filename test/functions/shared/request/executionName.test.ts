import { describe, expect, test } from 'vitest';
import { EXECUTION_ARN as ARN, executionNameFindings } from '../../../../functions/shared/request/executionName.ts';
import { EXECUTION_ARN } from '../../support.ts';

const named = (name: string) => EXECUTION_ARN.replace(/[^:]*$/, name);

describe('an execution is named', () => {
  test.each(['test', 'shop.prod', 'größe', 'a_b-c=d+e@f', '商店', 'x'.repeat(80)])(
    '%s, which a tag can hold',
    (name) => {
      expect(executionNameFindings(named(name))).toEqual([]);
      expect(named(name)).toMatch(ARN);
    },
  );

  test.each(['shop!', "it's(1)", 'gro\u0308sse', '€', '🛒'])('%s, which Step Functions takes and no tag', (name) => {
    const [finding] = executionNameFindings(named(name));
    expect(finding).toMatchObject({ path: '(execution name)', value: name });
    expect(named(name)).toMatch(ARN);
  });

  test('so is told whole, with what to do', () => {
    expect(executionNameFindings(named('a:€'))).toEqual([
      {
        path: '(execution name)',
        value: 'a:€',
        problem: 'has a character that a tag cannot hold, and what is made carries the execution as a tag',
        remedy: 'Start the execution again without a name, or under one of letters, digits and _ . = + - @',
      },
    ]);
  });

  test.each(['arn:aws:', 'arn:aws-us-gov:'])('in the partition %s', (partition) => {
    expect(EXECUTION_ARN.replace('arn:aws:', partition)).toMatch(ARN);
  });

  test('by an ARN alone, with nothing before it', () => {
    expect(` ${EXECUTION_ARN}`).not.toMatch(ARN);
  });

  test.each(['', 'a b', 'a:b', 'a/b', 'a*', 'a<b', 'a"b', 'a#b', 'a\u0007', 'x'.repeat(81)])(
    '%j, which Step Functions does not take',
    (name) => {
      expect(named(name)).not.toMatch(ARN);
    },
  );
});
