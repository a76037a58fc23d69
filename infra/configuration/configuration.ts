import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { parseArn } from '../../functions/shared/arn.ts';
import { DEFAULT_INSTALLATION_NAME, defaultClusterTagKey } from '../../functions/shared/names.ts';
import { limitMinutes, WAITS } from '../../functions/shared/waiting.ts';

const accountId = z.string().regex(/^\d{12}$/, 'is not an account id of 12 digits');
const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'is not a Region');
const workspaceArn = z
  .string()
  .regex(/^arn:aws[a-z-]*:aps:[a-z0-9-]+:\d{12}:workspace\/ws-[0-9A-Za-z-]+$/, 'is not the ARN of a workspace');

/** The wait for a scraper's ACTIVE, and 10 minutes for what is undone after it: its deletion takes some 5, its roles a minute. */
const ONBOARD_MINUTES = limitMinutes(WAITS.active) + 10;

/**
 * What a deployment is for. It bounds every door: an account, Region or workspace that is not here is refused by
 * ResolveRequest, by the provisioner's permissions and by the boundary of the connection roles.
 */
const schema = z
  .strictObject({
    /**
     * What everything of the installation is named by: roles and paths, tag keys, stacks. Several installations live side by side
     * under different names, and one keeps its name for good.
     */
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,19}$/, 'is not 1 to 20 lower-case letters, digits or "-", the first a letter')
      .refine((name) => !name.startsWith('aws'), 'begins with aws, which AWS reserves')
      .refine(
        (name) => !/-(functions|product|forward)$/.test(name),
        "ends in -functions, -product or -forward, which stand behind other installations' names",
      )
      .refine(
        (name) => !/-(source|target)-/.test(name),
        "has -source- or -target- in it, which stand in the names of other installations' connection roles",
      )
      .default(DEFAULT_INSTALLATION_NAME),
    partition: z.enum(['aws', 'aws-us-gov'], {
      error: ({ input }) =>
        input === 'aws-cn'
          ? 'is aws-cn, where Amazon Managed Service for Prometheus is not offered: use Regions of aws or aws-us-gov'
          : 'is neither aws nor aws-us-gov',
    }),
    /** Where the state machines run; it may be one of the accounts. */
    workflowAccountId: accountId,
    /** One workflow stack each, for clusters and workspaces of that Region. */
    regions: z.array(region).min(1),
    /**
     * Where the account stacks are, which have IAM alone; any Region of the partition. It is never changed: elsewhere CloudFormation would make the same roles
     * again. @default the one Region
     */
    homeRegion: region.optional(),
    /** The source and target accounts. */
    accounts: z.array(accountId).min(1),
    /** Those of the accounts that have workspaces only: their provisioner can do nothing with clusters and scrapers. */
    targetOnlyAccounts: z.array(accountId).default([]),
    /**
     * Those of the accounts, Regions and workspaces (by their ARNs) that take no new connection any more. All else about them stays,
     * so that what is there can be taken away: only then they go from the other fields, and from this one.
     */
    withdrawn: z.array(z.string()).default([]),
    /** The accepted workspaces by the names that the tag and product doors use. */
    workspaces: z.record(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'is not a name'), workspaceArn),
    /** The external id that the provisioners' trust asks for. */
    provisionerExternalId: z.string().regex(/^[\w+=,.@:/-]{2,1224}$/, 'is not an external id'),
    /** Restricts the provisioners' trust to the organization. */
    organizationId: z
      .string()
      .regex(/^o-[a-z0-9]{10,32}$/, 'is not an organization id')
      .optional(),
    /** The key of the cluster tag that names a workspace. */
    clusterTagKey: z.string().min(1).max(128).optional(),
    /** Prefixes of tag keys that a request may not set, such as those by which service control policies exempt a resource. */
    reservedTagPrefixes: z.array(z.string().min(1).max(128)).default(['dp:']),
    /**
     * AWS's quota of scrapers per Region and account, if it was raised
     * (https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-collector-how-to.html: 10).
     */
    scraperQuota: z.int().min(1).default(10),
    /** Who is told of failed executions and alarms; the address has to confirm the subscription. */
    alarmEmail: z.email().optional(),
    /** How long logs are kept, one of the periods that CloudWatch Logs has. */
    logRetentionDays: z.literal([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731]).default(90),
    /** Goes by CloudTrail's records of clusters' tags too, for when no tag event comes; needs a trail with management events. */
    cloudTrailTagRule: z.boolean().default(false),
    /**
     * How long CloudFormation waits for the product: as long as onboard and its undo may take, within its own hour. A cluster
     * that is being created is not waited for, which the product says at once.
     */
    productTimeoutMinutes: z
      .int()
      .min(ONBOARD_MINUTES, `is less than the ${ONBOARD_MINUTES} minutes that an onboard and its undo may take`)
      .max(59)
      .default(57),
    /** The roles of the workflow account that may launch the product. */
    productLauncherRoles: z
      .array(z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, 'is not the ARN of a role'))
      .default([]),
  })
  .check(({ value, issues }) => {
    for (const [name, arn] of Object.entries(value.workspaces)) {
      for (const message of workspaceProblems(arn, value)) {
        issues.push({ code: 'custom', path: ['workspaces', name], message, input: arn });
      }
    }
    if (value.homeRegion === undefined && value.regions.length > 1) {
      const message = 'is missing: with several Regions, name the one that has the account stacks';
      issues.push({ code: 'custom', path: ['homeRegion'], message, input: value.homeRegion });
    }
    for (const [index, id] of value.targetOnlyAccounts.entries()) {
      if (value.accounts.includes(id)) continue;
      const message = `is none of the accounts: ${id}`;
      issues.push({ code: 'custom', path: ['targetOnlyAccounts', index], message, input: id });
    }
    const configured = [...value.accounts, ...value.regions, ...Object.values(value.workspaces)];
    for (const [index, one] of value.withdrawn.entries()) {
      if (configured.includes(one)) continue;
      const message = `is none of the accounts, the regions or the workspaces' ARNs: ${one}`;
      issues.push({ code: 'custom', path: ['withdrawn', index], message, input: one });
    }
  })
  .transform(({ homeRegion, clusterTagKey, ...value }) => ({
    ...value,
    homeRegion: homeRegion ?? value.regions[0] ?? '',
    clusterTagKey: clusterTagKey ?? defaultClusterTagKey(value.name),
  }));
