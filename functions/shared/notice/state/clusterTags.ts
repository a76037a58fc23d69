import { TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-eks';
import { arnParts } from '../../arn.ts';
import { eksClient } from '../../aws/services/eks.ts';
import type { ProvisionerSession } from '../../aws/session.ts';
import type { DeploymentData } from '../../deploymentData.ts';
import { readCluster } from '../../preflight/cluster.ts';
import type { ConnectionChange } from './connectionState.ts';
import { statusRemoval, statusWrite, type StatusWrite, type Tagged } from './statusTags.ts';

/** What it takes to tell a cluster's own people. */
export interface ClusterTags {
  session: ProvisionerSession;
  installation: string;
  configuration: Pick<DeploymentData, 'clusterTagKeys' | 'workspaces'>;
}

/**
 * Writes a cluster's status tags, by its tags as they are now.
 * @returns whether something was written.
 * @throws as EKS's calls of the account's provisioner.
 */
export function writeStatus(change: ConnectionChange, how: ClusterTags): Promise<boolean> {
  return written(change.clusterArn, how, (tagged) => statusWrite(change, tagged));
}

/**
 * Takes them off a cluster that asks for nothing any more.
 * @throws as writeStatus.
 */
export async function removeStatus(clusterArn: string, how: ClusterTags): Promise<void> {
  await written(clusterArn, how, statusRemoval);
}

async function written(
  resourceArn: string,
  { session, installation, configuration }: ClusterTags,
  decide: (tagged: Tagged) => StatusWrite,
): Promise<boolean> {
  const { accountId, resource } = arnParts(resourceArn);
  const eks = eksClient(session, accountId);
  const cluster = await readCluster(eks, resource.slice('cluster/'.length));
  const write = cluster && decide({ tags: cluster.tags, installation, ...configuration });
  if (write === undefined) return false;
  await ('set' in write
    ? eks.send(new TagResourceCommand({ resourceArn, tags: write.set }))
    : eks.send(new UntagResourceCommand({ resourceArn, tagKeys: write.remove })));
  return true;
}
