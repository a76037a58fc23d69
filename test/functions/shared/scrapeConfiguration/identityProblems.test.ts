import { describe, expect, test } from 'vitest';
import { identityProblems } from '../../../../functions/shared/scrapeConfiguration/labels/identity.ts';
import { Plain } from '../../../../functions/shared/scrapeConfiguration/plain.ts';

const CLUSTER = 'arn:aws:eks:us-west-2:111111111111:cluster/shop';
const OTHER = 'arn:aws:eks:us-west-2:111111111111:cluster/office';
const ID = '23262d118a4f16b4bc54';
const OWN = 'amp_scraper_connection';
const IDENTITY = { clusterArn: CLUSTER, own: { [OWN]: ID } };
const REMEDY = 'Remove it: every series gets this label from global.external_labels, unless its target has one';
const ANOTHER = "would give the job's samples another identity than the connection's";

const withExternal = (labels: Record<string, unknown>, job: Record<string, unknown> = {}) => ({
  global: { external_labels: labels },
  scrape_configs: [job],
});
const problemsOf = (data: Record<string, unknown>) => identityProblems(data, IDENTITY);

describe('an external label', () => {
  test.each<[string, Record<string, unknown>]>([
    ['that is not there', {}],
    ["that is the cluster's ARN", { clusterArn: CLUSTER }],
    ["that is the cluster's short name", { clusterArn: 'shop' }],
    ["that has another cluster's ARN in it", { clusterArn: `was ${OTHER}` }],
    ['that is the ARN of something else', { clusterArn: 'arn:aws:aps:us-west-2:111111111111:cluster/shop' }],
    ['that is a number', { clusterArn: new Plain('7', 7) }],
    ['that is the connection’s id', { [OWN]: ID }],
    ['that is the connection’s id without quotes', { [OWN]: new Plain(ID, Number.NaN) }],
    ['of another name', { team: OTHER }],
  ])('%s is taken', (_name, labels) => {
    expect(problemsOf(withExternal(labels))).toEqual([]);
  });

  test.each<[unknown, string]>([
    [OTHER, "is the ARN of another cluster than the request's"],
    [null, 'has no value'],
    ['', 'has no value'],
  ])('clusterArn that is %j is refused', (value, problem) => {
    const at = ['global', 'external_labels', 'clusterArn'];
    const remedy = `Remove it, or write ${CLUSTER}`;
    expect(problemsOf(withExternal({ clusterArn: value }))).toEqual([{ at, value, problem, remedy }]);
  });

  test.each([['another'], [null], [['list']], [new Plain('7', 7)]])(
    'of the connection that is %j is refused',
    (value) => {
      expect(problemsOf(withExternal({ [OWN]: value }))).toEqual([
        {
          at: ['global', 'external_labels', OWN],
          value,
          problem: "is the label by which this connection's samples are found, with another value",
          remedy: 'Remove it: the workflow writes it',
        },
      ]);
    },
  );
});

describe('a label of static targets', () => {
  const at = (name: string) => ['scrape_configs', 0, 'static_configs', 1, 'labels', name];
  const job = (labels: unknown) => ({ static_configs: ['no map', { labels }] });

  test.each([[{}], [{ clusterArn: CLUSTER }], [{ [OWN]: ID }], [{ team: 'x' }], [[]], [null], ['text']])(
    'is taken where the labels are %j',
    (labels) => {
      expect(problemsOf(withExternal({}, job(labels)))).toEqual([]);
    },
  );

  test.each([
    ['clusterArn', OTHER],
    ['clusterArn', null],
    ['clusterArn', [CLUSTER]],
    [OWN, 'another'],
  ])('%s that is %j is refused', (name, value) => {
    expect(problemsOf(withExternal({}, job({ [name]: value })))).toEqual([
      { at: at(name), value, problem: ANOTHER, remedy: REMEDY },
    ]);
  });

  test('is what the external label of the same name says', () => {
    expect(problemsOf(withExternal({ clusterArn: 'shop' }, job({ clusterArn: 'shop' })))).toEqual([]);
    expect(problemsOf(withExternal({ clusterArn: 'shop' }, job({ clusterArn: CLUSTER })))).toHaveLength(1);
  });

  test('is compared with nothing where the external label is no scalar', () => {
    const none = { clusterArn: ['shop'] };
    expect(problemsOf(withExternal(none, job({ clusterArn: ['shop'] })))).toHaveLength(1);
    expect(problemsOf(withExternal(none, job({ clusterArn: 'shop' })))).toHaveLength(1);
  });
});

describe.each(['relabel_configs', 'metric_relabel_configs'])('a rule of %s', (key) => {
  const at = ['scrape_configs', 0, key, 0];
  const found = (rule: Record<string, unknown>) => problemsOf(withExternal({}, { [key]: [rule] }));

  test.each([undefined, 'replace', 'Replace', 'hashmod', 'HASHMOD', 'lowercase', 'uppercase'])(
    'with action %s writes to its target label',
    (action) => {
      for (const name of ['clusterArn', OWN]) {
        expect(found({ ...(action ? { action } : {}), target_label: name, replacement: '$1' })).toEqual([
          { at: [...at, 'target_label'], value: name, problem: ANOTHER, remedy: REMEDY },
        ]);
      }
      expect(found({ ...(action ? { action } : {}), target_label: 'team' })).toEqual([]);
    },
  );

  test('labelmap writes to its replacement', () => {
    expect(found({ action: 'labelmap', replacement: OWN, target_label: 'team' })).toEqual([
      { at: [...at, 'replacement'], value: OWN, problem: ANOTHER, remedy: REMEDY },
    ]);
    expect(found({ action: 'labelmap', replacement: 'team', target_label: OWN })).toEqual([]);
  });

  test.each(['keep', 'drop', 'labeldrop', 'labelkeep', 'keepequal'])('with action %s writes to none', (action) => {
    expect(found({ action, target_label: OWN, replacement: OWN })).toEqual([]);
  });

  test('may write what is to be there, and by replace alone', () => {
    expect(found({ target_label: OWN, replacement: ID })).toEqual([]);
    expect(found({ target_label: 'clusterArn', replacement: CLUSTER })).toEqual([]);
    expect(found({ action: 'lowercase', target_label: OWN, replacement: ID })).toHaveLength(1);
  });

  test.each([[undefined], [null], [7], [[OWN]]])('with the target label %j writes to none', (target) => {
    expect(found({ target_label: target })).toEqual([]);
  });
});
