import * as z from 'zod/mini';
import type { Calls } from '../../../calls/signedCalls.ts';

const text = z.string();
const role = z.object({ RoleName: text, Arn: text, AssumeRolePolicyDocument: text });
/** An empty list is an empty element. */
const roles = z.object({ Roles: z.union([z.object({ member: z.array(role) }), z.literal('')]) });

/** Of ListRoles, whose trust policy comes URL-encoded. */
export interface Role {
  name: string;
  arn: string;
  /** JSON text. */
  trustPolicy: string;
}

/** An account's first roles under a path, 100 at most. */
export async function firstRoles(calls: Calls, path: string): Promise<Role[]> {
  const { Roles } = roles.parse(
    await calls.query('iam', '2010-05-08', 'ListRoles', { PathPrefix: path, MaxItems: '100' }),
  );
  if (Roles === '') return [];
  return Roles.member.map(({ RoleName, Arn, AssumeRolePolicyDocument }) => ({
    name: RoleName,
    arn: Arn,
    // IAM hands policies out percent-encoded (RFC 3986).
    trustPolicy: decodeURIComponent(AssumeRolePolicyDocument),
  }));
}
