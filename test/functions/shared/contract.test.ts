import { describe, expect, test } from 'vitest';
import type * as z from 'zod/mini';
import * as contract from '../../../functions/shared/contract.ts';

/** What states hand over that have all that there is to hand over; each value is one that its member allows. */
const OWNER = { door: 'product', stackId: 'stack' };
const WAITED = { waitedSeconds: 30, waitSeconds: 15 };
const CHANGE = {
  action: 'create',
  resource: 'role',
  part: 'trust policy',
  before: 'none',
  after: 'sha256:1',
  document: { Statement: [] },
  difference: '+a',
};
const OUTPUT = {
  outcome: 'ONBOARDED',
  reason: 'why',
  connectionId: 'id',
  door: 'clean-up',
  clusterArn: 'cluster',
  workspaceArn: 'workspace',
  scraperArn: 'scraper',
  sourceRoleArn: 'source',
  targetRoleArn: 'target',
  created: ['a'],
  updated: ['b'],
  repaired: ['c'],
  warnings: ['d'],
  targets: { up: 1, down: 2, jobs: [{ job: 'j', up: 1, down: 2 }] },
  manualSteps: { manifest: 'm', commands: ['c'] },
  replaced: { scraperArn: 'old', gapSeconds: 60 },
  plan: { changes: [CHANGE], notes: ['n'] },
  deleted: ['e'],
};
const CONNECTION = {
  id: 'id',
  ...OWNER,
  clusterArn: 'cluster',
  workspaceArn: 'workspace',
  product: 'team',
  subnetIds: ['subnet-1'],
  securityGroupIds: ['sg-1'],
  alias: 'shop',
  requireSamples: true,
  replace: 'dropUnknown',
  given: ['alias', 'subnetIds'],
  configuration: { from: 'named', name: 'minimal', digest: 'sha' },
  connectionTags: { team: 'shop' },
  organizationalUnits: ['ou-1', 'r-1'],
  vpcId: 'vpc-1',
  clusterMadeAt: 'then',
  authenticationMode: 'API',
  withoutAccessEntry: 'scraper',
  takenOver: [{ member: 'subnetIds', ids: ['subnet-1'], problem: 'gone' }],
  warnings: ['w'],
  liftRevoke: true,
  prometheusEndpoint: 'https://x/',
};
const ROLE = { arn: 'role', created: true, updated: false, repaired: ['r'] };
const PROGRESS = { status: 'ACTIVE', ...WAITED, seenPending: true, activeAt: 'now', roleArn: 'own role' };
const SCRAPER = {
  scraperId: 's-1',
  arn: 'scraper',
  created: true,
  updated: false,
  repaired: ['r'],
  replaced: { arn: 'old', stoppedAt: 'then' },
  settings: { subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'], alias: 'shop', configuration: 'sha' },
  shortestIntervalSeconds: 60,
  warnings: ['w'],
  progress: PROGRESS,
};
const CLAIMED = { status: 'CLAIMED', keepsSettings: true };
const CLAIM_WAIT = { status: 'WAIT', ...WAITED, connectedBy: { arn: 'scraper', warnings: ['w'] } };
const DELETED = { status: 'GONE', deleted: ['d'], warnings: ['w'] };
const RESTORATION = { status: 'DONE', ...WAITED, isSent: true };
const ROLES = { deleted: ['role'], warnings: ['w'] };
const FAILURE = { Error: 'E', Cause: 'C' };
const OFFBOARDING = {
  id: 'id',
  ...OWNER,
  clusterArn: 'cluster',
  workspaceArn: 'workspace',
  cleansUp: true,
  onlyCreatedBy: 'execution',
  createdForStack: 'stack',
  revoke: true,
};
const PAIR = { clusterArn: 'cluster', workspaceArn: 'workspace' };
const TALLY = {
  done: ['id'],
  deleted: ['d'],
  failed: [{ ...PAIR, error: 'E', message: 'm' }],
  ignored: [{ ...PAIR, reason: 'why' }],
  warnings: ['w'],
  clusterArn: 'cluster',
  unreleased: [{ ...PAIR, error: 'E', message: 'm' }],
  disconnected: ['workspace'],
};
const UNDO = { claim: CLAIMED, deletion: DELETED, restoration: RESTORATION };

/** Each with what of it may be absent. */
const WHOLE: [string, z.ZodMiniType, Record<string, unknown>, string[]][] = [
  [
    'a connection',
    contract.connection,
    CONNECTION,
    'stackId product connectionTags organizationalUnits clusterMadeAt withoutAccessEntry liftRevoke'.split(' '),
  ],
  ['a role', contract.ensuredRole, ROLE, []],
  ['a progress', contract.progress, PROGRESS, ['activeAt', 'roleArn']],
  ['a scraper', contract.ensuredScraper, SCRAPER, ['replaced']],
  [
    'an output',
    contract.output,
    OUTPUT,
    Object.keys(OUTPUT).filter(
      (name) => !['outcome', 'door', 'created', 'updated', 'repaired', 'warnings'].includes(name),
    ),
  ],
  ['a claim that is got', contract.claim, CLAIMED, []],
  ['a claim that waits', contract.claim, CLAIM_WAIT, ['connectedBy']],
  ['a claim that is left', contract.claim, { status: 'IGNORE', reason: 'why', output: OUTPUT }, ['output']],
  [
    'a deletion that keeps',
    contract.deletion,
    { status: 'KEPT', kept: { scraperArn: 's', owner: OWNER }, deleted: ['d'] },
    [],
  ],
  ['a deletion that is done', contract.deletion, DELETED, []],
  ['a deletion that waits', contract.deletion, { status: 'WAIT', ...WAITED, deleted: ['d'] }, []],
  ['a restoration', contract.restoration, RESTORATION, []],
  ['deleted roles', contract.deletedRoles, ROLES, ['warnings']],
  ['a failure', contract.failure, FAILURE, []],
  ['a release', contract.released, { error: 'E', cause: 'C' }, ['error', 'cause']],
  ['a connection to make', contract.resolved, { decision: 'CONNECT', connection: CONNECTION, ...UNDO }, []],
  ['a connection to plan', contract.resolved, { decision: 'PLAN', connection: CONNECTION }, []],
  ['nothing to do', contract.resolved, { decision: 'IGNORE', output: OUTPUT }, []],
  [
    'a connection to take away',
    contract.offboarding,
    OFFBOARDING,
    ['stackId', 'onlyCreatedBy', 'createdForStack', 'revoke'],
  ],
  [
    'an offboard that begins',
    contract.resolvedOffboard,
    {
      decision: 'OFFBOARD',
      connection: OFFBOARDING,
      tally: TALLY,
      claim: CLAIMED,
      deletion: DELETED,
      end: 'GONE',
    },
    [],
  ],
  ['an offboard to plan', contract.resolvedOffboard, { decision: 'PLAN', connection: OFFBOARDING }, []],
  ['an offboard that fails', contract.resolvedOffboard, { decision: 'FAILED', failure: FAILURE }, []],
  ['an offboard that is done', contract.resolvedOffboard, { decision: 'DONE', output: OUTPUT }, []],
  [
    'an offboard that is claimed',
    contract.offboardState,
    {
      connection: OFFBOARDING,
      tally: TALLY,
      cutOff: ROLES,
      claim: CLAIMED,
      deletion: DELETED,
      roles: ROLES,
      end: 'CLEANED',
    },
    ['cutOff'],
  ],
  [
    'the last of an offboard',
    contract.lastOffboarding,
    {
      tally: TALLY,
      connection: OFFBOARDING,
      cutOff: ROLES,
      claim: CLAIMED,
      deletion: DELETED,
      roles: ROLES,
      failure: FAILURE,
      releaseFailure: FAILURE,
    },
    ['connection', 'cutOff', 'claim', 'deletion', 'roles', 'failure', 'releaseFailure'],
  ],
  [
    'an ingestion that waits',
    contract.ingestion,
    { status: 'WAITING', ...WAITED, since: 1, problem: 'p' },
    ['since', 'problem'],
  ],
  ['an ingestion that is done', contract.ingestion, { status: 'DONE', output: OUTPUT }, []],
  [
    'an onboard',
    contract.onboardState,
    {
      connection: CONNECTION,
      claim: CLAIMED,
      sourceRole: ROLE,
      targetRole: ROLE,
      scraper: SCRAPER,
      trust: { updated: ['u'], repaired: ['r'] },
      unestablished: FAILURE,
      ingestion: { status: 'WAITING', ...WAITED },
    },
    ['claim', 'unestablished', 'ingestion'],
  ],
];

describe.each(WHOLE)('%s', (_name, schema, value, optional) => {
  test('is handed over whole, and nothing beside it', () => {
    expect(schema.parse({ ...value, unheardOf: 1 })).toStrictEqual(value);
  });

  test.each(Object.keys(value))('without %s', (name) => {
    const { [name]: _left, ...rest } = value;
    expect(schema.safeParse(rest).success).toBe(optional.includes(name));
    if (optional.includes(name)) expect(schema.parse(rest)).toStrictEqual(rest);
  });
});

/** Words that a member takes; each other is refused. */
const WORDS: [string, z.ZodMiniType, object, string, string[]][] = [
  ['outcome', contract.output, OUTPUT, 'outcome', ['ONBOARDED', 'NO_SAMPLES', 'PLANNED', 'IGNORED', 'OFFBOARDED']],
  ['door of an output', contract.output, OUTPUT, 'door', ['product', 'tag', 'console', 'clean-up']],
  ['door of a connection', contract.connection, CONNECTION, 'door', ['product', 'tag', 'console']],
  [
    'authentication mode',
    contract.connection,
    CONNECTION,
    'authenticationMode',
    ['API', 'API_AND_CONFIG_MAP', 'CONFIG_MAP'],
  ],
  ['status of a scraper', contract.progress, PROGRESS, 'status', ['CREATING', 'UPDATING', 'ACTIVE']],
  ['status of a restoration', contract.restoration, RESTORATION, 'status', ['WAIT', 'DONE']],
];

test.each(WORDS)('%s', (_name, schema, value, member, words) => {
  for (const word of words)
    expect(schema.parse({ ...value, [member]: word })).toStrictEqual({ ...value, [member]: word });
  for (const word of ['', 'else']) expect(schema.safeParse({ ...value, [member]: word }).success).toBe(false);
});

test.each(['create', 'update', 'replace', 'repair', 'delete'])(
  'a plan has %s, with what a change need not have left out',
  (action) => {
    const { part: _part, document: _document, ...least } = { ...CHANGE, action };
    const of = (changes: unknown[]) => ({ ...OUTPUT, plan: { changes, notes: [] } });
    expect(contract.output.parse(of([least, { ...CHANGE, action }]))).toStrictEqual(of([least, { ...CHANGE, action }]));
    expect(contract.output.safeParse(of([{ ...CHANGE, action: '' }])).success).toBe(false);
  },
);

test.each([{ from: 'service' }, { from: 'request', digest: 'sha' }, { from: 'named', name: 'minimal', digest: 'sha' }])(
  'a configuration is %j',
  (configuration) => {
    expect(contract.connection.parse({ ...CONNECTION, configuration })).toStrictEqual({ ...CONNECTION, configuration });
    const { from: _from, ...rest } = configuration;
    for (const from of ['', 'else']) {
      expect(contract.connection.safeParse({ ...CONNECTION, configuration: { from, ...rest } }).success).toBe(false);
    }
  },
);

test('a request keeps its tags in its input, which CreateScraper gets beside the connection', () => {
  expect(contract.connection.parse({ ...CONNECTION, tags: { team: 'shop' } })).not.toHaveProperty('tags');
});

test('the least of what is nested is handed over', () => {
  const output = { ...OUTPUT, replaced: { scraperArn: 'old' } };
  expect(contract.output.parse(output)).toStrictEqual(output);
  const scraper = { ...SCRAPER, replaced: { arn: 'old' } };
  expect(contract.ensuredScraper.parse(scraper)).toStrictEqual(scraper);
  for (const kept of [{ scraperArn: 's' }, { scraperArn: 's', owner: { door: 'tag' } }]) {
    const deletion = { status: 'KEPT', kept, deleted: [] };
    expect(contract.deletion.parse(deletion)).toStrictEqual(deletion);
  }
  const { clusterArn: _cluster, ...tally } = TALLY;
  expect(contract.lastOffboarding.parse({ tally })).toStrictEqual({ tally });
});

test.each([
  [contract.claim, contract.UNCLAIMED, { status: 'WAIT', waitedSeconds: 0, waitSeconds: 0 }],
  [contract.deletion, contract.UNDELETED, { status: 'WAIT', waitedSeconds: 0, waitSeconds: 0, deleted: [] }],
  [contract.restoration, contract.UNRESTORED, { status: 'WAIT', waitedSeconds: 0, waitSeconds: 0, isSent: false }],
])('what has not begun has waited for nothing (%#)', (schema, beginning, value) => {
  expect(beginning).toEqual(value);
  expect(schema.parse(beginning)).toEqual(value);
});

test.each(['GONE', 'CLEANED'])('an offboard ends %s, and nothing else', (end) => {
  const begun = { decision: 'OFFBOARD', connection: OFFBOARDING, tally: TALLY, claim: CLAIMED, deletion: DELETED };
  const state = { connection: OFFBOARDING, tally: TALLY, claim: CLAIMED, deletion: DELETED, roles: ROLES };
  expect(contract.resolvedOffboard.safeParse({ ...begun, end }).success).toBe(true);
  expect(contract.offboardState.safeParse({ ...state, end }).success).toBe(true);
  expect(contract.resolvedOffboard.safeParse({ ...begun, end: '' }).success).toBe(false);
  expect(contract.offboardState.safeParse({ ...state, end: '' }).success).toBe(false);
});
