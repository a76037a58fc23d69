import type { Operation } from '../../operation.ts';
import { ACCOUNT_SUMMARY_OPERATIONS } from './accountSummary.ts';
import { ATTACHED_POLICY_OPERATIONS } from './policies/attachedPolicies.ts';
import { BOUNDARY_OPERATIONS } from './boundaries.ts';
import { INLINE_POLICY_OPERATIONS } from './policies/inlinePolicies.ts';
import { POLICY_OPERATIONS } from './policies/policies.ts';
import { ROLE_OPERATIONS } from './roles.ts';
import { ROLE_TAG_OPERATIONS } from './roleTags.ts';
import { SERVICE_LINKED_ROLE_OPERATIONS } from './serviceLinkedRoles.ts';

/** What IAM can do here: roles and their policies, managed policies of one version. Users and groups do not exist. */
export const IAM_OPERATIONS: readonly Operation[] = [
  ...ROLE_OPERATIONS,
  ...ROLE_TAG_OPERATIONS,
  ...INLINE_POLICY_OPERATIONS,
  ...ATTACHED_POLICY_OPERATIONS,
  ...BOUNDARY_OPERATIONS,
  ...POLICY_OPERATIONS,
  ...SERVICE_LINKED_ROLE_OPERATIONS,
  ...ACCOUNT_SUMMARY_OPERATIONS,
];
