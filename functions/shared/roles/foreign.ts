import { NotOurs } from '../errors.ts';
import type { ConnectionNames } from '../names.ts';
import { foreignTag, identityTags } from '../connection/tags.ts';
import type { ObservedRole, RoleSpecification } from './changes.ts';

/** @throws NotOurs when a role of that name carries another tag or none, or is under another path. */
export function refuseForeign(
  role: Pick<RoleSpecification, 'arn' | 'roleName' | 'names'>,
  existing: Pick<ObservedRole, 'arn' | 'tags'>,
): void {
  if (existing.arn === role.arn && foreignTag(existing.tags, role.names) === undefined) return;
  throw notOurs(role, existing);
}

/** A role that has the name of a connection's, and is not its own. It is left as it is. */
export function notOurs(
  { arn, roleName, names }: { arn: string; roleName: string; names: ConnectionNames },
  existing: Pick<ObservedRole, 'arn' | 'tags'>,
): NotOurs {
  const what = `Role ${existing.arn} is not this connection's`;
  const left = 'It was left as it is.';
  if (existing.arn !== arn) {
    return new NotOurs(
      `${what}: the connection's is ${arn}. ${left} Delete it, since a name is used once, then run again.`,
    );
  }
  return new NotOurs(
    `${what}: ${foreignTag(existing.tags, names)}. ${left} ` +
      "Delete it, or if it is the connection's give it the tag " +
      `(aws iam tag-role --role-name ${roleName} --tags ${Object.entries(identityTags(names))
        .map(([key, value]) => `Key=${key},Value=${value}`)
        .join(' ')}), then run again.`,
  );
}
