import { sourceAccounts, workspaceArns, type Configuration } from '../infra/configuration/configuration.ts';
import { readJsonFile } from './commandLine.ts';
import { configuredPair, configuredWorld, isClosed, type Pair } from './world/configuredWorld.ts';
import { loadWorld } from './world/load.ts';

/** The sample configuration's, with clusters that cannot be connected for all reasons there are. */
export const DEFAULT_WORLD = new URL('world/defaultWorld.json', import.meta.url);
/** What is asked for in it, and in a world that people give. */
export const DEFAULT_REQUEST = new URL('../events/console-onboard.json', import.meta.url);

/** The world of a command that is given none, and what is asked for in it unless something is. */
export interface DefaultWorld {
  fileJson: unknown;
  name: string;
  /** Whether it was made from the configuration, whose accounts are then all that there are. */
  isMade: boolean;
  request: () => DefaultRequest;
}

/** A request by the file that it stands in, or by what it asks for. */
export type DefaultRequest = { file: URL } | { pair: Pair };

/** The default world where the configuration is for it, and else a world that is made from the configuration. */
export function worldFor(configuration: Configuration): DefaultWorld {
  const fileJson = readJsonFile(DEFAULT_WORLD, 'world file');
  if (isFor(configuration, fileJson)) {
    return { fileJson, name: DEFAULT_WORLD.pathname, isMade: false, request: () => ({ file: DEFAULT_REQUEST }) };
  }
  return {
    fileJson: configuredWorld(configuration),
    name: 'the world of the configuration',
    isMade: true,
    request: () => ({ pair: configuredPair(configuration) }),
  };
}

/** Whether all that the configuration names is in a world: its accounts, workspaces and Regions, and a cluster that is to be connected. */
function isFor(configuration: Configuration, fileJson: unknown): boolean {
  const { organization, organizationId, accounts, workflowAccountId, regions, clusterTagKey } = configuration;
  if (organization !== undefined || organizationId !== undefined) return false;
  const inWorld = Object.values(loadWorld(fileJson).world.accounts);
  const arns = inWorld.flatMap((account) => [...Object.keys(account.workspaces), ...Object.keys(account.clusters)]);
  const tagged = inWorld
    .filter(({ accountId }) => sourceAccounts(configuration).includes(accountId) && !isClosed(configuration, accountId))
    .flatMap((account) => Object.values(account.clusters).map(({ tags }) => tags[clusterTagKey[0]] ?? ''));
  return (
    [...accounts, workflowAccountId].every((id) => inWorld.some(({ accountId }) => accountId === id)) &&
    workspaceArns(configuration).every((arn) => arns.includes(arn)) &&
    regions.every((region) => arns.some((arn) => arn.split(':')[3] === region)) &&
    tagged.some((name) => isOpen(configuration, configuration.workspaces[name]?.arn))
  );
}

function isOpen(configuration: Configuration, arn: string | undefined): boolean {
  return arn !== undefined && !isClosed(configuration, arn);
}
