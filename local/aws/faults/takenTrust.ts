import { accountOf } from '../../state/lookup.ts';
import type { Role, Scraper, World } from '../../state/state.ts';
import type { CallContext, Operation } from '../operation.ts';
import type { TrustFault } from './fault.ts';

const NOBODY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' }],
});

/** Another hand's change of a role: nobody can assume it any more. */
export function takeTrustAway(world: World, role: Role): void {
  Object.assign(role, { trustPolicy: NOBODY, trustedIds: {} });
  world.iamRevision += 1;
}

/**
 * The role whose trust policy this call has saved, if it is the source or the target role of a scraper, and when it is taken away.
 * @param take The next fault for it, counted.
 */
export function takenTrust(
  { service, name }: Operation,
  input: unknown,
  { world, caller, now }: CallContext,
  take: (kind: TrustFault['role']) => TrustFault | undefined,
): { role: Role; at: number } | undefined {
  if (service !== 'iam' || name !== 'UpdateAssumeRolePolicy') return undefined;
  const role = Object.values(accountOf(world, caller.accountId).roles).find((one) => one.roleName === nameIn(input));
  const scraper = role && scrapersOf(world).find((one) => [one.sourceRoleArn, one.targetRoleArn].includes(role.arn));
  const fault = scraper && take(scraper.sourceRoleArn === role?.arn ? 'source' : 'target');
  return role && fault && { role, at: (activeAt(scraper) ?? now) + fault.seconds * 1000 };
}

function nameIn(input: unknown): unknown {
  return typeof input === 'object' && input !== null && 'RoleName' in input ? input.RoleName : undefined;
}

function scrapersOf({ accounts }: World): Scraper[] {
  return Object.values(accounts).flatMap(({ scrapers }) => Object.values(scrapers));
}

/** Of a scraper that is not ACTIVE yet. */
function activeAt({ transition }: Scraper): number | undefined {
  return transition?.to === 'ACTIVE' ? transition.at : undefined;
}
