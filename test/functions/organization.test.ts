import { beforeEach, describe, expect, test } from 'vitest';
import { handler as planConnection } from '../../functions/planConnection.ts';
import { handler as claimConnection } from '../../functions/claimConnection.ts';
import { handler as resolveRequest } from '../../functions/resolveRequest.ts';
import { UNCLAIMED } from '../../functions/shared/contract.ts';
import { productInput } from '../../functions/shared/request/doors/doors.ts';
import { tagsAgain } from '../../functions/shared/request/doors/clusterEvents.ts';
import { ServiceError } from '../../local/aws/operation.ts';
import { leaveOrganization, moveAccount } from '../../local/state/organizations.ts';
import { onboardOf, REQUEST, roleOf, useEmbedded, WORKFLOW_ACCOUNT } from './embedded.ts';
import { CLUSTER_ARN, NAMES, STARTED, TEST_ENVIRONMENT, WORKSPACE_ARN } from './support.ts';

const ID = 'o-abcdefghij';
const ROOT = 'r-ab12';
const SHOPS = 'ou-ab12-11111111';
const TEAMS = 'ou-ab12-22222222';
/** Within SHOPS. */
const EAST = 'ou-ab12-33333333';
const ELSEWHERE = 'ou-ab12-44444444';
/** Its id begins as that of SHOPS does. */
const SIBLING = `${SHOPS}1`;
const SOURCE = '111111111111';
const OWN = 'arn:aws:aps:us-west-2:111111111111:workspace/ws-aaaaaaaa-1111-4111-8111-111111111111';
const EXCLUDED_CLUSTER = 'arn:aws:eks:us-west-2:777777777777:cluster/shop';

const aws = useEmbedded({
  ...TEST_ENVIRONMENT,
  accounts: [],
  targetOnlyAccounts: [],
  organization: { id: ID, organizationalUnitIds: [SHOPS, TEAMS, EAST], excludedAccounts: ['777777777777'] },
  workspaces: { central: { arn: WORKSPACE_ARN }, own: { arn: OWN, from: { organizationalUnitIds: [TEAMS] } } },
  products: { teams: { organizationalUnitIds: [TEAMS] }, one: { accounts: [SOURCE] } },
});

beforeEach(() => {
  const unit = (id: string, parentId = ROOT) => ({ id, name: id, parentId });
  aws.world.organizations = [
    {
      id: ID,
      rootId: ROOT,
      managementAccountId: '222222222222',
      units: [unit(SHOPS), unit(TEAMS), unit(EAST, SHOPS), unit(ELSEWHERE), unit(SIBLING)],
      accounts: { '222222222222': ROOT, [WORKFLOW_ACCOUNT]: ROOT, [SOURCE]: EAST },
      serviceControlPolicies: [],
      delegatedAdministrators: [WORKFLOW_ACCOUNT],
    },
  ];
});

const resolve = (input: unknown) =>
  resolveRequest({ executionArn: aws.execution('resolve'), startTime: STARTED, input });
const messageOf = async (call: Promise<unknown>) => {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Error)) throw new Error('It was not refused.');
  return `${error.name}: ${error.message}`;
};
const TO_OWN = { clusterArn: CLUSTER_ARN, workspaceArn: OWN };
const written = () => aws.asked.filter(({ operation }) => /^(Put|Create|Update|Attach|Tag)/.test(operation));

describe('a cluster is admitted', () => {
  test.each([
    ['in a configured unit', SHOPS, [SHOPS, ROOT]],
    ['in a unit of a configured one', EAST, [EAST, SHOPS, ROOT]],
  ])('of an account %s, whose place is told to the states that follow', async (_name, unit, organizationalUnits) => {
    moveAccount(aws.world, SOURCE, unit);
    expect(await resolve(REQUEST)).toMatchObject({ decision: 'CONNECT', connection: { organizationalUnits } });
  });

  test('to a workspace that takes those of its unit', async () => {
    moveAccount(aws.world, SOURCE, TEAMS);
    expect(await resolve(TO_OWN)).toMatchObject({ decision: 'CONNECT', connection: { workspaceArn: OWN } });
  });
});

