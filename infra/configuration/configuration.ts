import { fileURLToPath, pathToFileURL } from 'node:url';
import { arnParts, parseArn } from '../../functions/shared/arn.ts';
import type { DeploymentData } from '../../functions/shared/deploymentData.ts';
import { ConfigurationError } from './configurationError.ts';
import { readWrittenJson } from './file/text.ts';
import { problemLine, problemsOf, sentences } from './messages.ts';
import { schema, type Configuration } from './schema.ts';

export type { Configuration } from './schema.ts';

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
    regionCount: configuration.regions.length,
  };
}

/** @throws ConfigurationError with every problem at once, each with its path. */
export function parseConfiguration(value: unknown, origin: string): Configuration {
  const parsed = schema.safeParse(value, { error: sentences });
  if (parsed.success) return parsed.data;
  const problems = problemsOf(parsed.error, Object.keys(schema.in.shape));
  const lines = problems.map((problem) => `  ${problemLine(problem, value)}`);
  throw new ConfigurationError(`${origin} is not a valid configuration:\n${lines.join('\n')}`);
}

/** Where the configuration is read from, when it is not infra/configuration.json: a file's path, from the current folder. */
export const CONFIGURATION_VARIABLE = 'AMP_SCRAPER_CONFIGURATION';

/**
 * The deployment's configuration: the given file, or else that of AMP_SCRAPER_CONFIGURATION, or else infra/configuration.json.
 * @throws ConfigurationError when there is no such file, it is not JSON, or with every problem at once
 */
export function readConfiguration(file: URL = configurationFile()): Configuration {
  const json = readWrittenJson(file, 'configuration', `with --config FILE or in ${CONFIGURATION_VARIABLE}`);
  return parseConfiguration(json, fileURLToPath(file));
}

/** The file of the deployment's configuration. */
export function configurationFile(): URL {
  const named = process.env[CONFIGURATION_VARIABLE];
  return named ? pathToFileURL(named) : new URL('../configuration.json', import.meta.url);
}
