import { ServiceError } from '../../operation.ts';

/** What a member account that may not ask is told, whatever its own policies say (https://github.com/aws-samples/aws-iam-access-key-auto-rotation/issues/10). */
export const NO_PERMISSIONS = "You don't have permissions to access this resource.";

/**
 * 400, of a caller whose account is in no organization
 * (https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html).
 */
export function notInUse(): ServiceError {
  return new ServiceError('AWSOrganizationsNotInUseException', 400, 'Your account is not a member of an organization.');
}

/** 400 (https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeAccount.html). */
export function accountNotFound(): ServiceError {
  return new ServiceError('AccountNotFoundException', 400, "You specified an account that doesn't exist.");
}

/** 400 (https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListParents.html). */
export function childNotFound(): ServiceError {
  return new ServiceError('ChildNotFoundException', 400, "You specified an account or OU that doesn't exist.");
}

/** 400 (https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsForParent.html). */
export function parentNotFound(): ServiceError {
  return new ServiceError('ParentNotFoundException', 400, "You specified a parent that doesn't exist.");
}

/** Reasons and texts: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html#API_ListAccounts_Errors. */
export function invalidNextToken(): ServiceError {
  const message = 'Get the value for the NextToken parameter from the response to a previous call of the operation.';
  return new ServiceError('InvalidInputException', 400, message, { Reason: 'INVALID_NEXT_TOKEN' });
}
