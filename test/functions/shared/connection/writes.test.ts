import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { connectionsTable, type Connections } from '../../../../functions/shared/connection/table/connections.ts';
import type { ConnectionItem } from '../../../../functions/shared/connection/table/lease.ts';
import type { SettingsBefore } from '../../../../functions/shared/settings/settings.ts';
import { useEmbedded, WORKFLOW_ACCOUNT } from '../../embedded.ts';
import { CLUSTER_ARN, CONNECTION, EXECUTION_ARN as ME, SCRAPER_ARN, WORKSPACE_ARN } from '../../support.ts';

const aws = useEmbedded();
const OTHER = `${ME}-other`;
const VERSION = 4;

/** What the table may have by the time that a write comes. `since`: counted up; else as it was seen. */
const STATES = {
  nothing: undefined,
  'nobody at work': {},
  'nobody at work since': { version: { N: '5' } },
  mine: { lease: { S: ME } },
  'mine since': { lease: { S: ME }, version: { N: '5' } },
  "another's": { lease: { S: OTHER } },
  "another's since": { lease: { S: OTHER }, version: { N: '5' } },
} as const satisfies Record<string, Record<string, AttributeValue> | undefined>;
type State = keyof typeof STATES;
const NAMES = Object.keys(STATES).filter((name): name is State => name in STATES);

const ALL = {
  leaseWorkflow: { S: 'onboard' },
  leaseDoor: { S: 'tag' },
  holderStartedAt: { S: 'then' },
  takenOverAt: { S: 'before' },
  askedAgain: { S: 'asker' },
  outcome: { S: 'LEFT' },
  settings: { S: '{}' },
  stackId: { S: 'stack' },
  door: { S: 'product' },
  established: { BOOL: false },
};

function put(state: State): void {
  const lease = STATES[state];
  const table = Object.values(aws.world.tables ?? {})[0];
  if (lease === undefined || table === undefined) return;
  const key = { pk: { S: CLUSTER_ARN }, sk: { S: `connection#${CONNECTION.id}` } };
  const pair = { clusterArn: { S: CLUSTER_ARN }, workspaceArn: { S: WORKSPACE_ARN } };
  table.items.push({ ...key, ...pair, ...ALL, schema: { N: '1' }, version: { N: String(VERSION) }, ...lease });
}

const table = () => connectionsTable('us-west-2', WORKFLOW_ACCOUNT, 'amp-scraper-connections');
const SEEN: ConnectionItem = {
  connectionId: CONNECTION.id,
  version: VERSION,
  clusterArn: CLUSTER_ARN,
  workspaceArn: WORKSPACE_ARN,
  door: 'product',
  established: false,
};
const { version: _version, ...CLAIMED } = SEEN;
const CLAIMANT = { executionArn: ME, workflow: 'onboard', door: 'console', cleansUp: false } as const;
const BEFORE: SettingsBefore = {
  change: 'update',
  executionArn: ME,
  scraperArn: SCRAPER_ARN,
  settings: { alias: 'a', subnetIds: [], securityGroupIds: [], configuration: '' },
  roles: {},
  updated: true,
  repaired: [],
};
const END = { established: true, outcome: 'CONNECTED', forgetsSettingsBefore: true };

type Write = (connections: Connections) => Promise<boolean | void>;
const establish: Write = async (one) => (await one.establish(CONNECTION, ME, { door: 'console' })).isDone;
const forgetAsk = async (one: Connections, asked = 'asker') => (await one.forgetAsk(CONNECTION, asked)).isDone;
/** Each write, and the states in which it is done. */
const WRITES: [string, Write, State[]][] = [
  ['claim of none', (one) => one.claim(CLAIMED, CLAIMANT, undefined), ['nothing']],
  [
    'claim of one that nobody was at work on',
    (one) => one.claim(CLAIMED, CLAIMANT, SEEN),
    ['nobody at work', 'mine since'],
  ],
  [
    'claim that takes over',
    (one) => one.claim(CLAIMED, CLAIMANT, { ...SEEN, lease: OTHER }),
    ["another's", 'mine since'],
  ],
  ['ask', (one) => one.ask(CONNECTION, ME, 'new'), ['mine', 'mine since']],
  ['establish', (one) => establish(one), ['mine', 'mine since']],
  ['keepSettings', (one) => one.keepSettings(CONNECTION, BEFORE), ['mine', 'mine since']],
  ['release', (one) => one.release({ ...SEEN, lease: ME }, END), ['mine']],
  ['release of what nobody held', (one) => one.release(SEEN, END), ['nobody at work']],
  ['restore', (one) => one.restore(CONNECTION, { ...END, owner: { door: 'tag' } }), ['nothing']],
  ['remove', (one) => one.remove({ ...SEEN, lease: ME }), ['mine']],
  ['remove of what nobody held', (one) => one.remove(SEEN), ['nobody at work']],
  ['mark', (one) => one.mark(CONNECTION, 'InvalidRequest'), ['nobody at work', 'nobody at work since']],
  ['forgetAsk', (one) => forgetAsk(one), NAMES.filter((name) => name !== 'nothing')],
  ['forgetAsk of an older ask', (one) => forgetAsk(one, 'older'), []],
  ['releaseUnasked of what has an ask', async (one) => (await one.releaseUnasked(CONNECTION, ME, END)).isDone, []],
];

