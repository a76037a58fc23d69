import { describe, expect, test } from 'vitest';
import type { FleetFacts } from '../../../../functions/shared/fleet/rules/facts.ts';
import { linesMean } from '../../../../functions/shared/logging/lines.ts';
import { planFleet } from '../../../../functions/shared/fleet/rules/planFleet.ts';
import {
  CENTRAL,
  cluster,
  clusterArn,
  configuration,
  EXECUTION,
  facts,
  hoursAgo,
  item,
  KEY,
  namesOf,
  pair,
  scraper,
  SECOND,
  SHOP,
} from './facts.ts';

const shop = clusterArn('shop');
const { id, tagKeys } = namesOf(shop);
const asked = (...fresh: string[]) => ({ workspaces: [{ workspaceArn: CENTRAL, asked: [id], fresh }] });
const withTags = (change: Record<string, string>) => scraper(shop, { tags: { ...scraper(shop).tags, ...change } });
const withoutTag = (key: string) => {
  const { [key]: _gone, ...tags } = scraper(shop).tags;
  return scraper(shop, { tags });
};

interface Case {
  name: string;
  pairs?: FleetFacts['pairs'];
  rest?: Partial<FleetFacts>;
  /** `<class> <action>` of each entry, `-` where nothing is begun. */
  is: string[];
  why?: RegExp;
}

const connected = { connections: [item(shop)] };
const wanted = cluster(shop, 'central');
const unwanted = cluster(shop);
const gone = cluster(shop, undefined, { described: 'GONE' });
const unread = cluster(shop, undefined, { described: { unknown: { error: 'AccessDeniedException', message: 'no' } } });

