import type { Clock } from '../state/clock.ts';
import { settle } from '../scrapers/engine.ts';
import type { World } from '../state/state.ts';
import type { FaultPlan } from './faults/faultPlan.ts';
import type { Runners } from './running.ts';
import type { Operation } from './operation.ts';
import type { Pages } from './browser/pages.ts';
import { startServer, type CallRecord, type RunningServer } from './server.ts';
import { apsOperations } from './services/aps/operations.ts';
import { cloudFormationOperations } from './services/cloudformation/operations.ts';
import { cloudWatchOperations } from './services/cloudwatch/operations.ts';
import { dynamodbOperations } from './services/dynamodb/operations.ts';
import { ec2Operations } from './services/ec2/operations.ts';
import { eksOperations } from './services/eks/operations.ts';
import { eventsOperations } from './services/events/operations.ts';
import { IAM_OPERATIONS } from './services/iam/operations.ts';
import { lambdaOperations } from './services/lambda/operations.ts';
import { logsOperations } from './services/logs/operations.ts';
import { organizationsOperations } from './services/organizations/operations.ts';
import { prometheusOperations } from './services/prometheus/operations.ts';
import { schedulerOperations } from './services/scheduler/operations.ts';
import { snsOperations } from './services/sns/operations.ts';
import { sqsOperations } from './services/sqs/operations.ts';
import { statesOperations } from './services/states/operations.ts';
import { STS_OPERATIONS } from './services/sts/operations.ts';
import { taggingOperations } from './services/tagging/operations.ts';

/** All that the embedded AWS can do. */
export const OPERATIONS: readonly Operation[] = [
  ...IAM_OPERATIONS,
  ...STS_OPERATIONS,
  ...apsOperations,
  ...prometheusOperations,
  ...eksOperations,
  ...ec2Operations,
  ...statesOperations,
  ...lambdaOperations,
  ...dynamodbOperations,
  ...snsOperations,
  ...organizationsOperations,
  ...eventsOperations,
  ...logsOperations,
  ...sqsOperations,
  ...cloudWatchOperations,
  ...taggingOperations,
  ...cloudFormationOperations,
  ...schedulerOperations,
];

/** What is served: a world, its clock, what runs in it, and who is told of the calls. */
export interface Served {
  world: World;
  clock: Clock;
  onCall?: (record: CallRecord) => void;
  /** The rules of what is deployed, told of a call by CloudTrail's record. */
  onTrail?: (event: Record<string, unknown>) => Promise<void>;
  /** The state machines and functions of what is deployed into the world. */
  runners?: Runners;
  /** What goes wrong. */
  faults?: FaultPlan;
}

/** A server whose world can be changed for another, so that a test need not open a port for each. */
export interface EmbeddedAws extends RunningServer {
  /** Answers for this world from the next request on. */
  serve(served: Served): void;
}

const NOBODY: World = { now: 0, iamRevision: 0, nextId: 0, accounts: {}, sessions: {} };

/** Serves worlds on loopback, one at a time: none at first, in which nobody has an account. */
export async function serveWorld(options: { port?: number; pages?: Pages } = {}): Promise<EmbeddedAws> {
  let served: Served = { world: NOBODY, clock: { now: () => 0 } };
  const server = await startServer({
    ...options,
    operations: OPERATIONS,
    settle,
    get world() {
      return served.world;
    },
    get clock() {
      return served.clock;
    },
    get faults() {
      return served.faults;
    },
    get runners() {
      return served.runners;
    },
    onCall: (record) => served.onCall?.(record),
    onTrail: async (event) => served.onTrail?.(event),
  });
  return {
    ...server,
    serve: (next) => {
      served = next;
    },
  };
}
