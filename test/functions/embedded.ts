import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, vi } from 'vitest';
import { handler as checkStatus } from '../../functions/checkStatus.ts';
import { handler as claimConnection } from '../../functions/claimConnection.ts';
import { handler as createScraper } from '../../functions/createScraper.ts';
import { handler as createSourceRole } from '../../functions/createSourceRole.ts';
import { handler as createTargetRole } from '../../functions/createTargetRole.ts';
import { handler as establishConnection } from '../../functions/establishConnection.ts';
import { handler as patchTrust } from '../../functions/patchTrust.ts';
import { handler as releaseConnection } from '../../functions/releaseConnection.ts';
import { handler as resolveRequest } from '../../functions/resolveRequest.ts';
import { type Claim, type Resolved } from '../../functions/shared/contract.ts';
import type { DeploymentData } from '../../functions/shared/deploymentData.ts';
import { environmentOf } from '../../functions/shared/environment.ts';
import type { WorkflowName } from '../../functions/shared/names.ts';
import { readConfiguration } from '../../infra/configuration/configuration.ts';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import type { Operation } from '../../local/aws/operation.ts';
import { startServer, type RunningServer } from '../../local/aws/server.ts';
import { DEFAULT_WORLD } from '../../local/deployedWorld.ts';
import { putDeployment } from '../../local/deployment/putDeployment.ts';
import { synthesizedDeployment } from '../../local/deployment/synthesized.ts';
import { settle } from '../../local/scrapers/engine.ts';
import { virtualClock, type VirtualClock } from '../../local/state/clock.ts';
import type { Account, ExecutionRecord, Item, Role, Scraper, World } from '../../local/state/state.ts';
import { loadWorld } from '../../local/world/load.ts';
import { itemsOf } from '../tables.ts';
import { CLUSTER_ARN, taskRootOf, TEST_ENVIRONMENT, WORKSPACE_ARN } from './support.ts';
import { NO_EXECUTIONS } from '../local/aws/noExecutions.ts';

export const REQUEST = { clusterArn: CLUSTER_ARN, workspaceArn: WORKSPACE_ARN };
export const WORKFLOW_ACCOUNT = '333333333333';
/** As CloudTrail tells of the cluster's end. */
export const DELETED = {
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.eks',
  account: '111111111111',
  region: 'us-west-2',
  detail: { eventSource: 'eks.amazonaws.com', eventName: 'DeleteCluster', requestParameters: { name: 'shop' } },
};
/** When an execution of an offboard started. */
export const STARTED = '2026-01-05T09:00:00Z';
/** Of an offboard that begins. */
export const NOTHING_DONE = {
  tally: { done: [], deleted: [], failed: [], ignored: [], disconnected: [], unreleased: [], warnings: [] },
};
const MACHINES = `arn:aws:states:us-west-2:${WORKFLOW_ACCOUNT}:stateMachine:amp-scraper`;

/** A call as the embedded AWS got it. */
export interface Asked {
  operation: string;
  input: Record<string, unknown>;
}

/** What a list's request says how long a page may be; every list of ours is asked for pages of one when a test says so. */
const PAGE_MEMBER: Readonly<Record<string, string>> = {
  ListScrapers: 'maxResults',
  ListAccessEntries: 'maxResults',
  ListRolePolicies: 'MaxItems',
  ListAttachedRolePolicies: 'MaxItems',
  Query: 'Limit',
};

export interface Embedded {
  world: World;
  clock: VirtualClock;
  /** In the order in which they came. */
  asked: Asked[];
  pagesOfOne: boolean;
  /** By operation: what happens when a call has been done, and what is answered in the place of its answer, if anything. */
  afterwards: Record<string, (answer: Record<string, unknown>) => Record<string, unknown> | void>;
  /** The inputs of the calls of an operation. */
  inputsOf(operation: string): Record<string, unknown>[];
  pass(seconds: number): void;
  /** The items of connections. */
  items(): Item[];
  scrapers(): Scraper[];
  /** Goes on in a world in which the connection is there. Returns the execution that made it. */
  connected(): Promise<string>;
  /** An execution that there is, by its ARN, which is no other's: a function that stays warm keeps its sessions by it. */
  execution(name: string, status?: ExecutionRecord['status'], more?: Partial<ExecutionRecord>): string;
}

let executions = 0;
let connected: { world: World; executionArn: string } | undefined;

async function connect(aws: Embedded): Promise<{ world: World; executionArn: string }> {
  const onboard = onboardOf(aws);
  await onboard.whole();
  return { world: { ...structuredClone(aws.world), now: aws.clock.now() }, executionArn: onboard.executionArn };
}

/**
 * The handlers themselves, in this process, against an embedded AWS that asks for no permission: for what depends on what AWS has and
 * not on the state machine around it, in a hundredth of the time of a whole workflow. Each test has a world of its own.
 * @param data What the functions know of their deployment, all tests of a file the same.
 */