const CASES: Case[] = [
  { name: 'a tag and nothing else', pairs: [pair(SHOP, [wanted])], is: ['wanted connect'] },
  {
    name: 'a tag and a fresh scraper',
    pairs: [pair(SHOP, [wanted], [scraper(shop)])],
    rest: { ...connected, ...asked(id) },
    is: ['connected -'],
  },
  { name: 'nothing', pairs: [pair(SHOP, [unwanted])], is: [] },
  {
    name: 'no tag and a connection',
    pairs: [pair(SHOP, [unwanted], [scraper(shop)])],
    rest: connected,
    is: ['unwanted disconnect'],
  },
  {
    name: 'no tag and an item without scraper',
    pairs: [pair(SHOP, [unwanted])],
    rest: connected,
    is: ['unwanted disconnect'],
  },
  {
    name: 'a tag of another accepted workspace',
    pairs: [pair(SHOP, [cluster(shop, 'second')], [scraper(shop)])],
    rest: connected,
    is: ['unwanted -', 'wanted connect'],
    why: /names arn:aws:aps:us-west-2:222222222222:workspace\/ws-second/,
  },
  {
    name: 'a tag of no accepted workspace',
    pairs: [pair(SHOP, [cluster(shop, 'nowhere')], [scraper(shop)])],
    rest: connected,
    is: ['connected -'],
    why: /names no accepted workspace/,
  },
  { name: 'a hint alone', pairs: [pair(SHOP, [{ arn: shop, hinted: { [KEY]: 'central' } }])], is: [] },
  {
    name: 'a hint that has no tag any more',
    pairs: [pair(SHOP, [{ arn: shop, hinted: {} }], [scraper(shop)])],
    rest: connected,
    is: ['connected -'],
  },
  {
    name: 'tags that could not be read',
    pairs: [pair(SHOP, [unread], [scraper(shop)])],
    rest: connected,
    is: ['connected -'],
  },
  {
    name: 'a cluster that is DELETING',
    pairs: [
      pair(
        SHOP,
        [cluster(shop, undefined, { described: { status: 'DELETING', createdAt: '', tags: {} } })],
        [scraper(shop)],
      ),
    ],
    rest: connected,
    is: ['connected -'],
  },
  {
    name: 'a cluster that is gone',
    pairs: [pair(SHOP, [gone], [scraper(shop)])],
    rest: connected,
    is: ['orphan bury'],
  },
  {
    name: "a cluster that is gone, a product's",
    pairs: [pair(SHOP, [gone], [scraper(shop)])],
    rest: { connections: [item(shop, { door: 'product' })] },
    is: ['orphan bury'],
  },
  { name: 'a cluster that is gone, without item', pairs: [pair(SHOP, [gone], [scraper(shop)])], is: ['orphan clean'] },
  { name: 'a cluster that is gone, and nothing', pairs: [pair(SHOP, [gone])], is: [] },
  {
    name: 'a cluster that is gone, and a scraper that goes',
    pairs: [pair(SHOP, [gone], [scraper(shop, { status: 'DELETING' })])],
    is: [],
  },
  {
    name: 'a cluster that is gone, with an item alone',
    pairs: [pair(SHOP, [gone])],
    rest: connected,
    is: ['orphan bury'],
  },
  {
    name: 'no tag, and a scraper that goes',
    pairs: [pair(SHOP, [unwanted], [scraper(shop, { status: 'DELETING' })])],
    is: [],
  },
  {
    name: 'a scraper, and nobody has seen the cluster',
    pairs: [pair(SHOP, [], [scraper(shop)])],
    rest: connected,
    is: ['connected -'],
  },
  {
    name: 'a tag of another accepted workspace, and an item without scraper',
    pairs: [pair(SHOP, [cluster(shop, 'second')])],
    rest: connected,
    is: ['unwanted -', 'wanted connect'],
  },
  { name: 'a scraper without item, unwanted', pairs: [pair(SHOP, [unwanted], [scraper(shop)])], is: ['orphan clean'] },
  {
    name: 'a scraper without item and execution tag',
    pairs: [pair(SHOP, [unwanted], [withoutTag(tagKeys.execution)])],
    is: ['orphan -'],
    why: /No tag says which execution/,
  },
  { name: 'a scraper without item, wanted', pairs: [pair(SHOP, [wanted], [scraper(shop)])], is: ['wanted connect'] },
  { name: 'a scraper without item, unread', pairs: [pair(SHOP, [unread], [scraper(shop)])], is: ['orphan -'] },
  {
    name: "the console's scraper without item",
    pairs: [pair(SHOP, [unwanted], [withTags({ [tagKeys.door]: 'console' })])],
    is: ['orphan -'],
  },
  {
    name: 'an item that an ended execution left',
    pairs: [pair(SHOP, [unwanted])],
    rest: { connections: [item(shop, { established: false, lease: EXECUTION })] },
    is: ['orphan clean'],
  },
  {
    name: 'such an item, wanted',
    pairs: [pair(SHOP, [wanted])],
    rest: { connections: [item(shop, { established: false, lease: EXECUTION })] },
    is: ['wanted connect'],
  },
  {
    name: 'an item that nothing is of',
    pairs: [pair(SHOP, [unwanted])],
    rest: { connections: [item(shop, { established: false })] },
    is: [],
  },
  {
    name: 'an execution at work',
    pairs: [pair(SHOP, [wanted])],
    rest: { connections: [item(shop, { established: false, lease: EXECUTION, holderRuns: true })] },
    is: ['working -'],
  },
  {
    name: 'an execution at work on what is unwanted',
    pairs: [pair(SHOP, [unwanted], [scraper(shop)])],
    rest: { connections: [item(shop, { lease: EXECUTION, holderRuns: true })] },
    is: ['working -'],
  },
  ...['CREATING', 'UPDATING'].map((status) => ({
    name: `a scraper that is ${status}`,
    pairs: [pair(SHOP, [wanted], [scraper(shop, { status })])],
    rest: connected,
    is: ['working -'],
  })),
  {
    name: 'a scraper that is DELETING',
    pairs: [pair(SHOP, [wanted], [scraper(shop, { status: 'DELETING' })])],
    rest: connected,
    is: ['wanted connect'],
  },
  {
    name: 'a scraper that is CREATION_FAILED',
    pairs: [pair(SHOP, [wanted], [scraper(shop, { status: 'CREATION_FAILED' })])],
    rest: connected,
    is: ['wanted connect'],
  },
  {
    name: "the console's scraper that is CREATION_FAILED",
    pairs: [pair(SHOP, [unwanted], [scraper(shop, { status: 'CREATION_FAILED' })])],
    rest: { connections: [item(shop, { door: 'console' })] },
    is: ['wanted -'],
  },
  {
    name: 'a scraper that is UPDATE_FAILED',
    pairs: [pair(SHOP, [wanted], [scraper(shop, { status: 'UPDATE_FAILED', statusReason: 'no' })])],
    rest: connected,
    is: ['drifted repair'],
    why: /last update failed: no/,
  },
  {
    name: 'a scraper with another role',
    pairs: [pair(SHOP, [wanted], [scraper(shop, { targetRoleArn: 'arn:aws:iam::222222222222:role/other' })])],
    rest: connected,
    is: ['drifted repair'],
  },
  {
    name: 'a scraper that has lost its tag',
    pairs: [pair(SHOP, [wanted], [withoutTag(tagKeys.connection)])],
    rest: connected,
    is: ['drifted -'],
    why: /Onboard leaves such a one/,
  },
  {
    name: 'drift that is not to be repaired',
    pairs: [pair(SHOP, [wanted], [scraper(shop, { status: 'UPDATE_FAILED' })])],
    rest: { ...connected, configuration: configuration({ repairDrift: false }) },
    is: ['drifted -'],
  },
  {
    name: "drift of the product's",
    pairs: [pair(SHOP, [unwanted], [scraper(shop, { status: 'UPDATE_FAILED' })])],
    rest: { connections: [item(shop, { door: 'product' })] },
    is: ['drifted -'],
  },
  {
    name: 'an ACTIVE scraper without samples',
    pairs: [pair(SHOP, [wanted], [scraper(shop)])],
    rest: { ...connected, ...asked() },
    is: ['silent repair'],
  },
  {
    name: 'such a scraper whose logs say why',
    pairs: [pair(SHOP, [wanted], [scraper(shop, { lines: { EXPORT_FAILED: 7, UNKNOWN: 1 } })])],
    rest: { ...connected, ...asked() },
    is: ['silent repair'],
    why: /in the last minutes\. The vended logs of the last 15 minutes say EXPORT_FAILED 7, UNKNOWN 1\. EXPORT_FAILED: /,
  },
  {
    name: 'such a scraper that was repaired once',
    pairs: [pair(SHOP, [wanted], [scraper(shop)])],
    rest: {
      ...connected,
      ...asked(),
      attempts: [{ clusterArn: shop, executionArn: EXECUTION, kind: 'repair', failures: 0 }],
    },
    is: ['silent -'],
  },
  {
    name: "the console's scraper without samples",
    pairs: [pair(SHOP, [unwanted], [scraper(shop)])],
    rest: { connections: [item(shop, { door: 'console' })], ...asked() },
    is: ['silent -'],
  },
  {
    name: 'a young scraper without samples',
    pairs: [pair(SHOP, [wanted], [scraper(shop, { createdAt: hoursAgo(0.5) })])],
    rest: { ...connected, ...asked() },
    is: ['connected -'],
  },
  {
    name: 'a scraper a moment older',
    pairs: [pair(SHOP, [wanted], [scraper(shop, { createdAt: hoursAgo(0.501) })])],
    rest: { ...connected, ...asked() },
    is: ['silent repair'],
  },
  {
    name: 'a workspace that could not be asked',
    pairs: [pair(SHOP, [wanted], [scraper(shop)])],
    rest: {
      ...connected,
      workspaces: [{ workspaceArn: CENTRAL, unknown: { error: 'ThrottlingException', message: '' } }],
    },
    is: ['connected -'],
  },
  ...(['console', 'product'] as const).map((door) => ({
    name: `the ${door}'s connection of a cluster without tag`,
    pairs: [pair(SHOP, [unwanted], [scraper(shop)])],
    rest: { connections: [item(shop, { door })] },
    is: ['connected -'],
  })),
  {
    name: "the product's connection without scraper",
    pairs: [pair(SHOP, [wanted])],
    rest: { connections: [item(shop, { door: 'product' })] },
    is: ['wanted -'],
    why: /run again by that door/,
  },
  {
    name: "somebody else's scraper in the way",
    pairs: [
      pair(
        SHOP,
        [wanted],
        [
          scraper(shop, {
            sourceRoleArn: 'arn:aws:iam::111111111111:role/x',
            targetRoleArn: 'arn:aws:iam::111111111111:role/y',
          }),
        ],
      ),
    ],
    is: ['foreign -'],
  },
  {
    name: 'a revoked pair',
    pairs: [pair(SHOP, [wanted])],
    rest: {
      connections: [
        item(shop, { established: false, revoked: { execution: EXECUTION, time: '2026-01-01T00:00:00Z' } }),
      ],
    },
    is: ['held -'],
    why: /revoked since 2026/,
  },
  {
    name: 'a cluster that is held',
    pairs: [
      pair(
        SHOP,
        [
          cluster(shop, undefined, {
            described: { status: 'ACTIVE', createdAt: '', tags: { 'amp-scraper:hold': '' } },
          }),
        ],
        [scraper(shop)],
      ),
    ],
    rest: connected,
    is: ['held -'],
  },
  {
    name: 'a cluster that a hint says is held',
    pairs: [
      pair(
        SHOP,
        [{ arn: shop, hinted: { 'amp-scraper:hold': '', [KEY]: 'central' } }],
        [scraper(shop, { status: 'UPDATE_FAILED' })],
      ),
    ],
    rest: connected,
    is: ['held -'],
  },
  {
    name: 'a scraper that is held',
    pairs: [pair(SHOP, [unwanted], [withTags({ 'amp-scraper:hold': 'yes' })])],
    rest: connected,
    is: ['held -'],
  },
  ...(['heldAccounts', 'draining'] as const).flatMap((list) =>
    [SHOP, '222222222222'].map((account) => ({
      name: `account ${account} in ${list}`,
      pairs: [pair(SHOP, [unwanted], [scraper(shop)])],
      rest: { ...connected, configuration: configuration({ [list]: [account] }) },
      is: ['held -'],
    })),
  ),
  ...[SHOP, 'us-west-2', CENTRAL].map((withdrawn) => ({
    name: `${withdrawn} that is withdrawn`,
    pairs: [pair(SHOP, [wanted])],
    rest: { configuration: configuration({ withdrawn: [withdrawn] }) },
    is: ['held -'],
  })),
  {
    name: 'a withdrawn workspace of what is there',
    pairs: [pair(SHOP, [wanted], [scraper(shop)])],
    rest: { ...connected, configuration: configuration({ withdrawn: [CENTRAL] }) },
    is: ['connected -'],
  },
  {
    name: 'an account that lets nobody in',
    pairs: [{ accountId: SHOP, unreachable: { error: 'AccessDenied', message: 'no' } }],
    rest: connected,
    is: ['unreachable -'],
    why: /AccessDenied: no\. What it has stays as it was: 1 connection/,
  },
  {
    name: 'an account that nobody looked at',
    pairs: [],
    rest: { ...connected, accounts: [SHOP] },
    is: ['unreachable -'],
    why: /not looked at/,
  },
  {
    name: 'four failures, long ago',
    pairs: [pair(SHOP, [wanted])],
    rest: {
      attempts: [{ clusterArn: shop, executionArn: EXECUTION, kind: 'connect', failures: 4, failedAt: hoursAgo(8) }],
    },
    is: ['wanted connect'],
  },
  {
    name: 'four failures, not long ago',
    pairs: [pair(SHOP, [wanted])],
    rest: {
      attempts: [{ clusterArn: shop, executionArn: EXECUTION, kind: 'connect', failures: 4, failedAt: hoursAgo(7.99) }],
    },
    is: ['wanted -'],
  },
  {
    name: 'five failures',
    pairs: [pair(SHOP, [wanted])],
    rest: {
      attempts: [
        {
          clusterArn: shop,
          executionArn: EXECUTION,
          kind: 'connect',
          failures: 5,
          failedAt: hoursAgo(99),
          error: 'ScraperFailed',
        },
      ],
    },
    is: ['quarantined -'],
    why: /5 executions in a row have failed, the last with ScraperFailed/,
  },
  {
    name: 'an account without room',
    pairs: [pair(SHOP, [wanted])],
    rest: { configuration: configuration({ scraperQuota: 0 }) },
    is: ['waiting -'],
  },
];

