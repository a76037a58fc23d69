import { CreateRoleCommand, GetAccountSummaryCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountOf } from '../../../../../local/state/lookup.ts';
import { administrator, testServer, type TestServer } from '../../testServer.ts';
import { addRole, SOURCE, TARGET, trust } from '../../testWorld.ts';

let test: TestServer;
let iam: IAMClient;
beforeEach(async () => {
  test = await testServer();
  iam = new IAMClient({ endpoint: test.server.endpoint, region: 'us-west-2', credentials: administrator(SOURCE) });
});
afterEach(() => test.server.close());

const summary = async () => (await iam.send(new GetAccountSummaryCommand({}))).SummaryMap;

describe('GetAccountSummary', () => {
  it("counts the account's roles against IAM's quota", async () => {
    const { Roles = 0 } = (await summary()) ?? {};
    addRole(test.world, { name: 'one' });
    addRole(test.world, { name: 'other', account: TARGET });
    expect(await summary()).toMatchObject({ Roles: Roles + 1, RolesQuota: 1000 });
  });

  it('shows a quota that was raised, or is met', async () => {
    const account = accountOf(test.world, SOURCE);
    account.rolesQuota = Object.keys(account.roles).length;
    expect(await summary()).toMatchObject({ RolesQuota: account.rolesQuota });
    const role = { RoleName: 'more', AssumeRolePolicyDocument: trust({ Service: 'eks.amazonaws.com' }) };
    const refused = iam.send(new CreateRoleCommand(role));
    await expect(refused).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: `Cannot exceed quota for RolesPerAccount: ${account.rolesQuota}`,
    });
  });
});
