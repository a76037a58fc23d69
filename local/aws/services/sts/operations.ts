import * as z from 'zod';
import { parseArn } from '../../../../functions/shared/arn.ts';
import { defineOperation, ServiceError, type CallContext, type Operation } from '../../operation.ts';
import { wireInteger } from '../../wireTypes.ts';
import { checkIdentityPolicy } from '../iam/policies/documents.ts';
import { createSession } from './sessions.ts';

export { createSession } from './sessions.ts';

const SERVICE = 'sts';
/** "Role chaining limits your role session to a maximum of one hour": AssumeRole, in the STS API Reference. */
const MAX_CHAINED_SECONDS = 3600;

const assumeRoleInput = z.strictObject({
  RoleArn: z.string().min(20).max(2048),
  RoleSessionName: z
    .string()
    .min(2)
    .max(64)
    .regex(/^(?:[\w+=,.@-]*)$/),
  DurationSeconds: wireInteger(900, 43_200).default(3600),
  ExternalId: z
    .string()
    .min(2)
    .max(1224)
    .regex(/^(?:[\w+=,.@:/-]*)$/)
    .optional(),
  Policy: z.string().min(1).max(2048).optional(),
});
type AssumeRoleInput = z.infer<typeof assumeRoleInput>;

function validationError(message: string): ServiceError {
  return new ServiceError('ValidationError', 400, message);
}

const assumeRole = defineOperation({
  service: SERVICE,
  name: 'AssumeRole',
  input: assumeRoleInput,
  access({ RoleArn, RoleSessionName, ExternalId }) {
    const arn = parseArn(RoleArn);
    if (arn?.service !== 'iam' || !arn.resource.startsWith('role/')) throw validationError(`${RoleArn} is invalid`);
    const externalId = ExternalId === undefined ? {} : { 'sts:ExternalId': ExternalId };
    const context = { 'sts:RoleSessionName': RoleSessionName, ...externalId };
    return [{ action: 'sts:AssumeRole', resourceArn: RoleArn, resourceAccountId: arn.accountId, context }];
  },
  run(input, call) {
    checkDuration(input, call);
    const { world, now, partition } = call;
    const { RoleArn, RoleSessionName, DurationSeconds, Policy } = input;
    if (Policy !== undefined) checkIdentityPolicy(Policy);
    const session = createSession(world, RoleArn, RoleSessionName, DurationSeconds, now);
    if (Policy !== undefined) session.policy = Policy;
    const { accessKeyId, secretAccessKey, sessionToken, expiresAtReal, roleId, accountId } = session;
    const roleName = RoleArn.split('/').at(-1) ?? '';
    return {
      Credentials: {
        AccessKeyId: accessKeyId,
        SecretAccessKey: secretAccessKey,
        SessionToken: sessionToken,
        Expiration: new Date(expiresAtReal),
      },
      AssumedRoleUser: {
        AssumedRoleId: `${roleId}:${RoleSessionName}`,
        Arn: `arn:${partition}:sts::${accountId}:assumed-role/${roleName}/${RoleSessionName}`,
      },
    };
  },
});

function checkDuration({ RoleArn, DurationSeconds }: AssumeRoleInput, { world, caller }: CallContext): void {
  if (caller.kind === 'roleSession' && DurationSeconds > MAX_CHAINED_SECONDS) {
    throw validationError(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
  const role = world.accounts[RoleArn.split(':')[4] ?? '']?.roles[RoleArn];
  if (role !== undefined && DurationSeconds > role.maxSessionDuration) {
    throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
}

/** Needs no permission, and no policy can take it away: GetCallerIdentity, in the STS API Reference. */
const getCallerIdentity = defineOperation({
  service: SERVICE,
  name: 'GetCallerIdentity',
  input: z.strictObject({}),
  access: () => [],
  run(_input, { caller }) {
    const userId = caller.kind === 'roleSession' ? `${caller.roleId}:${caller.sessionName}` : 'AIDAADMINISTRATOR0000';
    return { UserId: userId, Account: caller.accountId, Arn: caller.arn };
  },
});

/**
 * All that is served of STS: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html,
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html.
 */
export const STS_OPERATIONS: readonly Operation[] = [assumeRole, getCallerIdentity];
