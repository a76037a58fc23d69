import { DescribeClusterCommand, ResourceNotFoundException, type EKSClient } from '@aws-sdk/client-eks';
import * as z from 'zod/mini';
import type { ClusterFacts } from './rules.ts';
import { readAnswer } from '../aws/answer.ts';

const clusterAnswer = z.object({
  cluster: z.object({
    arn: z.string(),
    status: z.string(),
    tags: z.optional(z.record(z.string(), z.string())),
    resourcesVpcConfig: z.object({
      vpcId: z.string(),
      subnetIds: z.array(z.string()),
      clusterSecurityGroupId: z.optional(z.string()),
      endpointPrivateAccess: z.boolean(),
    }),
    // Absent on clusters older than access entries, which have the ConfigMap alone.
    accessConfig: z.optional(
      z.object({ authenticationMode: z.optional(z.enum(['API', 'API_AND_CONFIG_MAP', 'CONFIG_MAP'])) }),
    ),
  }),
});

/** The cluster, or undefined when there is none. */
export async function readCluster(eks: EKSClient, name: string): Promise<ClusterFacts | undefined> {
  try {
    const answer = await eks.send(new DescribeClusterCommand({ name }));
    const {
      status,
      tags = {},
      resourcesVpcConfig: vpc,
      accessConfig,
    } = readAnswer('eks:DescribeCluster', clusterAnswer, answer).cluster;
    return {
      status,
      tags,
      endpointPrivateAccess: vpc.endpointPrivateAccess,
      authenticationMode: accessConfig?.authenticationMode ?? 'CONFIG_MAP',
      vpcId: vpc.vpcId,
      subnetIds: vpc.subnetIds,
      ...(vpc.clusterSecurityGroupId ? { clusterSecurityGroupId: vpc.clusterSecurityGroupId } : {}),
    };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
