import { readFileSync } from 'node:fs';
import type { Configuration } from '../../infra/configuration/configuration.ts';
import { boundaryDocument } from '../../infra/permissions/boundary.ts';

/** The sample of the policy of a key of that kind, which the pages have. */
function sampleOf(kind: string): string {
  return readFileSync(new URL(`../../docs/policies/${kind}.key.json`, import.meta.url), 'utf8');
}

/** The customer managed keys that a configuration names, each with the policy that the pages have for it. */
export function configuredKeys({ name, partition, workflowAccountId, keys }: Configuration): Record<string, object> {
  return Object.fromEntries(
    Object.entries(keys).flatMap(([kind, ofRegions = {}]) =>
      Object.entries(ofRegions).map(([region, arn]): [string, object] => {
        const text = sampleOf(kind)
          .replaceAll('arn:aws:', `arn:${partition}:`)
          .replaceAll('333333333333', workflowAccountId)
          .replaceAll('us-west-2', region)
          .replaceAll('amp-scraper', name);
        return [arn, JSON.parse(text)];
      }),
    ),
  );
}

/** The organization's boundary that a configuration names, which an account has before anything is deployed: as wide as ours. */
export function configuredPolicies(configuration: Configuration): object[] {
  const { connectionRoleBoundary: boundary } = configuration;
  if (boundary === undefined) return [];
  const at = boundary.lastIndexOf('/') + 1;
  const [path, policyName] = [`/${boundary.slice(0, at)}`, boundary.slice(at)];
  return [{ policyName, path, document: boundaryDocument(configuration) }];
}
