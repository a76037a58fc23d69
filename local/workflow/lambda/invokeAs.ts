import { arnParts } from '../../../functions/shared/arn.ts';
import { evaluate } from '../../policies/authorize.ts';
import type { World } from '../../state/state.ts';
import { TaskFailure } from './functions.ts';

type Invoke = (functionArn: string, event: unknown) => Promise<unknown>;

/**
 * As `invoke`, for the tasks of an execution, whose state machine's role has to allow it, for a version by its ARN. As what Step
 * Functions reports a refusal, with which text, was seen (https://github.com/awslabs/aws-deployment-framework/issues/460).
 * @throws TaskFailure, in the call, for a function that the role may not invoke.
 */
export function invokeAs(
  { world, roleArn, executionArn }: { world: World; roleArn: string; executionArn: string },
  invoke: Invoke,
): Invoke {
  const principal = { kind: 'role', roleArn, sessionName: executionArn.split(':').at(-1) ?? '' } as const;
  return async (functionArn, event) => {
    const { accountId } = arnParts(functionArn);
    const check = { action: 'lambda:InvokeFunction', resourceArn: functionArn, resourceAccountId: accountId };
    const decision = await evaluate(world, principal, check);
    if (decision.allowed) return invoke(functionArn, event);
    const answer = 'Service: AWSLambda; Status Code: 403; Error Code: AccessDeniedException';
    throw new TaskFailure('Lambda.AWSLambdaException', `${decision.explanation} (${answer})`);
  };
}
