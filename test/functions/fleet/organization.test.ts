import { beforeEach, describe, expect, test } from 'vitest';
import { handler as beginReconcile } from '../../../functions/beginReconcile.ts';
import { ServiceError } from '../../../local/aws/operation.ts';
import { useEmbedded, WORKFLOW_ACCOUNT } from '../embedded.ts';
import { TEST_ENVIRONMENT } from '../support.ts';
import { itemsOfFleet, RUN_STARTED, runOf } from './support.ts';

const ID = 'o-abcdefghij';
const ROOT = 'r-ab12';
const SHOPS = 'ou-ab12-11111111';
/** Within SHOPS. */
const EAST = 'ou-ab12-33333333';
const ELSEWHERE = 'ou-ab12-44444444';
/** Its id begins as that of SHOPS does. */
const SIBLING = `${SHOPS}1`;
const EXCLUDED = '777777777777';
const CLOSED = '888888888888';

const aws = useEmbedded({
  ...TEST_ENVIRONMENT,
  accounts: [],
  targetOnlyAccounts: [],
  organization: { id: ID, organizationalUnitIds: [SHOPS], excludedAccounts: [EXCLUDED] },
});

const many = Object.fromEntries(Array.from({ length: 45 }, (_one, n) => [String(100_000_000_000 + n), SHOPS]));
beforeEach(() => {
  const unit = (id: string, parentId = ROOT) => ({ id, name: id, parentId });
  aws.world.organizations = [
    {
      id: ID,
      rootId: ROOT,
      managementAccountId: '222222222222',
      units: [unit(SHOPS), unit(EAST, SHOPS), unit(ELSEWHERE), unit(SIBLING)],
      accounts: {
        '222222222222': ROOT,
        [WORKFLOW_ACCOUNT]: ROOT,
        '444444444444': EAST,
        '555555555555': ELSEWHERE,
        '666666666666': SIBLING,
        [EXCLUDED]: SHOPS,
        [CLOSED]: SHOPS,
        ...many,
      },
      accountStates: { [CLOSED]: 'SUSPENDED' },
      serviceControlPolicies: [],
      delegatedAdministrators: [WORKFLOW_ACCOUNT],
    },
  ];
});

const begin = (executionArn: string) => beginReconcile({ executionArn, startTime: RUN_STARTED, input: {} });

describe("an organization's accounts", () => {
  test('are those that are ACTIVE in its units and below, less the excluded ones, whatever pages they come in', async () => {
    const run = runOf(aws, 'organization');
    await begin(run);
    const found = JSON.stringify((await itemsOfFleet(run).get('run'))?.value).match(/\d{12}/g);
    expect(found?.toSorted()).toEqual([...Object.keys(many), '444444444444'].toSorted());
    expect(aws.inputsOf('ListAccounts').length).toBeGreaterThan(3);
  });

  test('are listed again when there were too many calls', async () => {
    let calls = 0;
    aws.afterwards['ListAccounts'] = () => {
      calls += 1;
      if (calls === 1) throw new ServiceError('TooManyRequestsException', 400, 'Try again later.');
    };
    expect(await begin(runOf(aws, 'throttled'))).toMatchObject({ decision: 'LOOK' });
  });

  test.each([
    ['AccessDeniedException', "You don't have permissions to access this resource."],
    ['AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.'],
  ])('end the run when they cannot be listed: %s', async (code, message) => {
    aws.afterwards['ListAccounts'] = () => {
      throw new ServiceError(code, 400, message);
    };
    await expect(begin(runOf(aws, code))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringMatching(/organizations:ListAccounts.*delegated administrator/),
    });
  });

  test('end the run when AWS does not answer', async () => {
    aws.afterwards['ListAccounts'] = () => {
      throw new ServiceError('InternalFailure', 500, 'Not now.');
    };
    await expect(begin(runOf(aws, 'down'))).rejects.toMatchObject({ name: 'AwsUnavailable' });
  });
});
