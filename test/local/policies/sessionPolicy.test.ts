import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../local/policies/authorize.ts';
import { addRole, emptyWorld, SOURCE } from '../aws/testWorld.ts';

const ALL = { Effect: 'Allow', Action: '*', Resource: '*' } as const;
const READ = { Effect: 'Allow', Action: ['aps:ListScrapers', 'eks:Describe*'], Resource: '*' } as const;
const CLUSTER = `arn:aws:eks:us-west-2:${SOURCE}:cluster/shop`;
const SESSION = 'is not authorized to perform: eks:CreateAccessEntry on resource: ';

/** What a session may do of a role that may do this, with a policy of its own or none. */
async function asked(action: string, inline: readonly object[], session?: readonly object[]) {
  const world = emptyWorld();
  const roleArn = addRole(world, { name: 'looking', inline });
  const policy = session && { policy: JSON.stringify({ Version: '2012-10-17', Statement: session }) };
  const principal = {
    kind: 'roleSession',
    accountId: SOURCE,
    arn: roleArn,
    roleArn,
    roleId: '',
    sessionName: 'one',
    ...policy,
  } as const;
  return evaluate(world, principal, { action, resourceArn: CLUSTER, resourceAccountId: SOURCE });
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session: the intersection of both. */
describe('a session with a policy of its own', () => {
  test('may do what that and its role allow', async () => {
    expect(await asked('eks:DescribeCluster', [ALL], [READ])).toMatchObject({ allowed: true });
  });

  test('may do nothing that its role does not allow', async () => {
    const other = { ...READ, Action: 'aps:ListScrapers' };
    expect(await asked('eks:DescribeCluster', [other], [READ])).toMatchObject({ allowed: false, layer: 'identity' });
  });

  test('may do nothing that it does not allow, in the words of AWS', async () => {
    const { allowed, layer, explanation } = await asked('eks:CreateAccessEntry', [ALL], [READ]);
    expect([allowed, layer]).toEqual([false, 'session policy']);
    expect(explanation).toContain(
      `${SESSION}${CLUSTER} because no session policy allows the eks:CreateAccessEntry action`,
    );
    expect(await asked('eks:CreateAccessEntry', [ALL])).toMatchObject({ allowed: true });
  });

  test('is refused by what that denies', async () => {
    const deny = { Effect: 'Deny', Action: 'eks:*', Resource: '*' };
    const { layer, explanation } = await asked('eks:CreateAccessEntry', [ALL], [ALL, deny]);
    expect([layer, explanation]).toEqual([
      'session policy',
      expect.stringContaining('with an explicit deny in a session policy'),
    ]);
  });
});
