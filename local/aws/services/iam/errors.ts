import { ServiceError } from '../../operation.ts';

/** The errors of the IAM API model, with its codes and HTTP statuses. */
export function noSuchEntity(message: string): ServiceError {
  return new ServiceError('NoSuchEntity', 404, message);
}
/** 409, of a name that a role or a policy of the account has already. */
export function entityAlreadyExists(message: string): ServiceError {
  return new ServiceError('EntityAlreadyExists', 409, message);
}
/** 400, of a document that IAM does not take, a principal that does not exist included. */
export function malformedPolicy(message: string): ServiceError {
  return new ServiceError('MalformedPolicyDocument', 400, message);
}
/** 409, of a quota: IAM has no error of its own for each. */
export function limitExceeded(message: string): ServiceError {
  return new ServiceError('LimitExceeded', 409, message);
}
/** 409, of a thing that has others in or on it. */
export function deleteConflict(message: string): ServiceError {
  return new ServiceError('DeleteConflict', 409, message);
}
/** 400, of members that fit their patterns and yet not the operation. */
export function invalidInput(message: string): ServiceError {
  return new ServiceError('InvalidInput', 400, message);
}
/** 400, of a role that a service made for itself. */
export function unmodifiableEntity(roleName: string): ServiceError {
  const message = `Cannot perform the operation on the protected role '${roleName}' - this role is only modifiable by AWS`;
  return new ServiceError('UnmodifiableEntity', 400, message);
}
