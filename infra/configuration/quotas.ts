import { FUNCTION_NAMES } from '../../functions/shared/names.ts';
import { clusterTagPattern, cloudTrailTagPattern } from '../constructs/doors/eventPatterns.ts';
import { boundaryDocument } from '../permissions/boundary.ts';
import { eventBusPolicy, organizationBusPolicy } from '../permissions/events.ts';
import { logPermissions } from '../permissions/functions.ts';
import { permissionsOfFunctions } from '../permissions/ofFunctions.ts';
import type { PolicyDocument } from '../permissions/policyDocument.ts';
import { provisionerPolicies, provisionerTrust } from '../permissions/provisioner.ts';
import { forwardingAccounts, type Configuration } from './configuration.ts';
import { ConfigurationError } from './configurationError.ts';

/** A document that grows with the configuration, and how large AWS takes it. */
export interface CappedDocument {
  what: string;
  /** In the unit that AWS counts. */
  size: number;
  quota: number;
  unit: 'characters' | 'attributes';
  /** The fields of the configuration that make it smaller, and what else helps. */
  remedy: string;
}

const LISTS = 'Take entries out of accounts or workspaces, or configure organization in place of accounts';
const UNITS =
  'Take entries out of organization.organizationalUnitIds (or name an OU above them), organization.excludedAccounts or workspaces';

/**
 * What AWS refuses only when it is deployed, told when it is synthesized.
 * @throws ConfigurationError with every quota that the configuration exceeds, and what to do
 */
export function checkQuotas(configuration: Configuration): void {
  const problems = cappedDocuments(configuration)
    .filter(({ size, quota }) => size > quota)
    .map(({ what, size, quota, unit, remedy }) => `- ${what}: ${size} ${unit}, the quota is ${quota}. ${remedy}.`);
  if (problems.length > 0)
    throw new ConfigurationError(`The configuration exceeds quotas of AWS:\n${problems.join('\n')}`);
}

/** Every capped document whose size depends on the configuration; of what there is one of per account or Region, the largest. */
export function cappedDocuments(configuration: Configuration): CappedDocument[] {
  return [...ofAccounts(configuration), ...ofWorkflow(configuration)];
}

/**
 * IAM counts no whitespace. The trust policy's is the default quota, which can be raised to 8,192
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html). A mapping has 200 attributes
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html).
 */
function ofAccounts(configuration: Configuration): CappedDocument[] {
  const { organization, accounts } = configuration;
  const inline = (organization === undefined ? accounts : [ANY_ACCOUNT]).map((accountId) =>
    sum(Object.values(provisionerPolicies(configuration, accountId))),
  );
  return [
    {
      what: 'the boundary of the connection roles',
      size: size(boundaryDocument(configuration)),
      quota: 6144,
      unit: 'characters',
      remedy: LISTS,
    },
    {
      what: "the trust policy of the accounts' provisioners",
      size: size(provisionerTrust(configuration)),
      quota: 2048,
      unit: 'characters',
      remedy: 'Choose a shorter provisionerExternalId, or have one in place of two',
    },
    {
      what: "the inline policies of an account's provisioner",
      size: Math.max(0, ...inline),
      quota: 10_240,
      unit: 'characters',
      remedy: 'Take entries out of workspaces, or configure organization in place of accounts',
    },
    ...(organization === undefined ? [mappingOf(accounts)] : []),
  ];
}

/** As long as any. */
const ANY_ACCOUNT = '000000000000';

function mappingOf(accounts: readonly string[]): CappedDocument {
  const what = "the mapping of accounts in the StackSets' account template";
  return { what, size: accounts.length, quota: 200, unit: 'attributes', remedy: LISTS };
}

/**
 * A bus's policy and a rule's pattern have the default quota, which can be raised
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html).
 */
function ofWorkflow(configuration: Configuration): CappedDocument[] {
  const remedy = configuration.organization === undefined ? LISTS : UNITS;
  return [
    {
      what: "the inline policies of a function's role",
      size: roleSize(configuration),
      quota: 10_240,
      unit: 'characters',
      remedy,
    },
    { what: "the bus's policy", size: size(busPolicy(configuration)), quota: 10_240, unit: 'characters', remedy },
    {
      what: "a tag rule's event pattern",
      size: patternSize(configuration),
      quota: 2048,
      unit: 'characters',
      remedy:
        'Take entries out of accounts, choose a shorter clusterTagKey, or configure organization in place of accounts',
    },
  ];
}

/** Of the function and the Region with the longest. */
function roleSize(configuration: Configuration): number {
  const { name, partition, workflowAccountId: account, regions } = configuration;
  const sizes = regions.flatMap((region) => {
    const permitted = permissionsOfFunctions(configuration, { region, account });
    const log = size(logPermissions(`arn:${partition}:logs:${region}:${account}:log-group:/aws/lambda/${name}`));
    return FUNCTION_NAMES.map((one) => size(permitted[one]) + log);
  });
  return Math.max(...sizes);
}

function busPolicy(configuration: Configuration): PolicyDocument {
  const { name, partition, workflowAccountId, regions, organization } = configuration;
  const [longest = ''] = regions.toSorted((a, b) => b.length - a.length);
  const arn = `arn:${partition}:events:${longest}:${workflowAccountId}:event-bus/${name}-bus`;
  return organization === undefined
    ? eventBusPolicy(partition, forwardingAccounts(configuration), arn)
    : organizationBusPolicy(organization, arn);
}

function patternSize(configuration: Configuration): number {
  const from = configuration.organization === undefined ? { account: forwardingAccounts(configuration) } : {};
  const patterns = [clusterTagPattern(configuration), cloudTrailTagPattern(configuration)];
  return Math.max(...patterns.map((pattern) => size({ ...from, ...pattern })));
}

function size(document: object): number {
  return JSON.stringify(document).length;
}

function sum(documents: readonly PolicyDocument[]): number {
  return documents.reduce((total, one) => total + size(one), 0);
}
