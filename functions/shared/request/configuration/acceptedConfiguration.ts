import type { Connection } from '../../contract.ts';
import { InvalidRequest } from '../../errors.ts';
import { completed, digest } from '../../scrapeConfiguration/labels/completed.ts';
import { requestSchema } from '../fields.ts';
import { givenConfiguration, type Identity } from './givenConfiguration.ts';

/**
 * The text that a connection's request asks for, as ResolveRequest accepted it; undefined when it names none. It is made again from
 * the same input rather than handed on, since an execution's states hold 256 KiB in all; and not checked again, since its digest
 * says that it is the text that was.
 *
 * @param input the execution's own, which has the text.
 * @throws InvalidRequest when it is no longer the same: another version of the functions was deployed in between.
 */
export function acceptedConfiguration(
  { configuration }: Pick<Connection, 'configuration'>,
  identity: Identity,
  input: unknown,
  taskRoot: string,
): string | undefined {
  if (configuration.from === 'service') return undefined;
  const text = textAgain(configuration, identity, input, taskRoot);
  if (text !== undefined && digest(text) === configuration.digest) return text;
  throw new InvalidRequest([
    {
      path: 'scrapeConfiguration',
      problem: 'is no longer the one that was checked',
      remedy: 'Run again: the workflow was deployed in between',
    },
  ]);
}

/** @throws InvalidRequest when there is none any more. */
function textAgain(
  configuration: Exclude<Connection['configuration'], { from: 'service' }>,
  { clusterArn, ownLabels }: Identity,
  input: unknown,
  taskRoot: string,
): string | undefined {
  const asked =
    configuration.from === 'named' ? { name: configuration.name } : requestSchema.parse(input).scrapeConfiguration;
  if (asked === undefined || 'name' in asked !== (configuration.from === 'named')) return undefined;
  const given = givenConfiguration(asked, clusterArn, taskRoot);
  if ('findings' in given) throw new InvalidRequest(given.findings);
  return completed(given.text, clusterArn, ownLabels);
}
