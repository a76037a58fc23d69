import * as z from 'zod';
import { defineOperation, type Operation } from '../../operation.ts';
import { accountOf, rolesQuotaOf, SERVICE } from './lookup.ts';

/**
 * Counts and quotas of the account; the example of the API Reference has some more
 * (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html). That `Roles` counts the service-linked ones, as the
 * quota does, is assumed.
 */
const getAccountSummary = defineOperation({
  service: SERVICE,
  name: 'GetAccountSummary',
  input: z.strictObject({}),
  access: (_input, { caller }) => [
    { action: 'iam:GetAccountSummary', resourceArn: '*', resourceAccountId: caller.accountId },
  ],
  run(_input, call) {
    const { roles, policies } = accountOf(call);
    const counts: Record<string, number> = {
      Users: 0,
      UsersQuota: 5000,
      Roles: Object.keys(roles).length,
      RolesQuota: rolesQuotaOf(call),
      Policies: Object.keys(policies).length,
      PoliciesQuota: 1500,
    };
    return { SummaryMap: new Map(Object.entries(counts)) };
  },
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html: counts and quotas of users, roles and policies. */
export const ACCOUNT_SUMMARY_OPERATIONS: readonly Operation[] = [getAccountSummary];
