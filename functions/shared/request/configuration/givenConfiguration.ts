import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../errors.ts';
import { decodeBlob } from '../../scrapeConfiguration/yaml/blob.ts';
import type { Labels } from '../../scrapeConfiguration/labels/externalLabels.ts';
import type { Request } from '../fields.ts';

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

/** Whose samples a configuration's are. */
export interface Identity {
  clusterArn: string;
  /** The external labels that are the connection's own; none of a request whose pair is not known. */
  ownLabels: Labels;
}

/** A configuration's text as it was given or ships, before it is checked and completed. */
interface GivenConfiguration {
  text: string;
  /** Where it is in the request. */
  path: string;
  maxBytes: number;
}

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

/** The text that a request gives or names, or why there is none. */
export function givenConfiguration(
  requested: NonNullable<Request['scrapeConfiguration']>,
  clusterArn: string,
  taskRoot: string,
): GivenConfiguration | { findings: Finding[] } {
  if ('name' in requested) return namedConfiguration(requested.name, clusterArn, taskRoot);
  if ('yaml' in requested) {
    return { text: requested.yaml, path: 'scrapeConfiguration.yaml', maxBytes: MAX_INLINE_BYTES };
  }
  const decoded = decodeBlob(requested.configurationBlob);
  if ('findings' in decoded) return decoded;
  return { text: decoded.text, path: 'scrapeConfiguration.configurationBlob', maxBytes: MAX_INLINE_BYTES };
}

function namedConfiguration(name: string, clusterArn: string, taskRoot: string): ReturnType<typeof givenConfiguration> {
  const path = 'scrapeConfiguration.name';
  const names = configurationNames(taskRoot);
  if (!names.includes(name)) {
    const problem = 'is not a configuration that ships with the workflow';
    const remedy = `Name one of ${names.join(', ')}, or add functions/scrapeConfigurations/${name}${EXTENSION} and deploy`;
    return { findings: [{ path, value: name, problem, remedy }] };
  }
  const file = readFileSync(join(folder(taskRoot), `${name}${EXTENSION}`), 'utf8');
  return { text: file.replaceAll(CLUSTER_ARN_PLACE, clusterArn), path, maxBytes: MAX_NAMED_BYTES };
}
