import * as z from 'zod';
import type { Role } from '../../state/state.ts';
import { refusal } from '../../policies/decision.ts';
import { InvalidPrincipal } from '../../policies/trust.ts';
import { ServiceError, type CallContext, type Operation } from '../operation.ts';
import { awsPrincipals, policyDocument, type PolicyDocument } from '../../policies/policyDocument.ts';
import type { FiredFault } from './fault.ts';

/** Assumed: reads are known to be stale for some seconds, seldom for as long as this. */
const STALE_SECONDS = 60;

const READS = ['GetRole', 'GetRolePolicy', 'ListRolePolicies', 'ListAttachedRolePolicies', 'ListRoleTags'];

const named = z.object({ RoleName: z.string() });
const assumed = z.object({ RoleArn: z.string() });
const trusting = z.union([
  z.object({ AssumeRolePolicyDocument: z.string() }).transform((input) => input.AssumeRolePolicyDocument),
  z.object({ PolicyDocument: z.string() }).transform((input) => input.PolicyDocument),
]);

/** IAM's eventual consistency around one operation. */
export interface Propagation {
  /** @throws ServiceError as IAM and STS answer for a role that they have not heard of yet. */
  before(operation: Operation, input: unknown, call: CallContext): void;
  /** Notes a role that was created. */
  after(operation: Operation, input: unknown, call: CallContext): void;
}

/** @param takeStaleRead Whether the read at hand is stale; counts it. */
export function propagation(faults: readonly FiredFault[], takeStaleRead: () => boolean): Propagation {
  /** When roles were created, by unique id: those of the world were there before. */
  const created = new Map<string, number>();
  const isYoung = (role: Role | undefined, now: number, seconds: number) => {
    const at = role === undefined ? undefined : created.get(role.roleId);
    return at !== undefined && now < at + seconds * 1000;
  };
  const unknownTo = (role: Role | undefined, now: number) =>
    faults.find(({ fault }) => fault.kind === 'propagation' && isYoung(role, now, fault.seconds));

  function checkTrust(input: unknown, call: CallContext): void {
    for (const principal of principalsOf(input)) {
      const fault = unknownTo(roleOf(call, principal), call.now);
      if (fault === undefined) continue;
      fault.fired += 1;
      throw new ServiceError('MalformedPolicyDocument', 400, new InvalidPrincipal(principal).message);
    }
  }

  function checkAssumed(input: unknown, call: CallContext): void {
    const { RoleArn: resourceArn } = assumed.parse(input);
    const fault = unknownTo(roleOf(call, resourceArn), call.now);
    if (fault === undefined) return;
    fault.fired += 1;
    const check = { action: 'sts:AssumeRole', resourceArn, resourceAccountId: resourceArn.split(':')[4] ?? '' };
    throw new ServiceError('AccessDenied', 403, refusal(call.caller.arn, check, 'trust').explanation);
  }

  function checkRead(input: unknown, call: CallContext): void {
    const { RoleName } = named.parse(input);
    if (!isYoung(roleNamed(call, RoleName), call.now, STALE_SECONDS) || !takeStaleRead()) return;
    throw new ServiceError('NoSuchEntity', 404, `The role with name ${RoleName} cannot be found.`);
  }

  return {
    before({ service, name }, input, call) {
      if (service === 'iam' && (name === 'CreateRole' || name === 'UpdateAssumeRolePolicy')) checkTrust(input, call);
      if (service === 'iam' && READS.includes(name)) checkRead(input, call);
      if (service === 'sts' && name === 'AssumeRole') checkAssumed(input, call);
    },
    after({ service, name }, input, call) {
      if (service !== 'iam' || name !== 'CreateRole') return;
      const role = roleNamed(call, named.parse(input).RoleName);
      if (role !== undefined) created.set(role.roleId, call.now);
    },
  };
}

function roleNamed({ world, caller }: CallContext, roleName: string): Role | undefined {
  return Object.values(world.accounts[caller.accountId]?.roles ?? {}).find((role) => role.roleName === roleName);
}

function roleOf({ world }: CallContext, arn: string): Role | undefined {
  return world.accounts[arn.split(':')[4] ?? '']?.roles[arn];
}

/** Whom a trust policy names; nobody, when it is none: the operation itself will say so. */
function principalsOf(input: unknown): string[] {
  const text = trusting.safeParse(input);
  const document = text.success ? parseDocument(text.data) : undefined;
  return document?.Statement.flatMap(({ Principal }) => awsPrincipals(Principal)) ?? [];
}

function parseDocument(text: string): PolicyDocument | undefined {
  try {
    return policyDocument.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
