import * as z from 'zod';
import { accountState } from '../state/stateSchema.ts';

const accountId = z.string().regex(/^\d{12}$/, 'must be an account id of 12 digits');
const rootId = z.string().regex(/^r-[0-9a-z]{4,32}$/, 'must be a root id such as r-ab12');
const unitId = z
  .string()
  .regex(/^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/, 'must be the id of an organizational unit such as ou-ab12-11111111');
const parentId = z.union([rootId, unitId], 'must be the id of a root or of an organizational unit');
const targetId = z.union([rootId, unitId, accountId], 'must be the id of a root, an organizational unit or an account');
const policy = z.record(z.string(), z.unknown());
const controlPolicies = z.array(
  z.strictObject({ name: z.string().min(1).max(128), targetIds: z.array(targetId), document: policy }),
);

/**
 * An organization of a world file. Patterns of the ids: the API model
 * (https://docs.aws.amazon.com/organizations/latest/APIReference/API_OrganizationalUnit.html and its neighbours).
 */
export const organizationFile = z.strictObject({
  id: z.string().regex(/^o-[a-z0-9]{10,32}$/, 'must be the id of an organization such as o-a1b2c3d4e5'),
  rootId,
  managementAccountId: accountId,
  units: z.array(z.strictObject({ id: unitId, name: z.string().min(1).max(128), parentId })).default([]),
  /** The root or OU of each account, the management account's included. */
  accounts: z.record(accountId, parentId),
  /** Of an account that is not ACTIVE. */
  accountStates: z.record(accountId, accountState).exactOptional(),
  serviceControlPolicies: controlPolicies.default([]),
  resourceControlPolicies: controlPolicies.exactOptional(),
  /** Where FullAWSAccess was detached: it is attached everywhere else. */
  withoutFullAccess: z.array(targetId).exactOptional(),
  /** Whatever service they are a delegated administrator of. */
  delegatedAdministrators: z.array(accountId).default([]),
  delegationPolicy: policy.exactOptional(),
});

/** One of a world file's `organizations`. */
export type OrganizationFile = z.infer<typeof organizationFile>;
