import { parseArn, type Arn } from '../arn.ts';
import type { Environment } from '../environment.ts';
import type { Finding } from '../errors.ts';

const CLUSTER = /^cluster\/[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/;
const WORKSPACE = /^workspace\/ws-[0-9a-zA-Z-]{1,60}$/;

const PLACE = '[a-z0-9-]{1,32}:\\d{12}';
const CLUSTER_ARN = new RegExp(`^arn:aws[a-z-]{0,16}:eks:${PLACE}:cluster/[0-9A-Za-z][0-9A-Za-z_-]{0,99}$`);
const WORKSPACE_ARN = new RegExp(`^arn:aws[a-z-]{0,16}:aps:${PLACE}:workspace/ws-[0-9a-zA-Z-]{1,60}$`);

/** Whether it has the form of a cluster's ARN, wherever that is: below 200 bytes, without blanks or `|`. */
export function isClusterArn(text: string): boolean {
  return CLUSTER_ARN.test(text);
}

/** The same for a workspace's ARN. */
export function isWorkspaceArn(text: string): boolean {
  return WORKSPACE_ARN.test(text);
}

/** What both ARNs must be: of their service, in the workflow's partition and Region, in a configured account. */
function arnFindings(
  path: string,
  text: string,
  service: string,
  resource: RegExp,
  environment: Environment,
): Finding[] {
  const finding = (problem: string, remedy: string): Finding => ({ path, value: text, problem, remedy });
  const arn = parseArn(text);
  const [kind, command] =
    service === 'eks'
      ? ['an EKS cluster', 'aws eks describe-cluster']
      : ['an Amazon Managed Service for Prometheus workspace', 'aws amp describe-workspace'];
  if (arn === undefined || arn.service !== service || !resource.test(arn.resource)) {
    return [finding(`is not the ARN of ${kind}`, `Give the ARN as "${command}" shows it`)];
  }
  return placeFindings(arn, environment).map(([problem, remedy]) => finding(problem, remedy));
}

function placeFindings(arn: Arn, environment: Environment): [problem: string, remedy: string][] {
  const found: [string, string][] = [];
  const { partition } = environment;
  if (arn.partition !== partition) {
    found.push([
      `is in partition ${arn.partition}, this workflow is in ${partition}`,
      'Use the workflow of that partition',
    ]);
  }
  if (arn.region !== environment.region) {
    found.push([
      `is in Region ${arn.region}, this workflow serves ${environment.region}`,
      `Use the workflow of ${arn.region}: cluster, scraper and workspace are in one Region`,
    ]);
  }
  return [...found, ...accountFindings(arn.accountId, environment)];
}

/** Which accounts an organization has, and where, AWS alone knows: here an excluded one is refused. */
function accountFindings(id: string, { accounts, organization }: Environment): [problem: string, remedy: string][] {
  if (organization === undefined) {
    if (accounts.includes(id)) return [];
    const remedy = `Add the account to the configuration's accounts and deploy; configured are ${accounts.join(', ')}`;
    return [[`is in account ${id}, which is not configured`, remedy]];
  }
  if (!organization.excludedAccounts.includes(id)) return [];
  const remedy =
    "Take the account out of the configuration's organization.excludedAccounts and deploy the workflow, or leave what it has alone";
  return [[`is in account ${id}, which is excluded`, remedy]];
}

/** The cluster's ARN: what it must be, and where. */
export function clusterFindings(text: string, environment: Environment): Finding[] {
  const found = arnFindings('clusterArn', text, 'eks', CLUSTER, environment);
  const accountId = parseArn(text)?.accountId ?? '';
  if (found.length > 0 || !environment.targetOnlyAccounts.includes(accountId)) return found;
  const remedy =
    "Take the account out of the configuration's targetOnlyAccounts and deploy, or name a cluster of another account";
  const problem = `is in account ${accountId}, which is configured for workspaces only`;
  return [{ path: 'clusterArn', value: text, problem, remedy }];
}

/** The workspace's ARN: what it must be, and where. */
export function workspaceArnFindings(text: string, environment: Environment): Finding[] {
  return arnFindings('workspaceArn', text, 'aps', WORKSPACE, environment);
}

/** The workspace's ARN: what it must be, where, and that it is accepted. */
export function workspaceFindings(text: string, environment: Environment): Finding[] {
  const found = workspaceArnFindings(text, environment);
  if (found.length > 0 || Object.values(environment.workspaces).some(({ arn }) => arn === text)) return found;
  const accepted = Object.entries(environment.workspaces).map(([name, { arn }]) => `${name} (${arn})`);
  return [
    {
      path: 'workspaceArn',
      value: text,
      problem: 'is not an accepted workspace',
      remedy: `Add it to the configuration's workspaces and deploy; accepted are ${accepted.join(', ') || 'none'}`,
    },
  ];
}
