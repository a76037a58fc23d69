import type { Configuration } from './configuration.ts';
import { boundaryDocument } from '../permissions/boundary.ts';
import type { PolicyDocument } from '../permissions/policyDocument.ts';
import { provisionerPolicies } from '../permissions/provisioner.ts';

/**
 * What AWS refuses only when it is deployed, told when it is synthesized. IAM counts no whitespace
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).
 * @throws RangeError with every quota that the configuration exceeds, and what to do
 */
export function checkQuotas(configuration: Configuration): void {
  const problems = [
    exceeds(
      'the boundary of the connection roles, which names every account and workspace',
      size(boundaryDocument(configuration)),
      6144,
      'Configure fewer accounts or workspaces',
    ),
    ...configuration.accounts.map((accountId) =>
      exceeds(
        `the inline policies of the provisioner of account ${accountId}`,
        Object.values(provisionerPolicies(configuration, accountId)).reduce((sum, policy) => sum + size(policy), 0),
        10_240,
        'Configure fewer regions or workspaces',
      ),
    ),
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new RangeError(`The configuration exceeds quotas of AWS:\n${problems.join('\n')}`);
}

function size(document: PolicyDocument): number {
  return JSON.stringify(document).length;
}

function exceeds(what: string, characters: number, quota: number, remedy: string): string | undefined {
  if (characters <= quota) return undefined;
  return `- ${what}: ${characters} characters, the quota is ${quota}. ${remedy}.`;
}
