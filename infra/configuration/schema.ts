import * as z from 'zod';
import { DEFAULT_INSTALLATION_NAME, defaultClusterTagKey } from '../../functions/shared/names.ts';
import { limitMinutes, WAITS } from '../../functions/shared/waiting.ts';
import {
  accountId,
  externalId,
  givenName,
  oneOrTwo,
  organization,
  organizationId,
  product,
  reconcile,
  region,
  roleArn,
  tagKey,
  workspace,
} from './fields.ts';
import { problemsBetween } from './problems/problems.ts';
import { securityFields, securityProblems } from './security/fields.ts';

/** The wait for a scraper's ACTIVE, and 10 minutes for what is undone after it: its deletion takes some 5, its roles a minute. */
const ONBOARD_MINUTES = limitMinutes(WAITS.active) + 10;

const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/**
 * What a deployment is for. It bounds every door: an account, Region or workspace that is not here is refused by
 * ResolveRequest, by the provisioner's permissions and by the boundary of the connection roles.
 */
export const schema = z
  .strictObject({
    /** For editors: the JSON schema that says what a field may be. */
    $schema: z.string().optional(),
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
    /** The organization whose accounts are the source and target accounts, for those who have one: no document lists them. */
    organization: organization.optional(),
    /** The source and target accounts, where no organization is configured. */
    accounts: z.array(accountId).default([]),
    /** Those of the accounts that have workspaces only: their provisioner can do nothing with clusters and scrapers. */
    targetOnlyAccounts: z.array(accountId).default([]),
    /**
     * Those of the accounts, Regions and workspaces (by their ARNs) that take no new connection any more. All else about them stays,
     * so that what is there can be taken away: only then they go from the other fields, and from this one.
     */
    withdrawn: z.array(z.string()).default([]),
    /** Accounts whose connections are being taken away: offboarded, and never onboarded. */
    draining: z.array(accountId).default([]),
    /** The accepted workspaces by the names that the tag and product doors use, and whose clusters may write to which. */
    workspaces: z.record(givenName, workspace),
    /** The external id that the provisioners' trust asks for; of two the first is sent and both are trusted. */
    provisionerExternalId: oneOrTwo(externalId),
    /** Restricts the provisioners' trust to the organization, where the accounts are a list. */
    organizationId: organizationId.optional(),
    /** The key of the cluster tag that names a workspace; of two the first wins and both are heard. */
    clusterTagKey: oneOrTwo(tagKey).optional(),
    /** Whether a cluster's own tags say how its connection is; tools that own all of a cluster's tags take them off again. */
    statusTags: z.boolean().default(true),
    ...securityFields,
    /**
     * Prefixes of tag keys that a request may not set, such as those by which service control policies exempt a resource. They do not
     * bind the configuration.
     */
    reservedTagPrefixes: z.array(z.string().min(1).max(128)).default(['dp:']),
    /**
     * AWS's quota of scrapers per Region and account, if it was raised
     * (https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-collector-how-to.html: 10).
     */
    scraperQuota: z.int().min(1).default(10),
    /** What the runs may do that keep the fleet right. Without it they connect what is missing, and take nothing away. */
    reconcile: reconcile.prefault({}),
    /** Who is told of failed executions and alarms; the address has to confirm the subscription. */
    alarmEmail: z.email().optional(),
    /**
     * How long logs are kept, one of the periods that CloudWatch Logs has
     * (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html).
     */
    logRetentionDays: z.literal(RETENTION_DAYS).default(90),
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
    /** The roles of the workflow account that may launch the product that connects every account's clusters. */
    productLauncherRoles: z.array(roleArn).default([]),
    /** Products for some accounts each. */
    products: z.array(product).default([]),
  })
  .check(({ value, issues }) => {
    for (const { path, message } of [...problemsBetween(value), ...securityProblems(value)]) {
      issues.push({ code: 'custom', path, message, input: value });
    }
  })
  .transform(({ $schema: _editors, homeRegion, clusterTagKey, ...value }) => ({
    ...value,
    homeRegion: homeRegion ?? value.regions[0] ?? '',
    clusterTagKey: clusterTagKey ?? oneKey(defaultClusterTagKey(value.name)),
  }));
/** The configuration with its defaults, which every stack is made from. */
export type Configuration = z.infer<typeof schema>;

function oneKey(key: string): [string, ...string[]] {
  return [key];
}
