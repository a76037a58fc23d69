import { policyDocument, type PolicyDocument } from './policyDocument.ts';

/** productOnEvent starts executions of onboard, and reads the one that an earlier delivery of its event has started. */
export function productOnEventPermissions(onboardArn: string): PolicyDocument {
  return policyDocument([
    { Sid: 'StartOnboard', Effect: 'Allow', Action: 'states:StartExecution', Resource: onboardArn },
    ...productIsCompletePermissions(onboardArn).Statement,
  ]);
}

/** productIsComplete reads executions. Wildcard: their names are CloudFormation's request ids. */
export function productIsCompletePermissions(onboardArn: string): PolicyDocument {
  const executions = `${onboardArn.replace(':stateMachine:', ':execution:')}:*`;
  return policyDocument([
    { Sid: 'ReadExecutions', Effect: 'Allow', Action: 'states:DescribeExecution', Resource: executions },
  ]);
}
