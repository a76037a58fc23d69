import { createHash } from 'node:crypto';
import { arnParts } from '../../../../functions/shared/arn.ts';
import type { CallRecord } from '../../../../local/aws/server.ts';

/** An offboard that a run of reconcile has started. */
export interface Removal {
  executionArn: string;
  clusterArn: string;
  /** Where the cluster was to be connected when it began, by its tag; undefined for nowhere. */
  wish: string | undefined;
}

/**
 * Whether the looks of the run have asked for the cluster itself, and been answered that it is there, when its tag then named no workspace,
 * or that it is not, when all clusters of the account were listed too.
 * @param calls since the run began.
 */
export function isEvident({ clusterArn, wish }: Removal, calls: readonly CallRecord[]): boolean {
  const { accountId, resource } = arnParts(clusterArn);
  const looks = calls.filter((one) => one.accountId === accountId && one.callerArn?.includes('/lookAtRange-'));
  const asked = digest({ name: resource.slice('cluster/'.length) });
  const described = looks.filter((one) => one.operation === 'DescribeCluster' && one.inputDigest === asked);
  const isListed = looks.some(({ operation, status }) => operation === 'ListClusters' && status === 200);
  return described.some(({ status, errorCode }) =>
    status === 200 ? wish === undefined : errorCode === 'ResourceNotFoundException' && isListed,
  );
}

function digest(input: unknown): string {
  return createHash('sha256').update(JSON.stringify(input)).digest('hex');
}
