import type { Attack } from '../attack.ts';
import type { Layer } from '../refusal.ts';
import type { Mode } from '../world.ts';
import { CONNECTION_ATTACKS } from './connection.ts';
import { FLEET_ATTACKS } from './fleet.ts';
import { ORGANIZATION_ATTACKS } from './organization.ts';
import { OTHER_INSTALLATION_ATTACKS } from './otherInstallation.ts';
import { PROVISIONER_ON_ROLES } from './provisionerOnRoles.ts';
import { PROVISIONER_ON_SCRAPERS } from './provisionerOnScrapers.ts';
import { PROVISIONER_TELLING } from './provisionerTelling.ts';
import { FUNCTIONS, PROVISIONER_TRUST } from './provisionerTrust.ts';

/** What the policies refuse, in one mode or both. */
const ATTACKS: readonly Attack[] = [
  ...PROVISIONER_ON_ROLES,
  ...PROVISIONER_ON_SCRAPERS,
  ...PROVISIONER_TELLING,
  ...PROVISIONER_TRUST,
  ...FUNCTIONS,
  ...CONNECTION_ATTACKS,
  ...OTHER_INSTALLATION_ATTACKS,
  ...ORGANIZATION_ATTACKS,
  ...FLEET_ATTACKS,
];

/**
 * What an organization's documents let through, since no account's knows the workspaces: none of it gives anything without the target
 * role, whose own policy names the one workspace.
 */
const ADMITTED = [
  'The provisioner makes a scraper that writes to a workspace that is not configured',
  'The provisioner reads a workspace that is not configured',
  'The provisioner asks a workspace that is not configured for its metrics',
  'An armed target role writes to a workspace that is not configured',
];

/** Those of a mode, with the layer that refuses them there. */
export function attacksIn(mode: Mode): (Attack & { layer: Layer })[] {
  return ATTACKS.filter(
    ({ name, only = mode }) => only === mode && !(mode === 'organization' && ADMITTED.includes(name)),
  ).map(({ layer, ...attack }) => ({
    ...attack,
    layer: typeof layer === 'string' ? layer : layer[mode],
  }));
}
