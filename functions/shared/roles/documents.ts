import * as z from 'zod/mini';
import type { DeploymentData } from '../deploymentData.ts';
import { remoteWritePolicyArn, SCRAPER_SERVICE, type ConnectionNames } from '../names.ts';
import type { PolicyDocument, Statement } from './policyDocument.ts';

/*
 * The trust and permission documents of a connection: exactly those of AWS's procedure for cross-account scraping
 * (https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-collector-how-to.html#cross-account-remote-write and
 * https://aws-observability.github.io/observability-best-practices/patterns/ampxa), plus one inline Deny.
 */

function document(...statements: Statement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}

/**
 * Who may assume the source role: the scraper service, on behalf of this one scraper.
 * `scraperArn` is the placeholder until the scraper exists: well formed, and no scraper's, so that nobody can assume the role.
 */
export function sourceTrust(names: ConnectionNames, scraperArn: string): PolicyDocument {
  return document({
    Effect: 'Allow',
    Principal: { Service: SCRAPER_SERVICE },
    Action: 'sts:AssumeRole',
    Condition: {
      ArnEquals: { 'aws:SourceArn': scraperArn },
      StringEquals: { 'AWS:SourceAccount': names.sourceAccountId },
    },
  });
}

/** What the source role may do: assume the one target role. */
export function sourcePermissions(names: ConnectionNames): PolicyDocument {
  return document({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: names.targetRoleArn });
}

/**
 * Who may assume the target role: the source role, with the scraper's ARN as the external id. `StringEquals` takes a
 * wildcard literally, so nothing but the very ARN (or, before it, the placeholder that no scraper sends) matches. An organization's
 * role trusts its accounts alone, and of these what is in the unit that the source account was admitted by: the source role's
 * boundary, which would cut off an account that leaves, lies in that account.
 */
export function targetTrust(
  names: ConnectionNames,
  scraperArn: string,
  organization?: DeploymentData['organization'],
  unit?: string,
): PolicyDocument {
  const own = organization && { 'aws:PrincipalOrgID': organization.id };
  const within = organization && unit && { 'aws:PrincipalOrgPaths': pathPattern(organization.id, unit) };
  return document({
    Effect: 'Allow',
    Principal: { AWS: names.sourceRoleArn },
    Action: 'sts:AssumeRole',
    Condition: {
      StringEquals: { 'sts:ExternalId': scraperArn, ...own },
      ...(within ? { 'ForAnyValue:StringLike': within } : {}),
    },
  });
}

/**
 * What the paths of the accounts in a unit and below match
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgpaths): a path
 * ends in a slash, without which one whose id begins as the unit's would get in.
 */
function pathPattern(organizationId: string, unit: string): string {
  return `${organizationId}/*/${unit}/*`;
}

const inUnit = z.object({
  Statement: z.tuple([
    z.object({ Condition: z.object({ 'ForAnyValue:StringLike': z.object({ 'aws:PrincipalOrgPaths': z.string() }) }) }),
  ]),
});

/** The pattern of the one unit whose accounts a target role's trust admits; undefined where it names none, or is not of that form. */
export function unitPattern(trust: unknown): string | undefined {
  return inUnit.safeParse(trust).data?.Statement[0].Condition['ForAnyValue:StringLike']['aws:PrincipalOrgPaths'];
}

/** The managed policy that the procedure attaches to the target role. It allows aps:RemoteWrite on every workspace. */
export function targetManagedPolicyArn(names: ConnectionNames): string {
  return remoteWritePolicyArn(names.partition);
}

/** Takes back from the managed policy every workspace of the account but the connection's own. */
export function targetDeny(workspaceArn: string): PolicyDocument {
  return document({ Effect: 'Deny', Action: 'aps:RemoteWrite', NotResource: workspaceArn });
}

/** The text that is sent to IAM; whitespace would count against the trust policy's 2,048 characters. */
export function policyText(policy: PolicyDocument): string {
  return JSON.stringify(policy);
}
