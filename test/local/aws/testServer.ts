import { IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { FaultPlan } from '../../../local/aws/faults/faultPlan.ts';
import type { Runners } from '../../../local/aws/running.ts';
import type { Operation } from '../../../local/aws/operation.ts';
import { startServer, type CallRecord } from '../../../local/aws/server.ts';
import { virtualClock } from '../../../local/state/clock.ts';
import { emptyWorld, OPERATIONS, SOURCE } from './testWorld.ts';

export interface TestCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export function administrator(accountId: string): TestCredentials {
  return { accessKeyId: accountId, secretAccessKey: 'test' };
}

/** A server on a free port with a world of two empty accounts, and clients for it. */
export async function testServer(operations: readonly Operation[] = OPERATIONS, runners?: Runners, faults?: FaultPlan) {
  const world = emptyWorld();
  const clock = virtualClock(world.now);
  const calls: CallRecord[] = [];
  const settle = (settled: typeof world, now: number) => {
    settled.now = now;
  };
  const server = await startServer({
    world,
    clock,
    settle,
    operations,
    runners,
    faults,
    onCall: (record) => calls.push(record),
  });
  const configuration = (credentials = administrator(SOURCE)) => ({
    endpoint: server.endpoint,
    region: 'us-west-2',
    maxAttempts: 1,
    credentials,
  });
  return {
    world,
    clock,
    calls,
    server,
    configuration,
    iam: (credentials?: TestCredentials) => new IAMClient(configuration(credentials)),
    sts: (credentials?: TestCredentials) => new STSClient(configuration(credentials)),
  };
}
export type TestServer = Awaited<ReturnType<typeof testServer>>;

/** Session keys of a role that the source account's administrator may assume. */
export async function assumeRole(test: TestServer, RoleArn: string): Promise<TestCredentials> {
  const { Credentials } = await test.sts().send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session' }));
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}
