import type { ConfigurationSource } from '../../contract.ts';
import type { Finding } from '../../errors.ts';
import type { Request } from '../fields.ts';
import { givenConfiguration, type Identity } from './givenConfiguration.ts';

/** A request's configuration: how to come by it again and its final text; no text when it is the service's default. */
export interface RequestedConfiguration {
  source: ConfigurationSource;
  text?: string;
  findings: Finding[];
  /** What may go wrong with it all the same, a line each. */
  warnings: string[];
}

/**
 * Reads, checks and completes the configuration that a request asks for. Only ResolveRequest does: whoever needs the text later
 * completes it again (acceptedConfiguration.ts), and has no rules and no engine for regular expressions in its bundle. ResolveRequest has
 * them in a file beside its bundle, since a request that takes the service's default needs none.
 */
export async function requestedConfiguration(
  requested: Request['scrapeConfiguration'],
  { clusterArn, ownLabels }: Identity,
  taskRoot: string,
): Promise<RequestedConfiguration> {
  const service = { source: { from: 'service' as const }, findings: [], warnings: [] };
  if (requested === undefined) return service;
  const given = givenConfiguration(requested, clusterArn, taskRoot);
  if ('findings' in given) return { ...service, findings: given.findings };
  const { checkScrapeConfiguration } = await import('../../scrapeConfiguration/index.ts');
  const { digest, ...rest } = checkScrapeConfiguration(given.text, clusterArn, given.path, given.maxBytes, ownLabels);
  if ('name' in requested) return { source: { from: 'named', name: requested.name, digest }, ...rest };
  return { source: { from: 'request', digest }, ...rest };
}
