import * as z from 'zod';
import { accountOf, resourceArn } from '../../../state/lookup.ts';
import type { Cluster } from '../../../state/state.ts';
import { defineOperation, ServiceError } from '../../operation.ts';
import type { CallContext } from '../../operation.ts';
import { wireInteger } from '../../wireTypes.ts';

function clusterArn(call: CallContext, name: string): string {
  const where = { partition: call.partition, region: call.region, accountId: call.caller.accountId };
  return resourceArn(where, 'eks', `cluster/${name}`);
}

/** What the workflow and a reader look at; of the rest what a client would miss, filled with plausible values. */
function describe(cluster: Cluster, call: CallContext): Record<string, unknown> {
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

const describeInput = z.strictObject({ name: z.string() });

const describeCluster = defineOperation<z.infer<typeof describeInput>>({
  service: 'eks',
  name: 'DescribeCluster',
  http: { method: 'GET', uri: '/clusters/{name}' },
  input: describeInput,
  access: (input, call) => [
    {
      action: 'eks:DescribeCluster',
      resourceArn: clusterArn(call, input.name),
      resourceAccountId: call.caller.accountId,
    },
  ],
  run(input, call) {
    const cluster = accountOf(call.world, call.caller.accountId).clusters[clusterArn(call, input.name)];
    if (cluster !== undefined) return { cluster: describe(cluster, call) };
    throw new ServiceError('ResourceNotFoundException', 404, `No cluster found for name: ${input.name}.`, {
      clusterName: input.name,
    });
  },
});

const listInput = z.strictObject({ maxResults: wireInteger(1, 100).optional(), nextToken: z.string().optional() });

const listClusters = defineOperation<z.infer<typeof listInput>>({
  service: 'eks',
  name: 'ListClusters',
  http: { method: 'GET', uri: '/clusters' },
  input: listInput,
  access: (_input, call) => [
    { action: 'eks:ListClusters', resourceArn: '*', resourceAccountId: call.caller.accountId },
  ],
  run(input, call) {
    const prefix = clusterArn(call, '');
    const all = Object.values(accountOf(call.world, call.caller.accountId).clusters);
    const names = all.filter((cluster) => cluster.arn.startsWith(prefix)).map((cluster) => cluster.name);
    const start = Number(input.nextToken ?? 0);
    const end = start + (input.maxResults ?? 100);
    return { clusters: names.slice(start, end), nextToken: end < names.length ? String(end) : undefined };
  },
});

export const eksOperations = [describeCluster, listClusters];
