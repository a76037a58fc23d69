import { describe, expect, test } from 'vitest';
import type { FleetFacts } from '../../../../functions/shared/fleet/rules/facts.ts';
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
    is: ['unwanted disconnect', 'wanted connect'],
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
    is: ['drifted repair'],
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
    why: /AccessDenied: no Its 1 connections are as they were/,
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

  test('a connection that moves is wanted at the one workspace and unwanted at the other', () => {
    const { actions } = planFleet(
      facts({ pairs: [pair(SHOP, [cluster(shop, 'second')], [scraper(shop)])], ...connected }),
    );
    expect(actions.map(({ kind, workspaceArn }) => [kind, workspaceArn])).toEqual([
      ['disconnect', CENTRAL],
      ['connect', SECOND],
    ]);
  });
});
