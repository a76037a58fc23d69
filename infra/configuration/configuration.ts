import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { arnParts, parseArn } from '../../functions/shared/arn.ts';
import type { DeploymentData } from '../../functions/shared/deploymentData.ts';
import { DEFAULT_INSTALLATION_NAME, defaultClusterTagKey } from '../../functions/shared/names.ts';
import { limitMinutes, WAITS } from '../../functions/shared/waiting.ts';
import { securityFields, securityProblems } from './securityFields.ts';
import {
  accountId,
  externalId,
  givenName,
  oneOrTwo,
  organization,
  organizationId,
  product,
  region,
  roleArn,
  tagKey,
  workspace,
} from './fields.ts';
import { problemsBetween } from './problems.ts';

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
  .transform(({ homeRegion, clusterTagKey, ...value }) => ({
    ...value,
    homeRegion: homeRegion ?? value.regions[0] ?? '',
    clusterTagKey: clusterTagKey ?? oneKey(defaultClusterTagKey(value.name)),
  }));
export type Configuration = z.infer<typeof schema>;

function oneKey(key: string): [string, ...string[]] {
  return [key];
}

/** The listed accounts that have clusters. */
export function sourceAccounts({ accounts, targetOnlyAccounts }: Configuration): string[] {
  return accounts.filter((id) => !targetOnlyAccounts.includes(id));
}

/** The accounts whose clusters' tag events come over the workflow account's bus, where accounts are listed. */
export function forwardingAccounts(configuration: Configuration): string[] {
  return sourceAccounts(configuration).filter((account) => account !== configuration.workflowAccountId);
}

/** The accepted workspaces' ARNs. */
export function workspaceArns({ workspaces }: Configuration): string[] {
  return Object.values(workspaces).map(({ arn }) => arn);
}

/** The accounts that have accepted workspaces, each once. */
export function workspaceAccounts(configuration: Configuration): string[] {
  return [...new Set(workspaceArns(configuration).map((arn) => arnParts(arn).accountId))];
}

/** The accepted workspaces that are this account's. */
export function ownWorkspaces(configuration: Configuration, account: string): string[] {
  return workspaceArns(configuration).filter((arn) => parseArn(arn)?.accountId === account);
}

/** The names of the accepted workspaces of a Region. */
export function workspaceNamesOf({ workspaces }: Configuration, region: string): string[] {
  return Object.entries(workspaces)
    .filter(([, { arn }]) => parseArn(arn)?.region === region)
    .map(([name]) => name);
}

/** What the functions get of the configuration, as the file in their bundles has it. */
export function deployedConfiguration(configuration: Configuration): DeploymentData {
  const { provisionerExternalId, clusterTagKey, products, ...rest } = configuration;
  return {
    ...rest,
    products: Object.fromEntries(products.map(({ name, from }) => [name, from])),
    provisionerExternalIds: provisionerExternalId,
    clusterTagKeys: clusterTagKey,
  };
}

/** @throws TypeError with every problem at once, each with its path. */
export function parseConfiguration(value: unknown, origin: string): Configuration {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `  ${path.join('.') || '(top)'}: ${message}`);
  throw new TypeError(`${origin} is not a valid configuration:\n${problems.join('\n')}`);
}

/** Where the configuration is read from, when it is not infra/configuration.json. */
export const CONFIGURATION_VARIABLE = 'AMP_SCRAPER_CONFIGURATION';

/**
 * The deployment's configuration: the given file, or else that of AMP_SCRAPER_CONFIGURATION, or else infra/configuration.json.
 * @throws TypeError when there is no such file, it is not JSON, or with every problem at once
 */
export function readConfiguration(file: URL = configurationFile()): Configuration {
  return parseConfiguration(readJson(file), file.pathname);
}

function configurationFile(): URL {
  const named = process.env[CONFIGURATION_VARIABLE];
  return named ? pathToFileURL(named) : new URL('../configuration.json', import.meta.url);
}

function readJson(file: URL): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const remedy = `Write the configuration there, or name another file in ${CONFIGURATION_VARIABLE}`;
    throw new TypeError(`${file.pathname} cannot be read as JSON: ${String(cause)}. ${remedy}.`, { cause });
  }
}
