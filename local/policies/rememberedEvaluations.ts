import { createHash } from 'node:crypto';
import type { AccessCheck } from './accessCheck.ts';
import type { ControlLevel } from './organizations/controlPolicies.ts';
import type { Context } from './organizations/organizationContext.ts';
import type { PolicyDocument } from './policyDocument.ts';
import type { PrincipalFacts } from './principals.ts';

/** All that an evaluation depends on but the time. */
export interface Evaluation {
  facts: PrincipalFacts;
  check: AccessCheck;
  /** The request's context, but for the time. */
  request: Context;
  /** Of a role that is to be assumed. */
  trust: PolicyDocument | undefined;
  resourceControls: readonly ControlLevel[];
}

/** Far more kinds of requests than any world has; what is over it is evaluated anew. */
const MAX_KEPT = 20_000;

/**
 * Remembers what evaluations came to, by the texts of all policies, the principal and the request: what is asked in one world
 * after another, and again after each change of IAM, is evaluated once. Generated ids, of which every run has its own, count by
 * which of them are the same, not by their letters. An evaluation with a policy that reads the time is never remembered.
 */
export function rememberer<Result>(): (evaluation: Evaluation, evaluate: () => Promise<Result>) => Promise<Result> {
  const kept = new Map<string, Promise<Result>>();
  return (evaluation, evaluate) => {
    const key = keyOf(evaluation);
    if (key === undefined) return evaluate();
    const known = kept.get(key) ?? evaluate();
    if (kept.size < MAX_KEPT) kept.set(key, known);
    return known;
  };
}

const READS_TIME = /aws:(CurrentTime|EpochTime)/i;

/** Ids of scrapers, of roles and of scrapers' roles, ARNs of executions, and the hash at the end of a session's name. */
const GENERATED =
  /\bs-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\bAROA\w+|(?<=Scraper_)[0-9a-f-]{8,}|:execution:[\w-]+:[\w-]+|(?<=-)[0-9a-f]{16}\b/g;
/** A pattern that ends within such an id would tell one from another by its letters. */
const CUT_ID = /(?:\bs-[0-9a-f]+|\bAROA\w*|Scraper_[0-9a-f]+|:execution:[\w-]+:[\w-]*|-[0-9a-f]+)[*?]/;

/** Whether one of the policies has a condition on the time. */
export function readsTime(evaluation: Evaluation): boolean {
  return READS_TIME.test(policiesOf(evaluation));
}

function policiesOf({ facts, check, trust, resourceControls }: Evaluation): string {
  const { identityPolicies, boundary, sessionPolicy, controlPolicies } = facts;
  const own = [identityPolicies, boundary, sessionPolicy, controlPolicies];
  return JSON.stringify([...own, resourceControls, trust, check.resourcePolicy]);
}

function keyOf(evaluation: Evaluation): string | undefined {
  const { facts, check, request } = evaluation;
  const policies = policiesOf(evaluation);
  if (READS_TIME.test(policies)) return undefined;
  const all = `${policies}${JSON.stringify([facts.arn, facts.accountId, check, request])}`;
  const key = CUT_ID.test(policies) ? all : renamed(all);
  return createHash('sha256').update(key).digest('base64');
}

/** Each id by the place of its first appearance. */
function renamed(text: string): string {
  const names = new Map<string, string>();
  return text.replace(GENERATED, (id) => {
    const name = names.get(id) ?? `<${names.size}>`;
    names.set(id, name);
    return name;
  });
}