export type Configuration = z.infer<typeof schema>;

function workspaceProblems(arn: string, configuration: { partition: string; regions: string[]; accounts: string[] }) {
  const parts = parseArn(arn);
  if (parts === undefined) return [];
  return [
    ...(parts.partition === configuration.partition ? [] : [`is in partition ${parts.partition}`]),
    ...(configuration.regions.includes(parts.region) ? [] : [`is in Region ${parts.region}, which is not configured`]),
    ...(configuration.accounts.includes(parts.accountId)
      ? []
      : [`is in account ${parts.accountId}, which is not configured`]),
  ];
}

/** The accounts that have clusters. */
export function sourceAccounts({ accounts, targetOnlyAccounts }: Configuration): string[] {
  return accounts.filter((id) => !targetOnlyAccounts.includes(id));
}

/** The accepted workspaces that are this account's. */
export function ownWorkspaces({ workspaces }: Configuration, account: string): string[] {
  return Object.values(workspaces).filter((arn) => parseArn(arn)?.accountId === account);
}

/** The names of the accepted workspaces of a Region. */
export function workspaceNamesOf({ workspaces }: Configuration, region: string): string[] {
  return Object.keys(workspaces).filter((name) => parseArn(workspaces[name] ?? '')?.region === region);
}

/** @throws TypeError with every problem at once, each with its path. */
export function parseConfiguration(value: unknown, origin: string): Configuration {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `  ${path.join('.') || '(top)'}: ${message}`);
  throw new TypeError(`${origin} is not a valid configuration:\n${problems.join('\n')}`);
}

/** The deployment's configuration file, beside this one. */
export function readConfiguration(file: URL = new URL('configuration.json', import.meta.url)): Configuration {
  return parseConfiguration(JSON.parse(readFileSync(file, 'utf8')), file.pathname);
}
