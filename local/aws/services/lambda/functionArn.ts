import { ServiceError, type CallContext } from '../../operation.ts';
import type { AccessCheck } from '../../../policies/accessCheck.ts';

const LATEST = '$LATEST';

/** The API model's pattern of `FunctionName`: a name, an ARN or the end of one, with a version behind it perhaps; aliases are not emulated. */
export const FUNCTION_NAME =
  /^(?:arn:(?:aws[a-zA-Z-]*)?:lambda:)?(?:(?<region>[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d):)?(?:(?<account>\d{12}):)?(?:function:)?(?<name>[a-zA-Z0-9-_.]+)(?::(?<qualifier>\$LATEST|[a-zA-Z0-9-_]+))?$/;

/**
 * The ARN of the function, or of the version that is named: as which it is authorized, too
 * (https://docs.aws.amazon.com/lambda/latest/dg/versioning-aliases-permissions.html).
 * @throws ServiceError NotEmulated for an alias.
 */
export function functionArn(functionName: string, { partition, region, caller }: CallContext): string {
  const { region: ownRegion, account, name, qualifier } = FUNCTION_NAME.exec(functionName)?.groups ?? {};
  const version = qualifier === undefined || qualifier === LATEST ? '' : `:${qualifier}`;
  if (!/^(:\d+)?$/.test(version)) {
    throw new ServiceError('NotEmulated', 501, `The embedded AWS does not have aliases: ${functionName}.`);
  }
  return `arn:${partition}:lambda:${ownRegion ?? region}:${account ?? caller.accountId}:function:${name ?? ''}${version}`;
}

/** As what a function's ARN is invoked: the number of a version, or its code as it is now. */
export function versionOf(arn: string): string {
  return arn.split(':')[7] ?? LATEST;
}

/** @param functionName a name, or an ARN with or without a version, as Invoke takes them. */
export function functionCheck(action: string, functionName: string, call: CallContext): AccessCheck {
  const resourceArn = functionArn(functionName, call);
  return { action: `lambda:${action}`, resourceArn, resourceAccountId: resourceArn.split(':')[4] ?? '' };
}

/** 404, with a Type, as Lambda's errors have one. */
export function functionNotFound(arn: string): ServiceError {
  const Message = `Function not found: ${arn}`;
  return new ServiceError('ResourceNotFoundException', 404, Message, { Message, Type: 'User' });
}
