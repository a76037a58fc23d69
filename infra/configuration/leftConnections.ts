import type { Configuration } from './configuration.ts';
import { ConfigurationError } from './configurationError.ts';
import { readWrittenText } from './file/text.ts';

/** An environment variable: a file with the connections that there are, as `npm start -- --list` or the runbook's listing prints them. */
export const CONNECTIONS_VARIABLE = 'AMP_SCRAPER_CONNECTIONS';

/** A cluster's or a workspace's ARN, wherever it stands. */
const ARN = /\barn:[a-z-]+:(?:eks|aps):[a-z0-9-]+:(\d{12}):(?:cluster|workspace)\/[\w-]+/g;

/**
 * Holds a configuration against the connections that there are: in an account that it no longer has, nothing could be taken away any
 * more.
 * @param listing undefined where nobody gave one
 * @throws ConfigurationError with each such account, its connections' ARNs, and what to do
 */
export function refuseLeftConnections(
  { accounts, organization }: Pick<Configuration, 'accounts' | 'organization'>,
  listing: string | undefined,
): void {
  const isConfigured = (id: string) =>
    organization === undefined ? accounts.includes(id) : !organization.excludedAccounts.includes(id);
  const left = Map.groupBy((listing ?? '').matchAll(ARN), ([, id = '']) => id);
  const problems = [...left]
    .filter(([id]) => !isConfigured(id))
    .map(([id, found]) => `- ${id}: ${[...new Set(found.map(([arn]) => arn))].join(', ')}`);
  if (problems.length === 0) return;
  throw new ConfigurationError(
    `The configuration leaves out accounts that have connections:\n${problems.join('\n')}\n` +
      'Keep them in the configuration, name them in draining, offboard their connections, and only then leave them out.',
  );
}

/**
 * The listing of a file, if one is named.
 * @throws ConfigurationError when it cannot be read as text in UTF-8: in UTF-16, as PowerShell redirects, no ARN would be found
 */
export function readConnections(file: string | undefined): string | undefined {
  return file ? readWrittenText(file, 'listing of connections', `in ${CONNECTIONS_VARIABLE}`) : undefined;
}