describe.each(WRITES)('%s', (name, write, done) => {
  test.each(NAMES)('where there is %s', async (state) => {
    put(state);
    const before = structuredClone(aws.items());
    const isDone = done.includes(state);
    await expect(write(table())).resolves.toBe(name === 'mark' ? undefined : isDone);
    if (isDone) expect(aws.items()).not.toEqual(before);
    else expect(aws.items()).toEqual(before);
  });
});

describe('what is left of an item after', () => {
  const key = { pk: { S: CLUSTER_ARN }, sk: { S: `connection#${CONNECTION.id}` }, schema: { N: '1' } };
  const pair = { clusterArn: { S: CLUSTER_ARN }, workspaceArn: { S: WORKSPACE_ARN } };
  const kept = { stackId: ALL.stackId, door: ALL.door, settings: ALL.settings };
  const held = { lease: { S: ME }, leaseWorkflow: ALL.leaseWorkflow, leaseDoor: ALL.leaseDoor };
  const since = { holderStartedAt: ALL.holderStartedAt, takenOverAt: ALL.takenOverAt };
  const told = { askedAgain: ALL.askedAgain, outcome: ALL.outcome };

  test.each<[string, Write, Record<string, unknown>]>([
    [
      'a release',
      (one) => one.release({ ...SEEN, lease: ME }, END),
      { ...kept, askedAgain: ALL.askedAgain, established: { BOOL: true }, outcome: { S: 'CONNECTED' } },
    ],
    [
      'a release with all that it can tell',
      (one) =>
        one.release({ ...SEEN, lease: ME }, { ...END, settings: '{"a":1}', askedAgain: 'b', owner: { door: 'tag' } }),
      {
        door: { S: 'tag' },
        settings: { S: '{"a":1}' },
        askedAgain: { S: 'b' },
        established: { BOOL: true },
        outcome: { S: 'CONNECTED' },
      },
    ],
    [
      'a release of what is gone',
      (one) => one.release({ ...SEEN, lease: ME }, { established: false, forgetsSettingsBefore: true }),
      { ...kept, askedAgain: ALL.askedAgain, established: { BOOL: false } },
    ],
    [
      'an ask',
      (one) => one.ask(CONNECTION, ME, 'new'),
      { ...kept, ...held, ...since, ...told, askedAgain: { S: 'new' }, established: { BOOL: false } },
    ],
    [
      'establishing it',
      (one) => establish(one),
      { settings: ALL.settings, ...held, ...since, ...told, established: { BOOL: true }, door: { S: 'console' } },
    ],
    [
      'keeping settings',
      (one) => one.keepSettings(CONNECTION, BEFORE),
      { ...kept, ...held, ...since, ...told, established: { BOOL: false }, settingsBefore: { B: expect.any(String) } },
    ],
    [
      'forgetting an ask',
      (one) => forgetAsk(one),
      { ...kept, ...held, ...since, outcome: ALL.outcome, established: { BOOL: false } },
    ],
  ])('%s', async (_name, write, left) => {
    put('mine');
    await write(table());
    expect(aws.items()).toEqual([{ ...key, ...pair, ...left, version: { N: String(VERSION + 1) } }]);
  });

  test('a change that ended keeps the settings before until somebody forgets them', async () => {
    put('mine');
    await table().keepSettings(CONNECTION, BEFORE);
    const seen = { ...SEEN, lease: ME, version: VERSION + 1 };
    await expect(table().get(CONNECTION)).resolves.toMatchObject({ settingsBefore: BEFORE });
    await table().release(seen, { ...END, forgetsSettingsBefore: false });
    await expect(table().get(CONNECTION)).resolves.toMatchObject({ settingsBefore: BEFORE });
    await table().release({ ...SEEN, version: VERSION + 2 }, END);
    await expect(table().get(CONNECTION)).resolves.not.toHaveProperty('settingsBefore');
  });
});