const WHYS: Record<string, string[]> = {
  'a tag and nothing else': ['The cluster has the tag, and no scraper.'],
  'a tag and a fresh scraper': ['Its scraper is ACTIVE.'],
  'no tag and a connection': ['The cluster has no tag that names a workspace.'],
  'no tag and an item without scraper': ['The cluster has no tag that names a workspace.'],
  'a tag of another accepted workspace': [
    'The cluster has the tag, and no scraper.',
    "The cluster's tag names arn:aws:aps:us-west-2:222222222222:workspace/ws-second.",
  ],
  'a tag of no accepted workspace': [
    'The tag amp-scraper-workspace="nowhere" of cluster arn:aws:eks:us-west-2:111111111111:cluster/shop names no accepted workspace. Nothing was made or taken away. Accepted: central, second. Give the tag the name or the ARN of an accepted workspace, or remove it to offboard the cluster.',
  ],
  'a hint that has no tag any more': ['Its scraper is ACTIVE.'],
  'tags that could not be read': ['Its scraper is ACTIVE.'],
  'a cluster that is DELETING': ['Its scraper is ACTIVE.'],
  'a cluster that is gone': ['DescribeCluster and ListClusters know no such cluster.'],
  "a cluster that is gone, a product's": ['DescribeCluster and ListClusters know no such cluster.'],
  'a cluster that is gone, without item': [
    'DescribeCluster and ListClusters know no such cluster. The table has no such connection.',
  ],
  'a cluster that is gone, with an item alone': ['DescribeCluster and ListClusters know no such cluster.'],
  'a scraper, and nobody has seen the cluster': ['Its scraper is ACTIVE.'],
  'a tag of another accepted workspace, and an item without scraper': [
    'The cluster has the tag, and no scraper.',
    "The cluster's tag names arn:aws:aps:us-west-2:222222222222:workspace/ws-second.",
  ],
  'a scraper without item, unwanted': [
    'An execution left scraper arn:aws:aps:us-west-2:111111111111:scraper/s-200013201f1d3784694c (ACTIVE).',
  ],
  'a scraper without item and execution tag': [
    'An execution left scraper arn:aws:aps:us-west-2:111111111111:scraper/s-200013201f1d3784694c (ACTIVE). No tag says which execution created it: delete it by hand if nobody needs it.',
  ],
  'a scraper without item, wanted': ['Its scraper is ACTIVE, and the table does not have the connection.'],
  'a scraper without item, unread': [
    'An execution left scraper arn:aws:aps:us-west-2:111111111111:scraper/s-200013201f1d3784694c (ACTIVE). Its tags could not be read: AccessDeniedException.',
  ],
  "the console's scraper without item": [
    'An execution left scraper arn:aws:aps:us-west-2:111111111111:scraper/s-200013201f1d3784694c (ACTIVE). Its door is not the tag door: offboard it by its door if nobody needs it.',
  ],
  'an item that an ended execution left': ['An execution that has ended left it unfinished.'],
  'such an item, wanted': ['The cluster has the tag, and no scraper.'],
  'an execution at work': [
    'arn:aws:states:us-west-2:333333333333:execution:amp-scraper-onboard:made-it is at work on it.',
  ],
  'an execution at work on what is unwanted': [
    'arn:aws:states:us-west-2:333333333333:execution:amp-scraper-onboard:made-it is at work on it.',
  ],
  'a scraper that is CREATING': ['Its scraper is CREATING.'],
  'a scraper that is UPDATING': ['Its scraper is UPDATING.'],
  'a scraper that is DELETING': ['The cluster has the tag, and no scraper.'],
  'a scraper that is CREATION_FAILED': ['Its scraper is CREATION_FAILED.'],
  "the console's scraper that is CREATION_FAILED": ['Its scraper is CREATION_FAILED. Run again by its door.'],
  'a scraper that is UPDATE_FAILED': ['Its last update failed: no'],
  'a scraper with another role': [
    'Its target role is arn:aws:iam::222222222222:role/other, not arn:aws:iam::222222222222:role/amp-scraper/amp-scraper-target-200013201f1d3784694c.',
  ],
  'a scraper that has lost its tag': [
    "Its scraper is not tagged as the connection's: its tag amp-scraper:connection is missing, not 200013201f1d3784694c. Onboard leaves such a one: give it the tag, or delete it.",
  ],
  'drift that is not to be repaired': ['Its last update failed.'],
  "drift of the product's": ['Its last update failed.'],
  'an ACTIVE scraper without samples': ['Its scraper is ACTIVE, and no sample has come in the last minutes.'],
  'such a scraper whose logs say why': [
    `Its scraper is ACTIVE, and no sample has come in the last minutes. ${linesMean({ EXPORT_FAILED: 7, UNKNOWN: 1 })}`,
  ],
  'such a scraper that was repaired once': ['Its scraper is ACTIVE, and no sample has come in the last minutes.'],
  "the console's scraper without samples": ['Its scraper is ACTIVE, and no sample has come in the last minutes.'],
  'a young scraper without samples': ['Its scraper is ACTIVE.'],
  'a scraper a moment older': ['Its scraper is ACTIVE, and no sample has come in the last minutes.'],
  'a workspace that could not be asked': ['Its scraper is ACTIVE.'],
  "the console's connection of a cluster without tag": ['Its scraper is ACTIVE.'],
  "the product's connection of a cluster without tag": ['Its scraper is ACTIVE.'],
  "the product's connection without scraper": ["It is the product door's, and has no scraper: run again by that door."],
  "somebody else's scraper in the way": [
    'Scraper arn:aws:aps:us-west-2:111111111111:scraper/s-200013201f1d3784694c of somebody else connects the two: it was left as it is.',
  ],
  'a revoked pair': [
    'The pair is revoked since 2026-01-01T00:00:00Z, by arn:aws:states:us-west-2:333333333333:execution:amp-scraper-onboard:made-it.',
  ],
  'a cluster that is held': ['The cluster has the tag amp-scraper:hold.'],
  'a cluster that a hint says is held': ['The cluster has the tag amp-scraper:hold.'],
  'a scraper that is held': ['The scraper has the tag amp-scraper:hold.'],
  'account 111111111111 in heldAccounts': ['Account 111111111111 is held.'],
  'account 222222222222 in heldAccounts': ['Account 222222222222 is held.'],
  'account 111111111111 in draining': ['Account 111111111111 is draining: an operator offboards it.'],
  'account 222222222222 in draining': ['Account 222222222222 is draining: an operator offboards it.'],
  '111111111111 that is withdrawn': [
    'The tag asks for it, but clusterArn is in account 111111111111, which is withdrawn.',
  ],
  'us-west-2 that is withdrawn': ['The tag asks for it, but clusterArn is in Region us-west-2, which is withdrawn.'],
  'arn:aws:aps:us-west-2:222222222222:workspace/ws-central that is withdrawn': [
    'The tag asks for it, but workspaceArn is withdrawn.',
  ],
  'a withdrawn workspace of what is there': ['Its scraper is ACTIVE.'],
  'an account that lets nobody in': ['AccessDenied: no. What it has stays as it was: 1 connection.'],
  'an account that nobody looked at': ['It was not looked at in this run. What it has stays as it was: 1 connection.'],
  'four failures, long ago': ['The cluster has the tag, and no scraper.'],
  'four failures, not long ago': ['The cluster has the tag, and no scraper.'],
  'five failures': [
    '5 executions in a row have failed, the last with ScraperFailed: arn:aws:states:us-west-2:333333333333:execution:amp-scraper-onboard:made-it.',
  ],
  'an account without room': [
    'Account 111111111111 has 0 scrapers in the Region, as many as its quota: have AWS Support raise it, then set scraperQuota.',
  ],
};

