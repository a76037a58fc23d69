/** What verify asks of AWS, by the SDK's own chain of credentials. */

import { setTimeout } from 'node:timers/promises';
import { Sha256 } from '@smithy/core/checksum';
import { AmpClient, DescribeWorkspaceCommand } from '@aws-sdk/client-amp';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod';
import type { WorkflowName } from '../../functions/shared/names.ts';
import type { Ended } from './scenario.ts';

/** Whom the SDK's clients ask, `endpoint` where it is not AWS; credentials are found by its own chain. */
export interface Access {
  region: string;
  profile?: string;
  endpoint?: string;
}

/** Milliseconds between two looks at an execution: soon at first, for one that ends at once. */
const FIRST_LOOK = 250;
const MAX_LOOK = 10_000;

/**
 * Whose credentials the chain has found, by a call that needs no permission
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html).
 */
export async function callerAccount(access: Access): Promise<string> {
  const { Account = '' } = await new STSClient(access).send(new GetCallerIdentityCommand({}));
  return Account;
}

/**
 * Starts executions and waits for their ends.
 * @param machineArn of a workflow
 * @param onStarted told of each execution, and of none when it has ended
 */
export function executions(
  access: Access,
  machineArn: (workflow: WorkflowName) => string,
  onStarted: (executionArn: string | undefined) => void,
) {
  return async (workflow: WorkflowName, input: object): Promise<Ended> => {
    const execution = { stateMachineArn: machineArn(workflow), name: `verify-${Date.now()}`, input };
    const ended = await runToEnd(access, execution, onStarted);
    onStarted(undefined);
    return ended;
  };
}

/**
 * Starts an execution and waits for its end.
 * @param onStarted told of its ARN, and when it began by AWS's clock (milliseconds since the epoch)
 */
export async function runToEnd(
  access: Access,
  { stateMachineArn, name, input }: { stateMachineArn: string; name: string; input: object },
  onStarted: (executionArn: string, startedAt: number) => void,
): Promise<Ended & { executionArn: string }> {
  const client = new SFNClient(access);
  const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
  const { executionArn = '', startDate } = await client.send(command);
  onStarted(executionArn, startDate?.getTime() ?? 0);
  for (let pause = FIRST_LOOK; ; pause = Math.min(2 * pause, MAX_LOOK)) {
    await setTimeout(pause);
    const found = await client.send(new DescribeExecutionCommand({ executionArn }));
    const { status = 'UNKNOWN', output, error, cause } = found;
    if (status === 'RUNNING' || status === 'PENDING_REDRIVE') continue;
    return { executionArn, status, output: output === undefined ? undefined : JSON.parse(output), error, cause };
  }
}

const answer = z.object({
  data: z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }),
});

/** Counts the series of `up` in a workspace, as somebody of its account. @throws Error for an answer that is none */
export async function countSeries(access: Access, workspaceId: string): Promise<number> {
  const client = new AmpClient(access);
  const { workspace } = await client.send(new DescribeWorkspaceCommand({ workspaceId }));
  const url = new URL('api/v1/query', workspace?.prometheusEndpoint);
  const body = new URLSearchParams({ query: 'count(up)' }).toString();
  const signer = new SignatureV4({
    service: 'aps',
    region: access.region,
    credentials: client.config.credentials,
    sha256: Sha256,
  });
  const request = new HttpRequest({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    path: url.pathname,
    headers: { host: url.host, 'content-type': 'application/x-www-form-urlencoded' },
    body,
  });
  const { headers } = await signer.sign(request);
  const response = await fetch(url, { method: 'POST', headers, body });
  if (!response.ok) throw new Error(`${url.href} answered ${response.status}: ${await response.text()}`);
  const [first] = answer.parse(await response.json()).data.result;
  return Number(first?.value[1] ?? 0);
}
