import { arnParts, parseArn } from '../../../../functions/shared/arn.ts';
import type { CallContext } from '../../operation.ts';
import type { AccessCheck } from '../../../policies/accessCheck.ts';
import { invalidArn } from './errors.ts';

/**
 * The permission for an action on a state machine or an execution. Neither has resource policies: whoever is of another
 * account is refused, whatever his own policies say.
 * @throws ServiceError InvalidArn, when the ARN is of another kind or Region (that for the Region is assumed).
 */
export function statesCheck(
  action: string,
  arn: string,
  kind: 'stateMachine' | 'execution',
  { region }: CallContext,
): AccessCheck {
  const parts = parseArn(arn);
  if (parts === undefined) throw invalidArn(`Invalid ARN prefix: ${arn}`);
  const [found = '', ...name] = parts.resource.split(':');
  if (parts.service !== 'states' || found !== kind || name.length !== (kind === 'execution' ? 2 : 1)) {
    throw invalidArn(`Resource type not valid in this context: ${found}`);
  }
  if (parts.region !== region) throw invalidArn(`${arn} is not of the Region ${region}`);
  return { action: `states:${action}`, resourceArn: arn, resourceAccountId: parts.accountId };
}

/**
 * It follows from the state machine's ARN and the name
 * (https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html).
 */
export function executionArn(stateMachineArn: string, name: string): string {
  const { partition, region, accountId, resource } = arnParts(stateMachineArn);
  return `arn:${partition}:states:${region}:${accountId}:execution:${resource.slice('stateMachine:'.length)}:${name}`;
}
