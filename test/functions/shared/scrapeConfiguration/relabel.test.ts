import { describe, expect, test } from 'vitest';
import { Plain } from '../../../../functions/shared/scrapeConfiguration/plain.ts';
import {
  addressProblems,
  intervalLabelProblem,
  intervalProblems,
  relabelProblems,
} from '../../../../functions/shared/scrapeConfiguration/schema/relabel.ts';

const AT = ['rule'];
type Rule = Record<string, unknown>;
const found = (rule: Rule) => relabelProblems(rule, AT);
const number = (value: number) => new Plain(String(value), value, BigInt(value));

const WITH_TARGET = ['replace', 'hashmod', 'lowercase', 'uppercase', 'keepequal', 'dropequal'];
const WITHOUT_TARGET = ['keep', 'drop', 'labelmap', 'labeldrop', 'labelkeep'];
const modulus = (action: string) => (action === 'hashmod' ? { modulus: number(8) } : {});

describe('the target label', () => {
  const missing = (action: string) => ({
    at: ['rule', 'target_label'],
    problem: `is missing, and the action ${action} needs it`,
    remedy: 'Add the label that the result goes to',
  });

  test.each(WITH_TARGET)('is needed by %s', (action) => {
    for (const target of [{}, { target_label: '' }, { target_label: null }]) {
      expect(found({ action, ...modulus(action), ...target })).toEqual([missing(action)]);
    }
    expect(found({ action, ...modulus(action), target_label: 'team' })).toEqual([]);
  });

  test.each(WITHOUT_TARGET)('is not needed by %s', (action) => {
    expect(found({ action })).toEqual([]);
  });

  test('is needed where there is no action, and whatever its case', () => {
    expect(found({})).toEqual([missing('replace')]);
    expect(found({ action: 'Replace' })).toEqual([missing('replace')]);
  });

  const name = (value: unknown) => ({
    at: ['rule', 'target_label'],
    value,
    problem:
      'is a label name that Prometheus 3.5 takes and Prometheus 2.54 refuses: which one a managed collector runs is not published',
    remedy: 'Use letters, digits and underscores only, not starting with a digit',
    warns: true,
  });

  test.each(['a-b', '1a', 'a.b'])('that is %s is one of the newer version alone', (target) => {
    expect(found({ target_label: target })).toEqual([name(target)]);
  });

  test.each(['$1', '${1}', 'a_$1', '${name}_b', 'a${name}', '$1$2', 'A${1}b'])(
    'of replace may refer to groups: %s',
    (target) => {
      expect(found({ target_label: target })).toEqual([]);
      expect(found({ action: 'lowercase', target_label: target })).toEqual([name(target)]);
    },
  );

  test.each(['$', '$-', 'a$', '${}', '${a', 'a-$1', '1$1', '$1-b', ' $1', '$1 '])(
    'of replace refers to no group: %s',
    (target) => {
      expect(found({ target_label: target })).toEqual([name(target)]);
    },
  );

  test.each([[['a']], [{}]])('that is no scalar is the schema’s finding: %j', (target) => {
    expect(found({ target_label: target })).toEqual([]);
  });
});

describe('labelmap', () => {
  const at = ['rule', 'replacement'];

  test.each([[''], [null]])('has no replacement that is %j', (replacement) => {
    expect(found({ action: 'labelmap', replacement })).toEqual([
      {
        at,
        problem: 'is empty, and the action labelmap makes it the name of a label',
        remedy: 'Remove it, or write e.g. $1',
      },
    ]);
  });

  test('has one that is a name, or refers to groups', () => {
    expect(found({ action: 'labelmap' })).toEqual([]);
    for (const replacement of ['$1', 'k8s_$1', 'team']) expect(found({ action: 'labelmap', replacement })).toEqual([]);
    expect(found({ action: 'labelmap', replacement: 'k8s-$1' })).toMatchObject([{ at, value: 'k8s-$1', warns: true }]);
    expect(found({ action: 'keep', replacement: '' })).toEqual([]);
  });
});

describe('hashmod', () => {
  const missing = {
    at: ['rule', 'modulus'],
    problem: 'is missing or 0, and the action hashmod needs it',
    remedy: 'Add a whole number of 1 or more',
  };
  const rule = { action: 'hashmod', target_label: 'shard' };

  test('needs a modulus', () => {
    for (const none of [{}, { modulus: number(0) }, { modulus: null }]) {
      expect(found({ ...rule, ...none })).toEqual([missing]);
    }
    expect(found({ ...rule, modulus: number(1) })).toEqual([]);
    expect(found({ ...rule, modulus: ['1'] })).toEqual([]);
    expect(found({ target_label: 'shard' })).toEqual([]);
  });
});

describe('an action that is', () => {
  test('null is empty', () => {
    expect(found({ action: null, target_label: 'a' })).toEqual([
      {
        at: ['rule', 'action'],
        problem: 'is empty',
        remedy:
          'Remove it, or write one of replace, keep, drop, keepequal, dropequal, hashmod, labelmap, labeldrop, labelkeep, lowercase, uppercase',
      },
    ]);
  });

  test('not there is none', () => {
    expect(found({ target_label: 'a' })).toEqual([]);
  });
});

