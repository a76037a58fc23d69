import { describe, expect, test } from 'vitest';
import { describeFinding } from '../../../../functions/shared/errors.ts';
import * as admission from '../../../../functions/shared/request/admission.ts';
import { CLUSTER_ARN, WORKSPACE_ARN } from '../../support.ts';

const ACCOUNT = '111111111111';
const PAIR = { clusterArn: CLUSTER_ARN, workspaceArn: WORKSPACE_ARN };
const OTHER = { arn: `${WORKSPACE_ARN}0` };
const NO_RULES = { workspaces: { central: { arn: WORKSPACE_ARN } }, products: {} };
type Rules = Parameters<typeof admission.goesByPlace>[1];
type Place = Parameters<typeof admission.admissionFindings>[2];

const inUnits = (...organizationalUnitIds: string[]): Rules => ({
  ...NO_RULES,
  organization: { id: 'o-1', organizationalUnitIds, excludedAccounts: [] },
});
const WHOLE: Rules = { ...NO_RULES, organization: { id: 'o-1', rootId: 'r-1', excludedAccounts: [] } };
const central = (...froms: ({ accounts?: string[]; organizationalUnitIds?: string[] } | undefined)[]): Rules => ({
  ...NO_RULES,
  workspaces: {
    other: OTHER,
    ...Object.fromEntries(
      froms.map((from, i) => [`central${i}`, { arn: WORKSPACE_ARN, ...(from === undefined ? {} : { from }) }]),
    ),
  },
});
const gold = (from: { accounts?: string[]; organizationalUnitIds?: string[] }): Rules => ({
  ...NO_RULES,
  products: { gold: from },
});
const GOLD = { ...PAIR, product: 'gold' };
const AT: Place = { parents: ['ou-2', 'ou-1', 'r-1'] };
const LOST: Place = { problem: 'is nowhere', remedy: 'Look for it' };

describe('the place of an account counts', () => {
  test.each<[string, boolean, admission.Asked, Rules]>([
    ['not without rules', false, PAIR, NO_RULES],
    ['not in a whole organization', false, PAIR, WHOLE],
    ['for the units of the organization', true, PAIR, inUnits('ou-1')],
    ["not for a workspace's accounts", false, PAIR, central({ accounts: [ACCOUNT] })],
    ["for a workspace's units", true, PAIR, central({ organizationalUnitIds: ['ou-1'] })],
    ["for one workspace's units of two", true, PAIR, central({ accounts: ['2'] }, { organizationalUnitIds: ['ou-1'] })],
    [
      'not for the units of another workspace',
      false,
      { ...PAIR, workspaceArn: OTHER.arn },
      central({ organizationalUnitIds: ['ou-1'] }),
    ],
    ["for a product's units", true, GOLD, gold({ organizationalUnitIds: ['ou-1'] })],
    ["not for a product's accounts", false, GOLD, gold({ accounts: [ACCOUNT] })],
    ['not for the units of a product that does not ask', false, PAIR, gold({ organizationalUnitIds: ['ou-1'] })],
    ['for one rule of two', true, GOLD, { ...inUnits('ou-1'), products: { gold: { accounts: [ACCOUNT] } } }],
  ])('%s: %s', (_name, counts, asked, rules) => {
    expect(admission.goesByPlace(asked, rules)).toBe(counts);
  });
});

describe('a cluster is admitted', () => {
  test.each<[string, admission.Asked, Rules, Place]>([
    ['without rules', PAIR, NO_RULES, undefined],
    ['in a whole organization', PAIR, WHOLE, undefined],
    ['below a unit', PAIR, inUnits('ou-9', 'ou-1'), AT],
    ['by an account of the workspace', PAIR, central({ accounts: ['2', ACCOUNT] }), undefined],
    [
      'by an account of the workspace, wherever it is',
      PAIR,
      central({ accounts: [ACCOUNT], organizationalUnitIds: ['ou-9'] }),
      LOST,
    ],
    ['by a unit of the workspace', PAIR, central({ accounts: ['2'], organizationalUnitIds: ['ou-9', 'ou-2'] }), AT],
    ['by one of two names of the workspace', PAIR, central({ accounts: ['2'] }, { accounts: [ACCOUNT] }), undefined],
    ['by one of two names that takes every account', PAIR, central({ accounts: ['2'] }, undefined), undefined],
    [
      'by a workspace that takes every account',
      { ...PAIR, workspaceArn: OTHER.arn },
      central({ accounts: ['2'] }),
      undefined,
    ],
    ['without a workspace', { clusterArn: CLUSTER_ARN }, central({ accounts: ['2'] }), undefined],
    ['by the product', GOLD, gold({ accounts: [ACCOUNT] }), undefined],
    ['whatever a product may that does not ask', PAIR, gold({ accounts: ['2'] }), undefined],
  ])('%s', (_name, asked, rules, place) => {
    expect(admission.admissionFindings(asked, rules, place)).toEqual([]);
  });
});