describe('before anything is written is refused', () => {
  test.each([
    ['an account in another unit', ELSEWHERE],
    ['an account in a unit whose id begins as that of a configured one', SIBLING],
    ['an account in no unit', ROOT],
  ])('%s, by every way in', async (_name, unit) => {
    moveAccount(aws.world, SOURCE, unit);
    const told =
      /^InvalidRequest: .*clusterArn.*cluster\/shop.*is in account 111111111111, which is in none of the configured organizational units.*ou-ab12-11111111, ou-ab12-22222222.*organization\.organizationalUnitIds/s;
    for (const input of [
      REQUEST,
      { ...REQUEST, dryRun: true },
      tagsAgain(CLUSTER_ARN),
      productInput('stack', REQUEST),
    ]) {
      expect(await messageOf(resolve(input))).toMatch(told);
    }
    expect(aws.inputsOf('AssumeRole'), 'nothing of the account is looked at').toEqual([]);
    expect(written()).toEqual([]);
  });

  test('an account that has left the organization', async () => {
    leaveOrganization(aws.world, SOURCE);
    expect(await messageOf(resolve(REQUEST))).toMatch(
      /is in account 111111111111, which is not in the organization.*Move the account into the organization/s,
    );
  });

  test('an excluded account, without a call of AWS', async () => {
    const excluded = { ...REQUEST, clusterArn: EXCLUDED_CLUSTER };
    for (const input of [excluded, { ...excluded, dryRun: true }, tagsAgain(EXCLUDED_CLUSTER)]) {
      expect(await messageOf(resolve(input))).toMatch(
        /is in account 777777777777, which is excluded.*organization\.excludedAccounts/s,
      );
    }
    expect(aws.asked).toEqual([]);
  });

  test.each([TO_OWN, { ...TO_OWN, dryRun: true }])('what the workspace does not take: %j', async (input) => {
    expect(await messageOf(resolve(input))).toMatch(
      /is in account 111111111111, whose clusters workspace own does not take.*ou-ab12-22222222.*workspaces\.own\.from/s,
    );
    expect(written()).toEqual([]);
  });

  test('a product that is not for the account, or that is configured no more', async () => {
    for (const product of ['teams', 'gone', 'toString']) {
      expect(await messageOf(resolve(productInput('stack', REQUEST, product)))).toContain(
        `whose clusters product ${product} may not connect`,
      );
    }
    expect(await resolve(productInput('stack', REQUEST, 'one'))).toMatchObject({ decision: 'CONNECT' });
    moveAccount(aws.world, SOURCE, TEAMS);
    expect(await resolve(productInput('stack', REQUEST, 'teams'))).toMatchObject({ decision: 'CONNECT' });
  });

  test('everything that goes by a unit when the workflow account may not ask, with what to do', async () => {
    aws.afterwards['ListParents'] = () => {
      throw new ServiceError('AccessDeniedException', 400, "You don't have permissions to access this resource.");
    };
    expect(await messageOf(resolve(REQUEST))).toMatch(
      /^InvalidRequest: .*organizations:ListParents in account 333333333333: You don't have.*delegated administrator.*delegation policy/s,
    );
  });

  test('at the claim what was admitted before the configuration named the rule', async () => {
    moveAccount(aws.world, SOURCE, ELSEWHERE);
    const event = (connection: object) => ({
      executionArn: aws.execution('claim'),
      startTime: new Date(aws.clock.now()).toISOString(),
      workflow: 'onboard',
      connection: { id: NAMES.id, ...REQUEST, door: 'console', ...connection },
      claim: UNCLAIMED,
    });
    expect(await messageOf(claimConnection(event({ organizationalUnits: [ELSEWHERE, ROOT] })))).toContain(
      'which is in none of the configured organizational units',
    );
    expect(await messageOf(claimConnection(event({})))).toMatch(/was not asked for when the execution began/);
    expect(await messageOf(claimConnection(event({ organizationalUnits: [SHOPS, ROOT], product: 'teams' })))).toContain(
      'product teams may not connect',
    );
  });
});

test('what says nothing about the account is AwsUnavailable, which is tried again', async () => {
  aws.afterwards['ListParents'] = () => {
    throw new ServiceError('TooManyRequestsException', 400, 'Slow down.');
  };
  expect(await messageOf(resolve(REQUEST))).toMatch(/^AwsUnavailable: organizations:ListParents .*TooManyRequests/);
});

test('AWS Organizations is asked once by an event of a tag, up to the root, and goes on after an empty page', async () => {
  let isFirst = true;
  aws.afterwards['ListParents'] = (answer) => {
    if (!isFirst) return answer;
    isFirst = false;
    return { Parents: [], NextToken: Buffer.from('[0,false]').toString('base64url') };
  };
  await resolve(tagsAgain(CLUSTER_ARN));
  expect(aws.inputsOf('ListParents').map(({ ChildId }) => ChildId)).toEqual([SOURCE, SOURCE, EAST, SHOPS]);
});

describe("the target role's trust", () => {
  const trust = () => JSON.parse(roleOf(aws.world, [NAMES.targetAccountId, NAMES.targetRoleName]).trustPolicy);
  const pattern = (unit: string) => ({ 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': `${ID}/*/${unit}/*` } });

  test('admits the organization, and the one unit by which the account was admitted', async () => {
    const onboard = onboardOf(aws);
    await onboard.made();
    expect(trust().Statement).toMatchObject([{ Condition: pattern(SHOPS) }]);
    expect(trust().Statement[0].Condition.StringEquals).toEqual({
      'aws:PrincipalOrgID': ID,
      'sts:ExternalId': expect.stringContaining(':scraper/s-'),
    });
  });

  test('keeps the unit that it has as long as that admits the account, and changes with one that does not', async () => {
    const onboard = onboardOf(aws);
    await onboard.whole();
    const plan = async () => {
      const resolved = await resolve({ ...REQUEST, dryRun: true });
      const { connection } = resolved.decision === 'PLAN' ? resolved : {};
      const executionArn = aws.execution('plan');
      const startTime = new Date(aws.clock.now()).toISOString();
      return planConnection({ executionArn, startTime, workflow: 'onboard', connection, input: REQUEST });
    };
    const role = roleOf(aws.world, [NAMES.targetAccountId, NAMES.targetRoleName]);
    role.trustPolicy = role.trustPolicy.replace(SHOPS, EAST);
    const before = trust();
    expect(await plan()).toMatchObject({ plan: { changes: [] } });
    await onboardOf(aws).whole();
    expect(trust()).toEqual(before);
    moveAccount(aws.world, SOURCE, TEAMS);
    expect(JSON.stringify(await plan())).toContain('trust policy');
    await onboardOf(aws).whole();
    expect(trust().Statement).toMatchObject([{ Condition: pattern(TEAMS) }]);
  });
});
