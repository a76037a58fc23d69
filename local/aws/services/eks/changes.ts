import * as z from 'zod';
import { parseArn } from '../../../../functions/shared/arn.ts';
import { accountOf, findSubnet } from '../../../state/lookup.ts';
import type { Cluster } from '../../../state/state.ts';
import { tagsChange } from '../../../state/taggedResources.ts';
import { defineOperation, ServiceError, type CallContext } from '../../operation.ts';
import type { AccessCheck } from '../../../policies/accessCheck.ts';
import { clusterArn, clusterOf, describe, MAX_TAGS, tagKey, tags } from './clusters.ts';

/** A new cluster is ACTIVE after so long: "about 10 minutes", Create an Amazon EKS cluster, in the EKS User Guide. */
const CREATING_MS = 600_000;

function check(action: string, arn: string, call: CallContext, context: AccessCheck['context'] = {}): AccessCheck[] {
  const resourceAccountId = parseArn(arn)?.accountId ?? call.caller.accountId;
  return [{ action: `eks:${action}`, resourceArn: arn, resourceAccountId, context }];
}

function tagContext(given: Record<string, string>): AccessCheck['context'] {
  if (Object.keys(given).length === 0) return {};
  const values = Object.entries(given).map(([key, value]) => [`aws:RequestTag/${key}`, value]);
  return { ...Object.fromEntries(values), 'aws:TagKeys': Object.keys(given) };
}

const name = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[0-9A-Za-z][A-Za-z0-9-_]*$/);

const createInput = z.strictObject({
  name,
  roleArn: z.string(),
  version: z.string().default('1.35'),
  resourcesVpcConfig: z.strictObject({
    subnetIds: z.array(z.string()).min(2),
    securityGroupIds: z.array(z.string()).default([]),
    endpointPublicAccess: z.boolean().default(true),
    endpointPrivateAccess: z.boolean().default(false),
  }),
  accessConfig: z
    .strictObject({ authenticationMode: z.enum(['API', 'API_AND_CONFIG_MAP', 'CONFIG_MAP']) })
    .default({ authenticationMode: 'CONFIG_MAP' }),
  tags: tags.default({}),
  clientRequestToken: z.string().optional(),
});

const createCluster = defineOperation<z.infer<typeof createInput>>({
  service: 'eks',
  name: 'CreateCluster',
  http: { method: 'POST', uri: '/clusters' },
  input: createInput,
  access: (input, call) => check('CreateCluster', '*', call, tagContext(input.tags)),
  run(input, call) {
    const { clusters } = accountOf(call.world, call.caller.accountId);
    const arn = clusterArn(call, input.name);
    if (clusters[arn] !== undefined) {
      throw new ServiceError('ResourceInUseException', 409, `Cluster already exists with name: ${input.name}`);
    }
    const made = newCluster(input, arn, call);
    tagsChange(call.world, arn, call.now);
    clusters[arn] = made;
    return { cluster: describe(made, call) };
  },
});

/** Its security group stands for the one that EKS makes: it is in no VPC of the world. */
function newCluster(input: z.infer<typeof createInput>, arn: string, call: CallContext): Cluster {
  const { subnetIds, ...vpcConfig } = input.resourcesVpcConfig;
  const subnet = findSubnet(call.world, call.caller.accountId, subnetIds[0] ?? '');
  if (subnet === undefined) {
    throw new ServiceError('InvalidParameterException', 400, `The subnet ID '${subnetIds[0]}' does not exist`);
  }
  return {
    ...vpcConfig,
    ...input.accessConfig,
    name: input.name,
    arn,
    status: 'CREATING',
    version: input.version,
    activeAt: call.now + CREATING_MS,
    vpcId: subnet.vpcId,
    subnetIds,
    clusterSecurityGroupId: 'sg-00000000000000000',
    tags: input.tags,
    createdAt: call.now,
    targets: 3,
    unscrapableJobs: [],
    accessEntries: [],
    awsAuthRoleArns: [],
  };
}

const deleteInput = z.strictObject({ name });

/** It stays DELETING: when it is gone is for the test to say. */
const deleteCluster = defineOperation<z.infer<typeof deleteInput>>({
  service: 'eks',
  name: 'DeleteCluster',
  http: { method: 'DELETE', uri: '/clusters/{name}' },
  input: deleteInput,
  access: (input, call) => check('DeleteCluster', clusterArn(call, input.name), call),
  run(input, call) {
    const cluster = clusterOf(input.name, call);
    delete cluster.activeAt;
    cluster.status = 'DELETING';
    return { cluster: describe(cluster, call) };
  },
});

/**
 * What is about to be tagged otherwise. Node groups and what else EKS has besides clusters are not in the world: their tags are taken and
 * kept nowhere.
 */
function changed(arn: string, call: CallContext): { tags: Record<string, string> } {
  const { resource = '' } = parseArn(arn) ?? {};
  if (!resource.startsWith('cluster/')) return { tags: {} };
  const cluster = clusterOf(resource.slice('cluster/'.length), call);
  tagsChange(call.world, cluster.arn, call.now);
  return cluster;
}

const tagInput = z.strictObject({ resourceArn: z.string(), tags });

const tagResource = defineOperation<z.infer<typeof tagInput>>({
  service: 'eks',
  name: 'TagResource',
  http: { method: 'POST', uri: '/tags/{resourceArn}' },
  input: tagInput,
  access: (input, call) => check('TagResource', input.resourceArn, call, tagContext(input.tags)),
  run(input, call) {
    const { tags: kept } = changed(input.resourceArn, call);
    const count = new Set([...Object.keys(kept), ...Object.keys(input.tags)]).size;
    if (count > MAX_TAGS)
      throw new ServiceError(
        'BadRequestException',
        400,
        `A resource has ${MAX_TAGS} tags at most: it would have ${count}.`,
      );
    Object.assign(kept, input.tags);
    return {};
  },
});

const untagInput = z.strictObject({ resourceArn: z.string(), tagKeys: z.array(tagKey).min(1).max(50) });

const untagResource = defineOperation<z.infer<typeof untagInput>>({
  service: 'eks',
  name: 'UntagResource',
  http: { method: 'DELETE', uri: '/tags/{resourceArn}', queryLists: ['tagKeys'] },
  input: untagInput,
  access: (input, call) => check('UntagResource', input.resourceArn, call, { 'aws:TagKeys': input.tagKeys }),
  run(input, call) {
    const { tags: kept } = changed(input.resourceArn, call);
    for (const key of input.tagKeys) delete kept[key];
    return {};
  },
});

const listTagsInput = z.strictObject({ resourceArn: z.string() });

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_ListTagsForResource.html */
const listTagsForResource = defineOperation<z.infer<typeof listTagsInput>>({
  service: 'eks',
  name: 'ListTagsForResource',
  http: { method: 'GET', uri: '/tags/{resourceArn}' },
  input: listTagsInput,
  access: (input, call) => check('ListTagsForResource', input.resourceArn, call),
  run({ resourceArn }, call) {
    const { resource = '' } = parseArn(resourceArn) ?? {};
    const isCluster = resource.startsWith('cluster/');
    return { tags: isCluster ? clusterOf(resource.slice('cluster/'.length), call).tags : {} };
  },
});

/** What of EKS changes a cluster or its tags: people's own calls, and the status tags of notify. */
export const changeOperations = [createCluster, deleteCluster, tagResource, untagResource, listTagsForResource];
