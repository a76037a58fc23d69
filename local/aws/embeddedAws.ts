import type { Clock } from '../clock.ts';
import { settle } from '../world/scraperEngine.ts';
import type { World } from '../world/state.ts';
import type { Operation } from './operation.ts';
import { startServer, type CallRecord, type RunningServer } from './server.ts';
import { apsOperations } from './services/aps/operations.ts';
import { ec2Operations } from './services/ec2/operations.ts';
import { eksOperations } from './services/eks/operations.ts';
import { IAM_OPERATIONS } from './services/iam/operations.ts';
import { prometheusOperations } from './services/prometheus/operations.ts';
import { STS_OPERATIONS } from './services/sts/operations.ts';

/** All that the embedded AWS can do. */
export const OPERATIONS: readonly Operation[] = [
  ...IAM_OPERATIONS,
  ...STS_OPERATIONS,
  ...apsOperations,
  ...prometheusOperations,
  ...eksOperations,
  ...ec2Operations,
];

/** Serves a world on loopback. */
export function serveWorld(
  world: World,
  clock: Clock,
  options: { port?: number; onCall?: (record: CallRecord) => void } = {},
): Promise<RunningServer> {
  return startServer({ world, clock, settle, operations: OPERATIONS, ...options });
}
