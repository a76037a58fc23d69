import {
  DescribeClusterCommand,
  paginateListClusters,
  ResourceNotFoundException,
  type EKSClient,
} from '@aws-sdk/client-eks';
import * as z from 'zod/mini';
import { arnParts } from '../../arn.ts';
import { readAnswer } from '../../aws/answer.ts';
import type { HandlerContext } from '../../handler/handler.ts';
import type { SeenCluster } from '../seen.ts';
import { problemOf } from './problem.ts';

const names = z.object({ clusters: z.array(z.string()) });

/** The names of the account's clusters in the Region. */
export async function listClusters(eks: EKSClient): Promise<string[]> {
  const found: string[] = [];
  for await (const page of paginateListClusters({ client: eks }, {}))
    found.push(...readAnswer('eks:ListClusters', names, page).clusters);
  return found;
}

/** A cluster's name, which EKS's calls take and its ARN ends with. @throws TypeError for what is no ARN. */
export function clusterName(arn: string): string {
  return arnParts(arn).resource.slice('cluster/'.length);
}

const described = z.object({
  cluster: z.object({ status: z.string(), createdAt: z.date(), tags: z.optional(z.record(z.string(), z.string())) }),
});

/**
 * What DescribeCluster says of a cluster. That there is none counts only beside a list of the account's clusters that answered and does
 * not name it: a Region or an account that was mistaken for another knows of no cluster either.
 * @param listed the names of the account's clusters; undefined when they could not be read.
 */
export async function describeCluster(
  eks: EKSClient,
  arn: string,
  listed: ReadonlySet<string> | undefined,
  context: Pick<HandlerContext, 'forgetSessions'>,
): Promise<NonNullable<SeenCluster['described']>> {
  const name = clusterName(arn);
  try {
    const answer = await eks.send(new DescribeClusterCommand({ name }));
    const { status, createdAt, tags = {} } = readAnswer('eks:DescribeCluster', described, answer).cluster;
    return { status, createdAt: createdAt.toISOString(), tags };
  } catch (error) {
    if (error instanceof ResourceNotFoundException && listed !== undefined && !listed.has(name)) return 'GONE';
    return { unknown: problemOf(error, context) };
  }
}
