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

const oneOrMore = z.tuple([z.string().check(z.minLength(1))], z.string().check(z.minLength(1)));

/** Whose clusters: those of accounts, or of the accounts in organizational units and in whatever is below them. */
const from = z.object({
  accounts: z.optional(accountIds),
  organizationalUnitIds: z.optional(z.array(z.string())),
});
/** Whose clusters a workspace or a product takes: exactly one of the two members is there. */
export type From = z.infer<typeof from>;

const acceptedWorkspace = z.object({ arn: z.string().check(z.regex(/^arn:/)), from: z.optional(from) });
/** The accepted workspaces by the names by which tags and products speak of them. */
export type AcceptedWorkspaces = Readonly<Record<string, z.infer<typeof acceptedWorkspace>>>;

const schema = z.object({
  partition: z.string().check(z.minLength(1)),
  /** The organization whose accounts may be connected: all of them, or those in its units and below, less the excluded ones. */
  organization: z.optional(
    z.object({
      id: z.string().check(z.regex(/^o-/)),
      organizationalUnitIds: z.optional(z.array(z.string())),
      rootId: z.optional(z.string()),
      excludedAccounts: accountIds,
    }),
  ),
  /** The accounts whose clusters and workspaces may be connected, where no organization is configured. */
  accounts: accountIds,
  /** Those of the accounts that have workspaces only: a cluster there is refused. */
  targetOnlyAccounts: accountIds,
  /** The accounts, Regions and workspace ARNs of these that take no new connection any more. */
  withdrawn: z.array(z.string()),
  /** The accepted workspaces by the names that the tag and product doors use; without `from` each takes every account's clusters. */
  workspaces: z.record(z.string(), acceptedWorkspace),
  /** Accounts whose connections are being taken away: offboarded, and never onboarded. */
  draining: accountIds,
  /** Whose clusters each of the products may connect that are not for every account. */
  products: z.record(z.string(), from),
  /** The external ids that the provisioners' trust takes, of which the first is sent. */
  provisionerExternalIds: oneOrMore,
  /** The keys of the cluster tag that names a workspace, of which the first that a cluster has wins. */
  clusterTagKeys: oneOrMore,
  /** Whether a cluster's tags say how its connection is. */
  statusTags: z.boolean(),
  /** The prefixes of tag keys that a request may not set. */
  reservedTagPrefixes: z.array(z.string()),
  /**
   * The tags of every connection's roles and scraper, beside those that its request names: a fixed value, or that of the cluster's tag.
   * Some organizations demand tags when something is created, or exempt by them.
   */
  connectionTags: z.record(z.string(), z.union([z.string(), z.object({ clusterTag: z.string() })])),
  /** The tags of every role that is made, the connections' own included. */
  roleTags: z.record(z.string(), z.string()),
  /** The policy, by its path and name, that is the boundary of the connection roles in each account in place of ours. */
  connectionRoleBoundary: z.optional(z.string()),
  /** How many scrapers the accounts may have per Region. */
  scraperQuota: z.int().check(z.gte(1)),
  /** How many Regions have a workflow, which share what IAM allows an account. */
  regionCount: z.int().check(z.gte(1)),
  /** What reconcile may do. */
  reconcile: z.object({
    /** Whether it takes away what is not wanted any more, within the bounds of a run. */
    takesAway: z.boolean(),
    /** Whether it mends what somebody has changed. */
    repairDrift: z.boolean(),
    /** Onboards that a run starts at most. */
    maximumNew: z.int().check(z.gte(1)),
    /** Accounts in which it begins nothing. */
    heldAccounts: accountIds,
  }),
});

/** What the configuration says to every function, as the stacks write it into DEPLOYMENT_FILE. */
export type DeploymentData = z.infer<typeof schema>;

/** The file's text for data, which may have more than the functions need. */
export function deploymentFile(data: DeploymentData): string {
  return JSON.stringify(schema.parse(data));
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