describe('a field beside an action', () => {
  const FIELDS: Record<string, { as: unknown; byDefault: unknown[] }> = {
    source_labels: { as: ['a'], byDefault: [null] },
    target_label: { as: 'b', byDefault: ['', null] },
    modulus: { as: number(2), byDefault: [number(0), null, new Plain('0x0', 0, 0n)] },
    separator: { as: ',', byDefault: [';'] },
    replacement: { as: 'c', byDefault: ['$1'] },
    regex: { as: 'd', byDefault: [] },
  };
  const SURPLUS: Record<string, string[]> = {
    labeldrop: ['source_labels', 'target_label', 'modulus', 'separator', 'replacement'],
    labelkeep: ['source_labels', 'target_label', 'modulus', 'separator', 'replacement'],
    keepequal: ['regex', 'modulus', 'separator', 'replacement'],
    dropequal: ['regex', 'modulus', 'separator', 'replacement'],
    lowercase: ['replacement'],
    uppercase: ['replacement'],
    keep: [],
    drop: [],
    replace: [],
  };

  test.each(
    Object.entries(SURPLUS).flatMap(([action, keys]) =>
      Object.keys(FIELDS).map((key) => ({ action, key, is: keys.includes(key) })),
    ),
  )('$action takes no $key: $is', ({ action, key, is }) => {
    const { as, byDefault } = FIELDS[key] ?? { as: '', byDefault: [] };
    const target = WITH_TARGET.includes(action) && key !== 'target_label' ? { target_label: 'b' } : {};
    const rule = (value: unknown) => ({ action, ...target, [key]: value });
    const surplus = { at: ['rule', key], problem: `cannot stand with the action ${action}`, remedy: 'Remove it' };
    expect(found(rule(as))).toEqual(is ? [surplus] : []);
    for (const value of is ? byDefault : []) expect(found(rule(value))).toEqual([]);
  });

  test('is no default of another kind', () => {
    expect(found({ action: 'labeldrop', replacement: null })).toHaveLength(1);
    expect(found({ action: 'labeldrop', separator: null })).toHaveLength(1);
    expect(found({ action: 'labeldrop', separator: [';'] })).toHaveLength(1);
    expect(found({ action: 'labeldrop', source_labels: [] })).toHaveLength(1);
    expect(found({ action: 'keepequal', target_label: 'a', regex: null })).toHaveLength(1);
  });
});

describe('the address', () => {
  const at = ['rule', 'replacement'];
  const rule = (replacement: unknown) => ({ target_label: '__address__', replacement });
  const SERVICE = 'Find a Service by kubernetes_sd_configs with role endpoints, which yields the addresses of its pods';

  test.each([
    '10.0.0.7:9100',
    '10.0.0.7',
    '[fd00::7]:9100',
    'kubernetes.default.svc:443',
    '$1',
    '$1:9100',
    '$1.shop:80',
    '$1.svcs',
  ])('may be %s', (replacement) => {
    expect(addressProblems(rule(replacement), AT)).toEqual([]);
  });

  test.each(['shop.default.svc:80', 'example.com', ''])('is no name: %j', (replacement) => {
    expect(addressProblems(rule(replacement), AT)).toEqual([
      {
        at,
        value: replacement,
        problem: 'makes the address a name, and a managed collector resolves none but that of the API server',
        remedy: `${SERVICE}, or write an IP address with or without a port, or kubernetes.default.svc:443`,
      },
    ]);
  });

  test('made of a label and a Service’s domain is warned of', () => {
    const replacement = '$1.default.svc:80';
    expect(addressProblems(rule(replacement), AT)).toEqual([
      {
        at,
        value: replacement,
        problem: 'makes the address a name, and a managed collector is said to resolve none but that of the API server',
        remedy: SERVICE,
        warns: true,
      },
    ]);
  });

  test('is written by replace alone, and to that label alone', () => {
    expect(addressProblems({ ...rule('example.com'), action: 'lowercase' }, AT)).toEqual([]);
    expect(addressProblems({ target_label: 'team', replacement: 'example.com' }, AT)).toEqual([]);
    expect(addressProblems(rule(['example.com']), AT)).toEqual([]);
    expect(addressProblems({ target_label: '__address__' }, AT)).toEqual([]);
  });
});

describe('the interval of a target', () => {
  const warning = (value: unknown) => ({
    at: AT,
    value,
    problem: 'sets a scrape interval shorter than the 30 s that a managed collector allows',
    remedy: 'Write 30s or longer, since the collector may fail or not keep it',
    warns: true,
  });

  test.each(['30s', '1m', '30000ms', 'soon', ''])('may be %j', (value) => {
    expect(intervalLabelProblem('__scrape_interval__', value, AT)).toEqual([]);
  });

  test.each(['29s', '29999ms', '0'])('is warned of: %s', (value) => {
    expect(intervalLabelProblem('__scrape_interval__', value, AT)).toEqual([warning(value)]);
  });

  test('is that label’s alone', () => {
    expect(intervalLabelProblem('__scrape_timeout__', '1s', AT)).toEqual([]);
    expect(intervalLabelProblem('__scrape_interval__', ['1s'], AT)).toEqual([]);
  });

  test('is written by replace', () => {
    const rule = { target_label: '__scrape_interval__', replacement: '5s' };
    expect(intervalProblems(rule, AT)).toEqual([{ ...warning('5s'), at: ['rule', 'replacement'] }]);
    expect(intervalProblems({ ...rule, action: 'hashmod' }, AT)).toEqual([]);
  });
});
