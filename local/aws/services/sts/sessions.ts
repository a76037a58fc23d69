import { createHash } from 'node:crypto';
import type { Session, World } from '../../../state/state.ts';
import { arnParts } from '../../../../functions/shared/arn.ts';
import { uniqueId } from '../../../state/uniqueId.ts';

/**
 * Session keys for a role, without asking anybody: AssumeRole has been authorised before, and Lambda's own service gets a
 * function's role like this. Keys follow from the world's count of ids, so that runs are repeatable.
 * @param now Milliseconds since the epoch, on the virtual clock.
 * @throws Error when the role does not exist.
 */
export function createSession(
  world: World,
  roleArn: string,
  sessionName: string,
  durationSeconds: number,
  now: number,
): Session {
  const { accountId } = arnParts(roleArn);
  const role = world.accounts[accountId]?.roles[roleArn];
  if (role === undefined) throw new Error(`There is no role ${roleArn} to make a session of.`);
  const accessKeyId = uniqueId(world, 'ASIA').replace('ASIA0', 'ASIA');
  const session: Session = {
    accessKeyId,
    secretAccessKey: derive(accessKeyId, 'secret').slice(0, 40),
    sessionToken: derive(accessKeyId, 'token'),
    roleArn,
    roleId: role.roleId,
    sessionName,
    accountId,
    expiresAt: now + durationSeconds * 1000,
    expiresAtReal: Date.now() + durationSeconds * 1000,
  };
  world.sessions[accessKeyId] = session;
  return session;
}

function derive(accessKeyId: string, purpose: string): string {
  return createHash('sha512').update(`${purpose} of ${accessKeyId}`).digest('base64');
}
