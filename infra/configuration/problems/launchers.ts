import { parseArn } from '../../../functions/shared/arn.ts';
import type { Problem } from '../messages.ts';
import type { Fields } from './fields.ts';

interface Launcher {
  role: string;
  path: PropertyKey[];
}

/** Launchers who could launch nothing, and launchers of more than one product. */
export function launcherProblems(fields: Fields): Problem[] {
  const launchers = [
    ...listOf(['productLauncherRoles'], fields.productLauncherRoles),
    ...fields.products.flatMap(({ launcherRoles }, index) =>
      listOf(['products', index, 'launcherRoles'], launcherRoles),
    ),
  ];
  return [...launchers.flatMap((one) => foreign(fields, one)), ...launchers.flatMap((one) => doubled(launchers, one))];
}

function listOf(path: PropertyKey[], roles: readonly string[]): Launcher[] {
  return roles.map((role, index) => ({ role, path: [...path, index] }));
}

/** A portfolio is shared with nobody: its principals are the workflow account's. */
function foreign({ partition, workflowAccountId }: Fields, { role, path }: Launcher): Problem[] {
  const arn = parseArn(role);
  if (arn === undefined) return [];
  const messages = [
    ...(arn.partition === partition ? [] : [`is in partition ${arn.partition}, and partition is ${partition}`]),
    ...(arn.accountId === workflowAccountId
      ? []
      : [`is a role of account ${arn.accountId}: only those of workflowAccountId, ${workflowAccountId}, can launch`]),
  ];
  return messages.map((message) => ({ path, message }));
}

/** Who may launch two products may connect what either connects: a product's `from` would no more say what its launchers can do. */
function doubled(launchers: readonly Launcher[], { role, path }: Launcher): Problem[] {
  const first = launchers.find((one) => one.role === role);
  if (first === undefined || first.path === path || isOfOneList(first.path, path)) return [];
  const message = `is ${first.path.join('.')} too: a role launches one product, whose from has all that it may connect`;
  return [{ path, message }];
}

function isOfOneList(one: PropertyKey[], other: PropertyKey[]): boolean {
  return one.slice(0, -1).join('.') === other.slice(0, -1).join('.');
}
