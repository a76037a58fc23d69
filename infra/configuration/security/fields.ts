import * as z from 'zod';
import { policyName, productSupport } from '../fields.ts';
import { keyFields, keyProblems, type Keyed } from './keys.ts';
import type { Problem } from '../messages.ts';
import { tagFields, taggingProblems, type Tagged } from './tags.ts';

/** What an organization's security team asks of a deployment: none of it is needed without. */
export const securityFields = {
  ...tagFields,
  /** Customer managed keys of the workflow account, by what they encrypt and by Region. */
  keys: keyFields.default({}),
  /** Whether nobody can delete a stack before that is switched off. The state stacks are protected in any case. */
  terminationProtection: z.boolean().default(false),
  /** Whether log groups stay when their stack is deleted. */
  retainLogs: z.boolean().default(false),
  /**
   * The organization's own policy that is the boundary of the connection roles in every account, by its path and name, where a service
   * control policy demands it. @default ours
   */
  connectionRoleBoundary: policyName.optional(),
  /** Whom Service Catalog names for help with the products. */
  productSupport: productSupport.optional(),
};

/** Everything that is wrong with them, each with its path. */
export function securityProblems(fields: Tagged & Keyed): Problem[] {
  return [...taggingProblems(fields), ...keyProblems(fields)];
}
