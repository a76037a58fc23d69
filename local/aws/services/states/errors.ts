import { ServiceError } from '../../operation.ts';

/** The errors of the Step Functions API model; all are 400. Their texts are as the service is known to word them, not published. */
export function invalidArn(problem: string): ServiceError {
  return new ServiceError('InvalidArn', 400, `Invalid Arn: '${problem}'`);
}
export function invalidName(name: string): ServiceError {
  return new ServiceError('InvalidName', 400, `Invalid Name: '${name}'`);
}
export function invalidExecutionInput(problem: string): ServiceError {
  return new ServiceError('InvalidExecutionInput', 400, `Invalid State Machine Execution Input: '${problem}'`);
}
export function invalidToken(): ServiceError {
  return new ServiceError('InvalidToken', 400, "Invalid Token: 'Invalid token'");
}
export function stateMachineDoesNotExist(arn: string): ServiceError {
  return new ServiceError('StateMachineDoesNotExist', 400, `State Machine Does Not Exist: '${arn}'`);
}
export function executionDoesNotExist(arn: string): ServiceError {
  return new ServiceError('ExecutionDoesNotExist', 400, `Execution Does Not Exist: '${arn}'`);
}
export function executionAlreadyExists(arn: string): ServiceError {
  return new ServiceError('ExecutionAlreadyExists', 400, `Execution Already Exists: '${arn}'`);
}
export function executionNotRedrivable(arn: string, reason: string): ServiceError {
  return new ServiceError('ExecutionNotRedrivable', 400, `Execution is not redrivable: '${arn}': ${reason}`);
}
