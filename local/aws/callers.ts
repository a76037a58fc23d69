import type { Session, World } from '../state/state.ts';
import type { Caller } from '../policies/caller.ts';

/** The secret of every administrator: this AWS keeps nothing secret. */
const ADMINISTRATOR_SECRET = 'test';

/** Whose a signed call is, and what it has to be signed with. */
export interface Credentials {
  secretAccessKey: string;
  /** What `x-amz-security-token` must be. */
  sessionToken?: string;
  /** Whether the session has ended, on both clocks. */
  expired: boolean;
  caller: Caller;
}

/**
 * Whose key this is. An access key id that is the number of one of the world's accounts is that account's administrator;
 * the others are those that AssumeRole handed out. A session of a role that has been deleted since is none.
 * @param realNow The machine's time, in milliseconds since the epoch.
 */
export function credentialsOf(
  world: World,
  accessKeyId: string,
  partition: string,
  realNow: number,
): Credentials | undefined {
  if (Object.hasOwn(world.accounts, accessKeyId)) return administrator(accessKeyId, partition);
  const session = world.sessions[accessKeyId];
  if (session === undefined) return undefined;
  const role = world.accounts[session.accountId]?.roles[session.roleArn];
  if (role?.roleId !== session.roleId) return undefined;
  return {
    secretAccessKey: session.secretAccessKey,
    sessionToken: session.sessionToken,
    expired: session.expiresAt <= world.now && session.expiresAtReal <= realNow,
    caller: sessionCaller(session, role.roleName, role.arn.split(':')[1] ?? partition),
  };
}

function administrator(accountId: string, partition: string): Credentials {
  const arn = `arn:${partition}:iam::${accountId}:user/administrator`;
  return { secretAccessKey: ADMINISTRATOR_SECRET, expired: false, caller: { kind: 'administrator', accountId, arn } };
}

function sessionCaller(session: Session, roleName: string, partition: string): Caller {
  const { accountId, roleArn, roleId, sessionName, sourceFunctionArn, policy } = session;
  const arn = `arn:${partition}:sts::${accountId}:assumed-role/${roleName}/${sessionName}`;
  const source = sourceFunctionArn === undefined ? {} : { sourceFunctionArn };
  const own = policy === undefined ? {} : { policy };
  return { kind: 'roleSession', accountId, arn, roleArn, roleId, sessionName, ...source, ...own };
}
