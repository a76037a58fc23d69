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

  test.each(['', 'a b', 'a:b', 'a/b', 'a*', 'a<b', 'a"b', 'a#b', 'a\u0007', 'x'.repeat(81)])(
    '%j, which Step Functions does not take',
    (name) => {
      expect(named(name)).not.toMatch(ARN);
    },
  );
});