export function useEmbedded(data: DeploymentData = TEST_ENVIRONMENT): Embedded {
  let server: RunningServer;
  const own = { clock: virtualClock(0) };
  const aws: Embedded = {
    world: { now: 0, iamRevision: 0, nextId: 0, accounts: {}, sessions: {} },
    get clock() {
      return own.clock;
    },
    asked: [],
    pagesOfOne: false,
    afterwards: {},
    inputsOf: (operation) => aws.asked.flatMap((one) => (one.operation === operation ? [one.input] : [])),
    pass: (seconds) => own.clock.advanceTo(own.clock.now() + seconds * 1000),
    items: () => itemsOf(aws.world),
    scrapers: () => Object.values(aws.world.accounts).flatMap((account) => Object.values(account.scrapers)),
    async connected() {
      connected ??= await connect(aws);
      Object.assign(aws, { world: structuredClone(connected.world) });
      own.clock = virtualClock(connected.world.now);
      aws.asked.length = 0;
      return connected.executionArn;
    },
    execution: (name, status = 'RUNNING', more = {}) => execution(aws, name, status, more),
  };
  const operations = OPERATIONS.map((operation) => withoutPermissions(operation, aws));
  const deployment = synthesizedDeployment(readConfiguration());
  beforeAll(async () => {
    server = await startServer({
      operations,
      settle,
      runners: {
        executions: NO_EXECUTIONS,
      },
      get world() {
        return aws.world;
      },
      get clock() {
        return own.clock;
      },
    });
  });
  beforeEach(async () => {
    const { world } = loadWorld(JSON.parse(readFileSync(DEFAULT_WORLD, 'utf8')));
    putDeployment(world, await deployment);
    Object.assign(aws, { world, pagesOfOne: false, afterwards: {} });
    aws.asked.length = 0;
    own.clock = virtualClock(world.now);
    const variables = {
      ...environmentOf(TEST_ENVIRONMENT.name),
      AMP_SCRAPER_ONBOARD_ARN: `${MACHINES}-onboard`,
      AMP_SCRAPER_OFFBOARD_ARN: `${MACHINES}-offboard`,
      AWS_REGION: TEST_ENVIRONMENT.region,
      LAMBDA_TASK_ROOT: taskRootOf(data),
      AWS_ENDPOINT_URL: server.endpoint,
      AWS_ACCESS_KEY_ID: WORKFLOW_ACCOUNT,
      AWS_SECRET_ACCESS_KEY: 'test',
    };
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    await server.close();
  });
  return aws;
}

function withoutPermissions(operation: Operation, aws: Embedded): Operation {
  const member = PAGE_MEMBER[operation.name];
  const asked = (input: unknown) =>
    aws.pagesOfOne && member !== undefined && typeof input === 'object' ? { ...input, [member]: 1 } : input;
  const answered = (output: Record<string, unknown>) => aws.afterwards[operation.name]?.(output) ?? output;
  const { finish } = operation;
  return {
    ...operation,
    access: () => [],
    run(input, call) {
      aws.asked.push({ operation: operation.name, input: record(input) });
      const output = operation.run(asked(input), call);
      return finish === undefined ? answered(output) : output;
    },
    ...(finish && {
      finish: async (input, call, output) => answered(await finish(asked(input), call, output)),
    }),
  };
}

function record(input: unknown): Record<string, unknown> {
  return typeof input === 'object' && input !== null ? { ...input } : {};
}

function execution(
  { world, clock }: Embedded,
  name: string,
  status: ExecutionRecord['status'],
  more: Partial<ExecutionRecord>,
): string {
  const stateMachineArn = more.stateMachineArn ?? `${MACHINES}-onboard`;
  executions += 1;
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}-${executions}`;
  const startDate = clock.now();
  const ended = status === 'RUNNING' ? {} : { stopDate: startDate };
  const one = { executionArn, stateMachineArn, name, status, startDate, input: '{}', ...ended, ...more };
  world.executions = { ...world.executions, [executionArn]: one };
  return executionArn;
}

/** An execution of onboard, a state after the other, as far as a test wants it. */
export function onboardOf(aws: Embedded, input: unknown = REQUEST, workflow: WorkflowName = 'onboard') {
  const executionArn = aws.execution(workflow);
  const startTime = new Date(aws.clock.now()).toISOString();
  const state: Record<string, unknown> = { executionArn, startTime, input };
  const next = async <Result>(
    call: (event: unknown) => Promise<Result>,
    result?: string,
    more: Record<string, unknown> = {},
  ): Promise<Result> => {
    const answer = await call({ ...state, ...more });
    if (result !== undefined) state[result] = answer;
    return answer;
  };
  const onboard = {
    executionArn,
    state,
    next,
    async resolve(): Promise<Resolved> {
      const resolved = await resolveRequest({ executionArn, startTime, input });
      Object.assign(state, resolved);
      return resolved;
    },
    claim: (): Promise<Claim> => next(claimConnection, 'claim', { workflow }),
    async roles() {
      await next(createSourceRole, 'sourceRole');
      await next(createTargetRole, 'targetRole');
    },
    scraper: () => next(createScraper, 'scraper'),
    async made() {
      await onboard.resolve();
      await onboard.claim();
      await onboard.roles();
      await onboard.scraper();
      await next(patchTrust, 'trust');
    },
    look: () => next(checkStatus),
    end: (end: string, more: Record<string, unknown> = {}) =>
      next(releaseConnection, undefined, { workflow, end, ...more }),
    /** All of it, to a connection that is there. */
    async whole() {
      await onboard.made();
      aws.pass(1_100);
      await onboard.look();
      await next(establishConnection);
      await onboard.end('CONNECTED');
      const one = aws.world.executions?.[executionArn];
      if (one) one.status = 'SUCCEEDED';
    },
  };
  return onboard;
}

export function accountOf(world: World, accountId = '111111111111'): Account {
  const found = world.accounts[accountId];
  if (found === undefined) throw new Error(`There is no account ${accountId}.`);
  return found;
}

/** The role of that name, under whatever path. */
export function roleOf(world: World, [accountId, name]: readonly [string, string]): Role {
  const found = Object.values(accountOf(world, accountId).roles).find(({ roleName }) => roleName === name);
  if (found === undefined) throw new Error(`There is no role ${name}.`);
  return found;
}
