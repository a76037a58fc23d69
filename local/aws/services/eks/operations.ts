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

/** @throws ResourceNotFoundException */
function clusterOf(clusterName: string, call: CallContext): Cluster {
  const cluster = accountOf(call.world, call.caller.accountId).clusters[clusterArn(call, clusterName)];
  if (cluster !== undefined) return cluster;
  throw new ServiceError('ResourceNotFoundException', 404, `No cluster found for name: ${clusterName}.`, {
    clusterName,
  });
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
    return { cluster: describe(clusterOf(input.name, call), call) };
  },
});

const page = { maxResults: wireInteger(1, 100).optional(), nextToken: z.string().optional() };

function pageOf<Item>(
  all: readonly Item[],
  { maxResults = 100, nextToken }: Page,
): { items: Item[]; nextToken?: string } {
  const start = Number(nextToken ?? 0);
  const end = start + maxResults;
  return { items: all.slice(start, end), ...(end < all.length ? { nextToken: String(end) } : {}) };
}

interface Page {
  maxResults?: number | undefined;
  nextToken?: string | undefined;
}

const listInput = z.strictObject(page);

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
    const { items: clusters, ...next } = pageOf(names, input);
    return { clusters, ...next };
  },
});

const entriesInput = z.strictObject({ clusterName: z.string(), ...page });

/**
 * Refused where there are no access entries, in EKS's own words
 * (https://github.com/upbound/configuration-aws-eks/pull/122, of DescribeAccessEntry).
 */
const listAccessEntries = defineOperation<z.infer<typeof entriesInput>>({
  service: 'eks',
  name: 'ListAccessEntries',
  http: { method: 'GET', uri: '/clusters/{clusterName}/access-entries' },
  input: entriesInput,
  access: (input, call) => [
    {
      action: 'eks:ListAccessEntries',
      resourceArn: clusterArn(call, input.clusterName),
      resourceAccountId: call.caller.accountId,
    },
  ],
  run(input, call) {
    const cluster = clusterOf(input.clusterName, call);
    if (cluster.authenticationMode === 'CONFIG_MAP') {
      const modes = '[API, API_AND_CONFIG_MAP]';
      const message = `The cluster's authentication mode must be set to one of ${modes} to perform this operation.`;
      throw new ServiceError('InvalidRequestException', 400, message, { clusterName: input.clusterName });
    }
    const { items: accessEntries, ...next } = pageOf(cluster.accessEntries, input);
    return { accessEntries, ...next };
  },
});

export const eksOperations = [describeCluster, listClusters, listAccessEntries];
