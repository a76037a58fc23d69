/** Who signed a request. */
export type Caller = Administrator | RoleSession;

/** An access key id that is a 12-digit number: the administrator of that account, with `AdministratorAccess`. */
export interface Administrator {
  kind: 'administrator';
  accountId: string;
  /** `arn:<partition>:iam::<account>:user/administrator`. */
  arn: string;
}

interface RoleSession {
  kind: 'roleSession';
  accountId: string;
  /** `arn:<partition>:sts::<account>:assumed-role/<role name>/<session name>`. */
  arn: string;
  roleArn: string;
  roleId: string;
  sessionName: string;
  /** The function that Lambda made the session for. */
  sourceFunctionArn?: string;
  /** The session's own policy, as JSON text: it may do no more, whatever its role may. */
  policy?: string;
}
