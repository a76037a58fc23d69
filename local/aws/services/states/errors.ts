import { ServiceError } from '../../operation.ts';

/** The errors of the Step Functions API model; all are 400. Their texts are as the service is known to word them, not published. */
export function invalidArn(problem: string): ServiceError {
  return new ServiceError('InvalidArn', 400, `Invalid Arn: '${problem}'`);
}
/** Of characters that a name must not have. */
export function invalidName(name: string): ServiceError {
  return new ServiceError('InvalidName', 400, `Invalid Name: '${name}'`);
}
/** Of what is no JSON, or longer than a state's data may be. */
export function invalidExecutionInput(problem: string): ServiceError {
  return new ServiceError('InvalidExecutionInput', 400, `Invalid State Machine Execution Input: '${problem}'`);
}
/** Of a `nextToken` that no answer had. */
export function invalidToken(): ServiceError {
  return new ServiceError('InvalidToken', 400, "Invalid Token: 'Invalid token'");
}
/** Of StartExecution and whatever else names one. */
export function stateMachineDoesNotExist(arn: string): ServiceError {
  return new ServiceError('StateMachineDoesNotExist', 400, `State Machine Does Not Exist: '${arn}'`);
}
/** Also of one that the world keeps no more. */
export function executionDoesNotExist(arn: string): ServiceError {
  return new ServiceError('ExecutionDoesNotExist', 400, `Execution Does Not Exist: '${arn}'`);
}
/** Of a name that is taken by an execution with another input, or that has ended. */
export function executionAlreadyExists(arn: string): ServiceError {
  return new ServiceError('ExecutionAlreadyExists', 400, `Execution Already Exists: '${arn}'`);
}
/** @param reason as DescribeExecution's `redriveStatusReason` has it. */
export function executionNotRedrivable(arn: string, reason: string): ServiceError {
  return new ServiceError('ExecutionNotRedrivable', 400, `Execution is not redrivable: '${arn}': ${reason}`);
}
