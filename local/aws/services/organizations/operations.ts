import * as z from 'zod';
import { defineOperation, type Operation } from '../../operation.ts';
import { administratorChecks, callersOrganization, memberCheck, organizationArn } from './access.ts';
import { accountArn, accountView, emailOf } from './accounts.ts';
import { accountNotFound, childNotFound, parentNotFound } from './errors.ts';
import { page, paging } from './page.ts';

const SERVICE = 'organizations';
const accountId = z
  .string()
  .max(12)
  .regex(/^(?:\d{12})$/);
const childId = z
  .string()
  .max(100)
  .regex(/^(?:(\d{12})|(ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}))$/);
const parentId = z
  .string()
  .max(100)
  .regex(/^(?:(r-[0-9a-z]{4,32})|(ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}))$/);

const describeOrganization = defineOperation({
  service: SERVICE,
  name: 'DescribeOrganization',
  input: z.strictObject({}),
  access: (_input, call) => memberCheck(call, 'DescribeOrganization'),
  run(_input, call) {
    const organization = callersOrganization(call);
    const { id, managementAccountId } = organization;
    return {
      Organization: {
        Id: id,
        Arn: organizationArn(call, organization, `organization/${id}`),
        FeatureSet: 'ALL',
        MasterAccountArn: accountArn(call, organization, managementAccountId),
        MasterAccountId: managementAccountId,
        MasterAccountEmail: emailOf(managementAccountId),
        AvailablePolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
      },
    };
  },
});

const listAccounts = defineOperation({
  service: SERVICE,
  name: 'ListAccounts',
  input: z.strictObject(paging),
  access: (_input, call) => administratorChecks(call, 'ListAccounts'),
  run(input, call) {
    const organization = callersOrganization(call);
    const { items, ...rest } = page(Object.keys(organization.accounts), input);
    return { Accounts: items.map((one) => accountView(call, organization, one)), ...rest };
  },
});

const listAccountsForParent = defineOperation({
  service: SERVICE,
  name: 'ListAccountsForParent',
  input: z.strictObject({ ParentId: parentId, ...paging }),
  access({ ParentId }, call) {
    const { id } = callersOrganization(call);
    const kind = ParentId.startsWith('r-') ? 'root' : 'ou';
    return administratorChecks(call, 'ListAccountsForParent', `${kind}/${id}/${ParentId}`);
  },
  run({ ParentId, ...input }, call) {
    const organization = callersOrganization(call);
    const { rootId, units, accounts } = organization;
    if (![rootId, ...units.map(({ id }) => id)].includes(ParentId)) throw parentNotFound();
    const children = Object.keys(accounts).filter((one) => accounts[one] === ParentId);
    const { items, ...rest } = page(children, input);
    return { Accounts: items.map((one) => accountView(call, organization, one)), ...rest };
  },
});

const listParents = defineOperation({
  service: SERVICE,
  name: 'ListParents',
  input: z.strictObject({ ChildId: childId, ...paging }),
  access({ ChildId }, call) {
    const { id } = callersOrganization(call);
    const kind = ChildId.startsWith('ou-') ? 'ou' : 'account';
    return administratorChecks(call, 'ListParents', `${kind}/${id}/${ChildId}`);
  },
  run({ ChildId, ...input }, call) {
    const { units, accounts } = callersOrganization(call);
    const parent = accounts[ChildId] ?? units.find(({ id }) => id === ChildId)?.parentId;
    if (parent === undefined) throw childNotFound();
    const Type = parent.startsWith('r-') ? 'ROOT' : 'ORGANIZATIONAL_UNIT';
    const { items, ...rest } = page([{ Id: parent, Type }], input);
    return { Parents: items, ...rest };
  },
});

const describeAccount = defineOperation({
  service: SERVICE,
  name: 'DescribeAccount',
  input: z.strictObject({ AccountId: accountId }),
  access({ AccountId }, call) {
    const { id } = callersOrganization(call);
    return administratorChecks(call, 'DescribeAccount', `account/${id}/${AccountId}`);
  },
  run({ AccountId }, call) {
    const organization = callersOrganization(call);
    if (organization.accounts[AccountId] === undefined) throw accountNotFound();
    return { Account: accountView(call, organization, AccountId) };
  },
});

/** Reads of the organization, which are signed for the Region of the one endpoint (https://docs.aws.amazon.com/general/latest/gr/ao.html). */
export const organizationsOperations: readonly Operation[] = [
  describeOrganization,
  listAccounts,
  listAccountsForParent,
  listParents,
  describeAccount,
];
