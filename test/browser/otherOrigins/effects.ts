import type { Call } from './signedCall.ts';

/** What a page is after: a call that has an effect, and the one that sees it, which succeeds after it alone. */
export interface Effect {
  name: string;
  begin: (id: string) => Call;
  look: (id: string) => Call;
  /** What only who reads the answer of `begin` knows. */
  answer: RegExp;
}

const ROLES = { service: 'iam', accountId: '111111111111', contentType: 'application/x-www-form-urlencoded' };
const TRUST = { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' };
const STATES = { service: 'states', accountId: '333333333333', contentType: 'application/x-amz-json-1.0' };
const MACHINE = 'amp-scraper-onboard';
const arnOf = (kind: string, name: string) => `arn:aws:states:us-west-2:333333333333:${kind}:${name}`;

const roles = (parameters: Record<string, string>): Call => ({
  ...ROLES,
  body: new URLSearchParams({ Version: '2010-05-08', ...parameters }).toString(),
});
const states = (operation: string, input: unknown): Call => ({
  ...STATES,
  target: `AWSStepFunctions.${operation}`,
  body: JSON.stringify(input),
});

export const EFFECTS: readonly Effect[] = [
  {
    name: 'a role that admits everybody',
    begin: (RoleName) =>
      roles({
        Action: 'CreateRole',
        RoleName,
        AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [TRUST] }),
      }),
    look: (RoleName) => roles({ Action: 'GetRole', RoleName }),
    answer: /<RoleId>AROA/,
  },
  {
    name: 'an execution',
    begin: (name) => states('StartExecution', { stateMachineArn: arnOf('stateMachine', MACHINE), name, input: '{}' }),
    look: (name) => states('DescribeExecution', { executionArn: arnOf('execution', `${MACHINE}:${name}`) }),
    answer: /"startDate":/,
  },
];
