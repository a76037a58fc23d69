import { GetDefaultScraperConfigurationCommand, type AmpClient } from '@aws-sdk/client-amp';
import * as z from 'zod/mini';
import { addClusterLabel } from '../scrapeConfiguration/index.ts';
import { readAnswer } from '../aws/answer.ts';

const defaultAnswer = z.object({ configuration: z.instanceof(Uint8Array) });

/** The service's default, with the label that tells this cluster's series from another's. */
export async function defaultConfiguration(amp: AmpClient, clusterArn: string): Promise<string> {
  const answer = await amp.send(new GetDefaultScraperConfigurationCommand({}));
  const { configuration } = readAnswer('aps:GetDefaultScraperConfiguration', defaultAnswer, answer);
  return addClusterLabel(new TextDecoder().decode(configuration), clusterArn);
}
