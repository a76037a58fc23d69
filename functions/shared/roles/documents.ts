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
 * wildcard literally, so nothing but the very ARN (or, before it, the placeholder that no scraper sends) matches.
 */
export function targetTrust(names: ConnectionNames, scraperArn: string): PolicyDocument {
  return document({
    Effect: 'Allow',
    Principal: { AWS: names.sourceRoleArn },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'sts:ExternalId': scraperArn } },
  });
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
