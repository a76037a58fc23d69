import { organizationPath } from '../../../state/organizations.ts';
import type { AccountState, Organization } from '../../../state/state.ts';
import type { CallContext } from '../../operation.ts';
import { organizationArn } from './access.ts';

/** "The Status parameter in the API response will be retired on September 9, 2026" (https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html). */
const STATUS_RETIRED = Date.UTC(2026, 8, 9);

/** Assumed of the two states that Status does not know. */
const STATUS: Readonly<Record<AccountState, string>> = {
  PENDING_ACTIVATION: 'ACTIVE',
  ACTIVE: 'ACTIVE',
  SUSPENDED: 'SUSPENDED',
  PENDING_CLOSURE: 'PENDING_CLOSURE',
  CLOSED: 'SUSPENDED',
};

/** Name, address and when it joined are made up: nothing here depends on them. */
export function accountView(call: CallContext, organization: Organization, accountId: string): Record<string, unknown> {
  const State = organization.accountStates?.[accountId] ?? 'ACTIVE';
  const isManagement = accountId === organization.managementAccountId;
  return {
    Id: accountId,
    Arn: accountArn(call, organization, accountId),
    Email: emailOf(accountId),
    Name: `account-${accountId}`,
    ...(call.now < STATUS_RETIRED ? { Status: STATUS[State] } : {}),
    State,
    Paths: [organizationPath(organization, accountId)],
    JoinedMethod: isManagement ? 'INVITED' : 'CREATED',
    JoinedTimestamp: new Date(Date.UTC(2024, 0, 1)),
  };
}

/** Of a member, within its organization. */
export function accountArn(call: CallContext, organization: Organization, accountId: string): string {
  return organizationArn(call, organization, `account/${organization.id}/${accountId}`);
}

/** Each account has an address of its own, as AWS asks for. */
export function emailOf(accountId: string): string {
  return `${accountId}@example.com`;
}