describe('a cluster with', () => {
  test.each(CASES)('$name is $is', ({ pairs = [], rest, is, why }) => {
    const plan = planFleet(facts({ pairs, ...rest }));
    const begun = new Map([...plan.actions].map(({ connectionId, kind }) => [connectionId, kind]));
    const waits = new Map(
      plan.held.filter(({ reason }) => reason === 'approval').map(({ action }) => [action.connectionId, action.kind]),
    );
    const kindOf = (one: string = '') => begun.get(one) ?? waits.get(one) ?? '-';
    const found = plan.entries.map((entry) => `${entry.class} ${kindOf(entry.connectionId)}`);
    expect(found.toSorted()).toEqual(is.toSorted());
    if (why) expect(plan.entries.map((entry) => entry.why).join('\n')).toMatch(why);
  });

  test.each(CASES)('$name is told in a sentence', ({ name, pairs = [], rest }) => {
    const plan = planFleet(facts({ pairs, ...rest }));
    expect(plan.entries.map(({ why }) => why)).toEqual(WHYS[name] ?? []);
  });

  test('what an execution left is taken away as that execution’s', () => {
    const { actions } = planFleet(facts({ pairs: [pair(SHOP, [unwanted], [scraper(shop)])] }));
    expect(actions).toEqual([
      expect.objectContaining({
        kind: 'clean',
        clusterArn: shop,
        workspaceArn: CENTRAL,
        connectionId: id,
        executionArn: EXECUTION,
      }),
    ]);
  });

  describe('that moves', () => {
    const moving = (rest: Partial<FleetFacts>) =>
      planFleet(facts({ pairs: [pair(SHOP, [cluster(shop, 'second')], [scraper(shop)])], ...connected, ...rest }));
    const begun = ({ actions }: ReturnType<typeof moving>) =>
      actions.map(({ kind, workspaceArn }) => [kind, workspaceArn]);
    const failures = { clusterArn: shop, executionArn: EXECUTION, kind: 'connect' } as const;

    test.each<[string, Partial<FleetFacts>]>([
      ['in this run', {}],
      ['in a later one', { attempts: [{ ...failures, failures: 1, failedAt: hoursAgo(0.5) }] }],
      [
        'as others have begun',
        { connections: [item(shop), item(shop, { established: false, lease: EXECUTION, holderRuns: true }, SECOND)] },
      ],
    ])('has its old connection while the new one is made %s', (_when, rest) => {
      const plan = moving(rest);
      expect(begun(plan)).not.toContainEqual(['disconnect', CENTRAL]);
      expect(plan.held.filter(({ reason }) => reason === 'successor')).toEqual([
        {
          action: expect.objectContaining({ kind: 'disconnect', workspaceArn: CENTRAL }),
          reason: 'successor',
          why: `It goes when the connection to ${SECOND} is established.`,
        },
      ]);
    });

    test.each<[string, Partial<FleetFacts>]>([
      ['is there', { connections: [item(shop), item(shop, { door: 'product' }, SECOND)] }],
      ['has no room beside it', { configuration: configuration({ scraperQuota: 1 }) }],
      ['is quarantined', { attempts: [{ ...failures, failures: 5, failedAt: hoursAgo(99) }] }],
      ['is withdrawn', { configuration: configuration({ withdrawn: [SECOND] }) }],
    ])('has it no longer when the new one %s', (_why, rest) => {
      expect(begun(moving(rest))).toEqual([['disconnect', CENTRAL]]);
    });

    test('waits for no connection of another cluster', () => {
      const office = cluster(clusterArn('office'), 'second');
      const pairs = [pair(SHOP, [cluster(shop, 'second'), office], [scraper(shop)])];
      const attempts = [{ ...failures, failures: 5, failedAt: hoursAgo(99) }];
      expect(begun(moving({ pairs, attempts }))).toEqual([
        ['disconnect', CENTRAL],
        ['connect', SECOND],
      ]);
    });
  });
});

