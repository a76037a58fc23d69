import { GetDefaultScraperConfigurationCommand, type AmpClient } from '@aws-sdk/client-amp';
import * as z from 'zod/mini';
import type { ConnectionNames } from '../names.ts';
import { addIdentityLabels } from '../scrapeConfiguration/labels/externalLabels.ts';
import { readAnswer } from '../aws/answer.ts';

const defaultAnswer = z.object({ configuration: z.instanceof(Uint8Array) });

/** The service's default, with the labels that tell this connection's series from others'. */
export async function defaultConfiguration(
  amp: AmpClient,
  { clusterArn, ownLabels }: Pick<ConnectionNames, 'clusterArn' | 'ownLabels'>,
): Promise<string> {
  const answer = await amp.send(new GetDefaultScraperConfigurationCommand({}));
  const { configuration } = readAnswer('aps:GetDefaultScraperConfiguration', defaultAnswer, answer);
  return addIdentityLabels(new TextDecoder().decode(configuration), clusterArn, ownLabels);
}
