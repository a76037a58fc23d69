import { paginateListAccessEntries, type EKSClient } from '@aws-sdk/client-eks';
import * as z from 'zod/mini';
import { readAnswer } from '../aws/answer.ts';
import { translateAwsError } from '../aws/errors/translate.ts';
import { AwsUnavailable } from '../errors.ts';

const answer = z.object({ accessEntries: z.array(z.string()) });

/** The principals of a cluster's access entries; or why they cannot be read, which says nothing about them. */
export type AccessEntries = { principalArns: string[] } | { unreadable: string };

/**
 * Listed, not described: of an entry that does not exist it is not known which resource EKS authorises the caller for, and the list
 * is of the cluster. Not to be asked of a CONFIG_MAP cluster, which has none.
 * @throws what passes; a refusal is no failure, since the connection is made without knowing.
 */
export async function readAccessEntries(client: EKSClient, clusterName: string): Promise<AccessEntries> {
  const principalArns: string[] = [];
  try {
    for await (const page of paginateListAccessEntries({ client }, { clusterName })) {
      principalArns.push(...readAnswer('eks:ListAccessEntries', answer, page).accessEntries);
    }
    return { principalArns };
  } catch (error) {
    const translated = translateAwsError(error);
    if (translated === error || translated instanceof AwsUnavailable || !(translated instanceof Error)) throw error;
    return { unreadable: translated.message };
  }
}