describe('a cluster is refused', () => {
  const at = `clusterArn ("${CLUSTER_ARN}"): is in account ${ACCOUNT},`;
  const told = (refusal: string, of: string, field: string) =>
    `${at} ${refusal}. Take a cluster of ${of}, or add the account, or an organizational unit that it is in, to ${field} in the configuration and deploy the workflow`;
  const OUTSIDE = 'which is in none of the configured organizational units';
  const WORKSPACE = 'whose clusters workspace central0 does not take';
  const PRODUCT = 'whose clusters product gold may not connect';
  const NOT_ASKED = `${at} whose place in the organization was not asked for when the execution began. Start a new execution`;
  const lost = `clusterArn ("${CLUSTER_ARN}"): is nowhere. Look for it`;
  const units = 'organization.organizationalUnitIds';
  const many = Array.from({ length: 22 }, (_, i) => `ou-x${i}`);

  test.each<[string, admission.Asked, Rules, Place, string[]]>([
    ['outside of the units', PAIR, inUnits('ou-8', 'ou-9'), AT, [told(OUTSIDE, 'ou-8, ou-9', units)]],
    ['outside of 20', PAIR, inUnits(...many.slice(0, 20)), AT, [told(OUTSIDE, many.slice(0, 20).join(', '), units)]],
    ['outside of 22', PAIR, inUnits(...many), AT, [told(OUTSIDE, `${many.slice(0, 20).join(', ')} and 2 more`, units)]],
    [
      'by the workspace, of which each name has its own',
      PAIR,
      central({ accounts: ['2'] }, { accounts: ['3'], organizationalUnitIds: ['ou-9'] }),
      AT,
      [told(WORKSPACE, '2, 3, ou-9', 'workspaces.central0.from')],
    ],
    ['by the product', GOLD, gold({ accounts: ['2'] }), undefined, [told(PRODUCT, '2', 'the from of product gold')]],
    [
      'by a product for nobody',
      GOLD,
      gold({}),
      undefined,
      [told(PRODUCT, 'another account', 'the from of product gold')],
    ],
    [
      'by a product that there is not',
      GOLD,
      NO_RULES,
      undefined,
      [told(PRODUCT, 'another account', 'the from of product gold')],
    ],
    [
      'by a product with a name that every object has',
      { ...PAIR, product: 'toString' },
      NO_RULES,
      undefined,
      [told('whose clusters product toString may not connect', 'another account', 'the from of product toString')],
    ],
    [
      'by each rule that does not admit it',
      GOLD,
      {
        ...central({ accounts: ['2'] }),
        ...inUnits('ou-9'),
        workspaces: central({ accounts: ['2'] }).workspaces,
        products: { gold: { accounts: ['3'] } },
      },
      AT,
      [
        told(OUTSIDE, 'ou-9', units),
        told(WORKSPACE, '2', 'workspaces.central0.from'),
        told(PRODUCT, '3', 'the from of product gold'),
      ],
    ],
    ['where nobody has asked for its place', PAIR, inUnits('ou-1'), undefined, [NOT_ASKED]],
    [
      'where nobody has asked for its place, though a rule has an account, too',
      PAIR,
      central({ accounts: ['2'] }, { organizationalUnitIds: ['ou-1'] }),
      undefined,
      [NOT_ASKED],
    ],
    ['where its place is not known', PAIR, inUnits('ou-1'), LOST, [lost]],
    [
      'by a list of accounts, its place being unknown',
      PAIR,
      central({ accounts: ['2'] }),
      LOST,
      [told(WORKSPACE, '2', 'workspaces.central0.from')],
    ],
  ])('%s', (_name, asked, rules, place, texts) => {
    expect(
      admission.admissionFindings(asked, rules, place).map((one) => describeFinding({ ...one, value: CLUSTER_ARN })),
    ).toEqual(texts);
    for (const { value } of admission.admissionFindings(asked, rules, place)) expect(value).toBe(CLUSTER_ARN);
  });

  test('though it has no account', () => {
    const [finding] = admission.admissionFindings({ clusterArn: 'shop' }, inUnits('ou-1'), AT);
    expect(finding).toBeUndefined();
    const [refused] = admission.admissionFindings({ clusterArn: 'shop' }, inUnits('ou-9'), AT);
    expect(refused?.problem).toBe(`is in account , ${OUTSIDE}`);
  });
});

describe('the units that admit an account', () => {
  const both = (workspaceUnits: string[], ...units: string[]): Rules => ({
    ...inUnits(...units),
    workspaces: {
      other: { ...OTHER, from: { organizationalUnitIds: ['r-1'] } },
      central: { arn: WORKSPACE_ARN, from: { organizationalUnitIds: workspaceUnits } },
    },
  });

  test.each<[string, Rules, string[]]>([
    ['are those that it is in', inUnits('ou-9', 'ou-1', 'ou-2'), ['ou-1', 'ou-2']],
    ["are the workspace's first, each once", both(['ou-2', 'ou-9'], 'ou-1', 'ou-2'), ['ou-2', 'ou-1']],
    ['are none of accounts', central({ accounts: [ACCOUNT] }), []],
    ['are none without rules', NO_RULES, []],
    ['are none in a whole organization', WHOLE, []],
    ['are none of a workspace that takes every account', central(undefined), []],
  ])('%s', (_name, rules, units) => {
    expect(admission.admittingUnits(WORKSPACE_ARN, ['ou-2', 'ou-1', 'r-1'], rules)).toEqual(units);
  });
});
