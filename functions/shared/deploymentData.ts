import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';

/**
 * The file beside a handler that has what the deployment was configured with. An environment takes 4 KB
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html), a file as much as there is; and as a part of the code it
 * belongs to the version, as the environment does.
 */
export const DEPLOYMENT_FILE = 'deployment.json';

const accountIds = z.array(z.string().check(z.regex(/^\d{12}$/)));

const schema = z.object({
  partition: z.string().check(z.minLength(1)),
  /** The accounts whose clusters and workspaces may be connected. */
  accounts: accountIds,
  /** Those of the accounts that have workspaces only: a cluster there is refused. */
  targetOnlyAccounts: accountIds,
  /** The accounts, Regions and workspace ARNs of these that take no new connection any more. */
  withdrawn: z.array(z.string()),
  /** The accepted workspaces' ARNs by the names that the tag and product doors use. */
  workspaces: z.record(z.string(), z.string().check(z.regex(/^arn:/))),
  /** The external id that the provisioners' trust asks for. */
  provisionerExternalId: z.string().check(z.minLength(2)),
  /** The key of the cluster tag that names a workspace. */
  clusterTagKey: z.string().check(z.minLength(1)),
  /** The prefixes of tag keys that a request may not set. */
  reservedTagPrefixes: z.array(z.string()),
  /** How many scrapers the accounts may have per Region. */
  scraperQuota: z.int().check(z.gte(1)),
});

export type DeploymentData = z.infer<typeof schema>;

/** The file's text for a configuration, which has more than the functions need. */
export function deploymentFile(configuration: DeploymentData): string {
  return JSON.stringify(schema.parse(configuration));
}

/** The file's data, or all that is wrong with it. */
export function readDeploymentData(taskRoot: string): { value?: DeploymentData; problems: string[] } {
  const file = readJson(join(taskRoot, DEPLOYMENT_FILE));
  if (typeof file === 'string') return { problems: [`${DEPLOYMENT_FILE}: ${file}`] };
  const { success, data, error } = schema.safeParse(file.value);
  if (success) return { value: data, problems: [] };
  return { problems: error.issues.map(({ path, message }) => `${DEPLOYMENT_FILE} ${path.join('.')}: ${message}`) };
}

function readJson(file: string): { value: unknown } | string {
  try {
    return { value: JSON.parse(readFileSync(file, 'utf8')) };
  } catch (error) {
    return error instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
  }
}
