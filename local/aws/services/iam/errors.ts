import { ServiceError } from '../../operation.ts';

/** The errors of the IAM API model, with its codes and HTTP statuses. */
export function noSuchEntity(message: string): ServiceError {
  return new ServiceError('NoSuchEntity', 404, message);
}
export function entityAlreadyExists(message: string): ServiceError {
  return new ServiceError('EntityAlreadyExists', 409, message);
}
export function malformedPolicy(message: string): ServiceError {
  return new ServiceError('MalformedPolicyDocument', 400, message);
}
export function limitExceeded(message: string): ServiceError {
  return new ServiceError('LimitExceeded', 409, message);
}
export function deleteConflict(message: string): ServiceError {
  return new ServiceError('DeleteConflict', 409, message);
}
export function invalidInput(message: string): ServiceError {
  return new ServiceError('InvalidInput', 400, message);
}
export function unmodifiableEntity(roleName: string): ServiceError {
  const message = `Cannot perform the operation on the protected role '${roleName}' - this role is only modifiable by AWS`;
  return new ServiceError('UnmodifiableEntity', 400, message);
}