describe('an entry', () => {
  const entriesOf = (of: Parameters<typeof facts>[0]) => planFleet(facts(of)).entries;

  test('has the scraper, and the door by the item or else by the scraper’s tag', () => {
    const own = scraper(shop);
    expect(entriesOf({ pairs: [pair(SHOP, [wanted], [own])], connections: [item(shop, { door: 'console' })] })).toEqual(
      [
        {
          class: 'connected',
          accountId: SHOP,
          clusterArn: shop,
          workspaceArn: CENTRAL,
          connectionId: id,
          scraperArn: own.arn,
          door: 'console',
          why: 'Its scraper is ACTIVE.',
        },
      ],
    );
    expect(entriesOf({ pairs: [pair(SHOP, [unread], [own])] })).toMatchObject([{ class: 'orphan', door: 'tag' }]);
  });

  test('has neither where there is none', () => {
    const [entry] = entriesOf({ pairs: [pair(SHOP, [wanted])] });
    expect(Object.keys(entry ?? {}).toSorted()).toEqual([
      'accountId',
      'class',
      'clusterArn',
      'connectionId',
      'why',
      'workspaceArn',
    ]);
  });

  test('of an item that was kept for want of evidence says why', () => {
    const kept = (seen: typeof unread) => entriesOf({ pairs: [pair(SHOP, [seen])], ...connected });
    expect(kept(unread)).toMatchObject([
      { class: 'connected', why: 'Its tags could not be read: AccessDeniedException. It has no scraper.' },
    ]);
    expect(kept(cluster(shop, 'nowhere'))[0]?.why).toMatch(/names no accepted workspace.* It has no scraper\.$/);
  });

  test('of a failed scraper has the service’s reason', () => {
    const failed = scraper(shop, { status: 'CREATION_FAILED', statusReason: 'no subnet' });
    expect(entriesOf({ pairs: [pair(SHOP, [wanted], [failed])], ...connected })[0]?.why).toBe(
      'Its scraper is CREATION_FAILED: no subnet',
    );
  });

  test('of a tag that is unclear begins nothing', () => {
    const unclear = cluster(shop, 'nowhere');
    for (const change of [{ status: 'UPDATE_FAILED' }, { status: 'CREATION_FAILED' }]) {
      const plan = planFleet(facts({ pairs: [pair(SHOP, [unclear], [scraper(shop, change)])], ...connected }));
      expect([plan.actions, plan.held]).toEqual([[], []]);
    }
  });

  test('of an attempt is by its own cluster', () => {
    const failures = { executionArn: EXECUTION, kind: 'connect', failures: 5, failedAt: hoursAgo(1) } as const;
    const attempts = [{ ...failures, clusterArn: clusterArn('other') }];
    expect(entriesOf({ pairs: [pair(SHOP, [wanted])], attempts })).toMatchObject([{ class: 'wanted' }]);
  });
});
