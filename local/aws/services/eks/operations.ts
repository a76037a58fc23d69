import * as z from 'zod';
import { accountOf } from '../../../state/lookup.ts';
import { defineOperation, ServiceError } from '../../operation.ts';
import { wireInteger } from '../../wireTypes.ts';
import { changeOperations } from './changes.ts';
import { clusterArn, clusterOf, describe } from './clusters.ts';
import { updateClusterConfig } from './updateConfig.ts';

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

/** All that is served of EKS (https://docs.aws.amazon.com/eks/latest/APIReference/Welcome.html). */
export const eksOperations = [
  describeCluster,
  listClusters,
  listAccessEntries,
  updateClusterConfig,
  ...changeOperations,
];
