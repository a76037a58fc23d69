import * as z from 'zod';
import { accountOf, resourceArn } from '../../../state/lookup.ts';
import type { Cluster } from '../../../state/state.ts';
import { ServiceError, type CallContext } from '../../operation.ts';

/** Of the caller's account and Region: EKS knows a cluster by its name within them. */
export function clusterArn(call: CallContext, name: string): string {
  const where = { partition: call.partition, region: call.region, accountId: call.caller.accountId };
  return resourceArn(where, 'eks', `cluster/${name}`);
}

/** @throws ResourceNotFoundException */
export function clusterOf(clusterName: string, call: CallContext): Cluster {
  const cluster = accountOf(call.world, call.caller.accountId).clusters[clusterArn(call, clusterName)];
  if (cluster !== undefined) return cluster;
  throw new ServiceError('ResourceNotFoundException', 404, `No cluster found for name: ${clusterName}.`, {
    clusterName,
  });
}

/** What the workflow and a reader look at; of the rest what a client would miss, filled with plausible values. */
export function describe(cluster: Cluster, call: CallContext): Record<string, unknown> {
  if (cluster.connectorProvider !== undefined) return connected(cluster, cluster.connectorProvider);
  return {
    name: cluster.name,
    arn: cluster.arn,
    createdAt: new Date(cluster.createdAt),
    version: cluster.version,
    endpoint: cluster.status === 'CREATING' ? undefined : `https://${cluster.name}.${call.region}.eks.amazonaws.com`,
    roleArn: `arn:${call.partition}:iam::${call.caller.accountId}:role/eks-cluster-${cluster.name}`,
    resourcesVpcConfig: {
      subnetIds: cluster.subnetIds,
      securityGroupIds: cluster.securityGroupIds,
      clusterSecurityGroupId: cluster.clusterSecurityGroupId,
      vpcId: cluster.vpcId,
      endpointPublicAccess: cluster.endpointPublicAccess,
      endpointPrivateAccess: cluster.endpointPrivateAccess,
      publicAccessCidrs: cluster.endpointPublicAccess ? ['0.0.0.0/0'] : [],
    },
    accessConfig: { authenticationMode: cluster.authenticationMode },
    outpostConfig: cluster.outpostArn && { outpostArns: [cluster.outpostArn], controlPlaneInstanceType: 'm5.large' },
    status: cluster.status,
    platformVersion: 'eks.1',
    tags: cluster.tags,
  };
}

/** A cluster that runs elsewhere has neither a network nor access entries here: Cluster, in the EKS API Reference. */
function connected({ name, arn, createdAt, status, tags }: Cluster, provider: string): Record<string, unknown> {
  const connectorConfig = { activationId: 'activation', provider };
  return { name, arn, createdAt: new Date(createdAt), connectorConfig, status, tags };
}

/** "Letters, numbers, and spaces representable in UTF-8, and the following characters: + - = . _ : / @" (https://docs.aws.amazon.com/eks/latest/userguide/eks-using-tags.html). */
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** TagMap, in the EKS API Reference. */
export const tagKey = z
  .string()
  .min(1)
  .max(128)
  .regex(TAG_TEXT)
  .regex(/^(?!aws:)/i, 'must not begin with aws:');
/** A value may be empty. */
export const tags = z.record(tagKey, z.string().max(256).regex(TAG_TEXT));

/** "Maximum number of tags per resource – 50", on the same page. */
export const MAX_TAGS = 50;
