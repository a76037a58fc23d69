import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfigurationSource, Connection } from '../contract.ts';
import { InvalidRequest, type Finding } from '../errors.ts';
import { requestSchema, type Request } from './fields.ts';
import { checkScrapeConfiguration, decodeBlob, type Labels } from '../scrapeConfiguration/index.ts';

/** 128 KiB of inline text leave room beside it in Step Functions' 256 KiB of input. */
export const MAX_INLINE_BYTES = 128 * 1024;
/** The service's own limit. */
const MAX_NAMED_BYTES = 256 * 1024;

const EXTENSION = '.yaml';

/**
 * What a named configuration has in the place of the cluster's ARN. The mixins tell clusters by the label `cluster`, and a cluster's
 * name alone may be in several accounts.
 */
const CLUSTER_ARN_PLACE = 'CLUSTER_ARN';

function folder(taskRoot: string): string {
  return join(taskRoot, 'scrapeConfigurations');
}

/** The names of the configurations that ship with the functions. */
function configurationNames(taskRoot: string): string[] {
  return readdirSync(folder(taskRoot))
    .filter((file) => file.endsWith(EXTENSION))
    .map((file) => file.slice(0, -EXTENSION.length))
    .sort();
}

/** Whose samples a configuration's are. */
export interface Identity {
  clusterArn: string;
  /** The external labels that are the connection's own; none of a request whose pair is not known. */
  ownLabels: Labels;
}

/** A request's configuration: how to come by it again and its final text; no text when it is the service's default. */
export interface RequestedConfiguration {
  source: ConfigurationSource;
  text?: string;
  findings: Finding[];
  /** What may go wrong with it all the same, a line each. */
  warnings: string[];
}

/**
 * Reads, checks and completes the configuration that a request asks for. CreateScraper does it again from the same input
 * rather than be handed the text: an execution's states hold 256 KiB in all.
 */
export function requestedConfiguration(
  requested: Request['scrapeConfiguration'],
  identity: Identity,
  taskRoot: string,
): RequestedConfiguration {
  if (requested === undefined) return { source: { from: 'service' }, findings: [], warnings: [] };
  if ('name' in requested) return namedConfiguration(requested.name, identity, taskRoot);
  if ('yaml' in requested) {
    return inlineConfiguration(requested.yaml, identity, 'scrapeConfiguration.yaml');
  }
  const decoded = decodeBlob(requested.configurationBlob);
  return 'findings' in decoded
    ? { source: { from: 'service' }, findings: decoded.findings, warnings: [] }
    : inlineConfiguration(decoded.text, identity, 'scrapeConfiguration.configurationBlob');
}

function inlineConfiguration(given: string, identity: Identity, path: string): RequestedConfiguration {
  const { digest, ...rest } = checked(given, identity, path, MAX_INLINE_BYTES);
  return { source: { from: 'request', digest }, ...rest };
}

function checked(text: string, { clusterArn, ownLabels }: Identity, path: string, maxBytes: number) {
  return checkScrapeConfiguration(text, clusterArn, path, maxBytes, ownLabels);
}

function namedConfiguration(name: string, identity: Identity, taskRoot: string): RequestedConfiguration {
  const names = configurationNames(taskRoot);
  if (!names.includes(name)) {
    const finding = {
      path: 'scrapeConfiguration.name',
      value: name,
      problem: 'is not a configuration that ships with the workflow',
      remedy: `Name one of ${names.join(', ')}, or add functions/scrapeConfigurations/${name}${EXTENSION} and deploy`,
    };
    return { source: { from: 'service' }, findings: [finding], warnings: [] };
  }
  const file = readFileSync(join(folder(taskRoot), `${name}${EXTENSION}`), 'utf8');
  const completed = file.replaceAll(CLUSTER_ARN_PLACE, identity.clusterArn);
  const { digest, ...rest } = checked(completed, identity, 'scrapeConfiguration.name', MAX_NAMED_BYTES);
  return { source: { from: 'named', name, digest }, ...rest };
}

/**
 * The text that a connection's request asks for, as ResolveRequest accepted it; undefined when it names none.
 * @param input the execution's own, which has the text.
 * @throws InvalidRequest when it is no longer the same: another version of the functions was deployed in between.
 */
export function checkedConfiguration(
  { configuration }: Connection,
  identity: Identity,
  input: unknown,
  taskRoot: string,
): string | undefined {
  if (configuration.from === 'service') return undefined;
  const asked =
    configuration.from === 'named' ? { name: configuration.name } : requestSchema.parse(input).scrapeConfiguration;
  const { text, source, findings } = requestedConfiguration(asked, identity, taskRoot);
  if (findings.length > 0) throw new InvalidRequest(findings);
  if (source.from !== configuration.from || source.digest !== configuration.digest) {
    throw new InvalidRequest([
      {
        path: 'scrapeConfiguration',
        problem: 'is no longer the one that was checked',
        remedy: 'Run again: the workflow was deployed in between',
      },
    ]);
  }
  return text;
}
