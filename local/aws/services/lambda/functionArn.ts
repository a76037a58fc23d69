import { ServiceError, type CallContext } from '../../operation.ts';
import type { AccessCheck } from '../../../policies/accessCheck.ts';

/** The API model's pattern of `FunctionName`: a name, an ARN or the end of one; a qualifier is not emulated. */
export const FUNCTION_NAME =
  /^(?:arn:(?:aws[a-zA-Z-]*)?:lambda:)?(?:(?<region>[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d):)?(?:(?<account>\d{12}):)?(?:function:)?(?<name>[a-zA-Z0-9-_.]+)(?::(?<qualifier>\$LATEST|[a-zA-Z0-9-_]+))?$/;

/** @throws ServiceError NotEmulated for a version or an alias. */
export function functionArn(functionName: string, { partition, region, caller }: CallContext): string {
  const { region: ownRegion, account, name, qualifier } = FUNCTION_NAME.exec(functionName)?.groups ?? {};
  if (qualifier !== undefined && qualifier !== '$LATEST') {
    throw new ServiceError('NotEmulated', 501, `The embedded AWS does not have versions or aliases: ${functionName}.`);
  }
  return `arn:${partition}:lambda:${ownRegion ?? region}:${account ?? caller.accountId}:function:${name ?? ''}`;
}

export function functionCheck(action: string, functionName: string, call: CallContext): AccessCheck {
  const resourceArn = functionArn(functionName, call);
  return { action: `lambda:${action}`, resourceArn, resourceAccountId: resourceArn.split(':')[4] ?? '' };
}

export function functionNotFound(arn: string): ServiceError {
  const Message = `Function not found: ${arn}`;
  return new ServiceError('ResourceNotFoundException', 404, Message, { Message, Type: 'User' });
}
