import { DescribeClusterCommand, ResourceNotFoundException, type EKSClient } from '@aws-sdk/client-eks';
import * as z from 'zod/mini';
import type { ClusterFacts } from './rules.ts';
import { readAnswer } from '../aws/answer.ts';

const clusterAnswer = z.object({
  cluster: z.object({
    arn: z.string(),
    status: z.string(),
    createdAt: z.optional(z.date()),
    tags: z.optional(z.record(z.string(), z.string())),
    resourcesVpcConfig: z.optional(z.unknown()),
    // Of a cluster that runs elsewhere and is only connected to EKS, and of a local one on an Outpost.
    connectorConfig: z.optional(z.object({ provider: z.optional(z.string()) })),
    outpostConfig: z.optional(z.object({ outpostArns: z.optional(z.array(z.string())) })),
    // Absent on clusters older than access entries, which have the ConfigMap alone.
    accessConfig: z.optional(
      z.object({ authenticationMode: z.optional(z.enum(['API', 'API_AND_CONFIG_MAP', 'CONFIG_MAP'])) }),
    ),
  }),
});

const vpcAnswer = z.object({
  vpcId: z.string(),
  subnetIds: z.array(z.string()),
  clusterSecurityGroupId: z.optional(z.string()),
  endpointPrivateAccess: z.boolean(),
});

/** What a cluster has that EKS does not run, or has not made. */
const NO_VPC = { vpcId: '', subnetIds: [], endpointPrivateAccess: true, clusterSecurityGroupId: undefined };

/** The cluster, or undefined when there is none. */
export async function readCluster(eks: EKSClient, name: string): Promise<ClusterFacts | undefined> {
  try {
    const answer = await eks.send(new DescribeClusterCommand({ name }));
    const {
      status,
      createdAt,
      tags = {},
      resourcesVpcConfig,
      accessConfig,
      connectorConfig,
      outpostConfig,
    } = readAnswer('eks:DescribeCluster', clusterAnswer, answer).cluster;
    const hasNoVpc = connectorConfig !== undefined || status === 'FAILED';
    const vpc = hasNoVpc ? NO_VPC : readAnswer('eks:DescribeCluster', vpcAnswer, resourcesVpcConfig);
    return {
      ...(connectorConfig ? { runsAt: connectorConfig.provider ?? 'elsewhere' } : {}),
      ...(outpostConfig ? { runsAt: outpostConfig.outpostArns?.[0] ?? 'an Outpost' } : {}),
      status,
      tags,
      ...(createdAt ? { createdAt } : {}),
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
