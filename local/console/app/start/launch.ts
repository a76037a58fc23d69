import * as z from 'zod/mini';
import { executionNames } from '../../../../functions/shared/product/product.ts';
import { MACHINE_NAMES, type MachineName } from '../../../../functions/shared/names.ts';
import { customResourceShape } from '../../../workflow/doors/doorOf.ts';
import type { WorkflowPlace } from '../../facts.ts';
import { invokeFunction } from '../calls/lambda.ts';
import { callsFor, type Session } from '../calls/session.ts';
import { listExecutions, startExecution } from '../calls/states.ts';
import { machineArn } from './place.ts';

/** What has come of it: an execution, or an answer without one. */
export type Launched = { executionArn: string } | { answered: string };

/** An administrator's StartExecution. */
export async function start(
  session: Session,
  place: WorkflowPlace,
  machine: MachineName,
  text: string,
): Promise<Launched> {
  const arn = machineArn(place, machine);
  return { executionArn: await startExecution(callsFor(session, arn), arn, JSON.stringify(JSON.parse(text))) };
}

const submission = z.object({
  submitted: z.nullable(z.looseObject({ Status: z.string(), Reason: z.optional(z.string()) })),
});

/**
 * What CloudFormation does for the product's stack: it invokes the function that the template names. That answers at once, and a waiter of
 * the provider's goes on; the execution is named for the operation.
 */
export async function provide(session: Session, place: WorkflowPlace, text: string): Promise<Launched> {
  const { RequestId, ResourceProperties } = customResourceShape.parse(JSON.parse(text));
  const { ServiceToken } = ResourceProperties;
  if (ServiceToken === undefined)
    return { answered: 'ResourceProperties.ServiceToken has to be the ARN of the product’s function.' };
  const answer = await invokeFunction(callsFor(session, ServiceToken), ServiceToken, text);
  const { submitted } = submission.parse(answer);
  if (submitted !== null) return { answered: `CloudFormation is told ${submitted.Status}: ${submitted.Reason ?? ''}` };
  const executionArn = await executionOf(session, place, RequestId);
  return executionArn === undefined
    ? { answered: 'The product’s function has answered, and no execution is named for the RequestId.' }
    : { executionArn };
}

async function executionOf(session: Session, place: WorkflowPlace, requestId: string): Promise<string | undefined> {
  const names = executionNames(requestId);
  const listings = await Promise.all(
    MACHINE_NAMES.map((machine) => {
      const stateMachineArn = machineArn(place, machine);
      return listExecutions(callsFor(session, stateMachineArn), { stateMachineArn, maxResults: 100 });
    }),
  );
  const found = listings.flatMap(({ executions }) => executions).filter(({ name }) => names.includes(name));
  return found.toSorted((one, other) => other.startDate - one.startDate)[0]?.executionArn;
}
