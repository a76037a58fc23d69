import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { formatFindings } from '../../functions/shared/errors.ts';
import { checkScrapeConfiguration } from '../../functions/shared/scrapeConfiguration/index.ts';
import { ConfigurationError } from './configurationError.ts';

const FOLDER = new URL('../../functions/scrapeConfigurations/', import.meta.url);
const EXTENSION = '.yaml';
/** Whose cluster it is changes no finding. */
const ANY_CLUSTER = 'arn:aws:eks:us-west-2:111111111111:cluster/any';
const MAX_BYTES = 256 * 1024;

/**
 * The names of the configurations that ship with the functions, each as whole as a request's has to be: a broken one would be offered
 * to everybody, and refused at every request.
 * @throws ConfigurationError with everything that is wrong with them
 */
export function namedConfigurations(folder: URL = FOLDER): string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(EXTENSION));
  const broken = files.flatMap((file) => {
    const path = fileURLToPath(new URL(file, folder));
    const { findings } = checkScrapeConfiguration(readFileSync(path, 'utf8'), ANY_CLUSTER, path, MAX_BYTES);
    return findings.length > 0 ? [formatFindings('A configuration that ships would be refused', findings)] : [];
  });
  if (broken.length > 0) throw new ConfigurationError(broken.join('\n'));
  return files.map((file) => file.slice(0, -EXTENSION.length)).toSorted();
}
