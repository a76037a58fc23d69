import { arnParts } from '../arn.ts';
import { refusesProvisioner } from '../aws/errors/translate.ts';
import { eksClient } from '../aws/services/eks.ts';
import { answeredAccounts } from '../connection/table/answeredAccounts.ts';
import type { HandlerContext } from '../handler/handler.ts';
import { readCluster } from './cluster.ts';
import { FRESH_ATTEMPTS } from '../handler/attempts.ts';
import type { ClusterFacts } from './rules.ts';

/**
 * The cluster that an event is about, as it is now. Anybody who may tag a cluster of a configured account sends events; that its account
 * stack is not deployed yet is no failure of the platform's, so that such an event is ignored and counted.
 * @param retries as `retryCount`. That it counts in the Parameters of each attempt is assumed
 * (https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html): otherwise a refusal stays AccessDenied.
 * @returns `ignored`: why, of an account whose provisioner has never answered.
 * @throws AWS's refusal of sts:AssumeRole, until the last attempt and of an account whose provisioner has answered.
 */
export async function readEventCluster(
  clusterArn: string,
  retries: number,
  context: HandlerContext,
): Promise<{ cluster: ClusterFacts | undefined } | { ignored: string }> {
  const { partition, accountId, resource } = arnParts(clusterArn);
  try {
    const eks = eksClient(context.session(partition), accountId);
    return { cluster: await readCluster(eks, resource.slice('cluster/'.length)) };
  } catch (error) {
    if (retries < FRESH_ATTEMPTS || !refusesProvisioner(error)) throw error;
    if (await answeredAccounts(context).has(accountId)) throw error;
    context.log('neverAnswered', { accountId });
    return { ignored: neverAnswered(accountId) };
  }
}

function neverAnswered(accountId: string): string {
  return (
    `The provisioner of account ${accountId} has never answered: nothing was made or taken away. Deploy the account stack into account ` +
    `${accountId}, then take the tag off the cluster and set it again.`
  );
}
