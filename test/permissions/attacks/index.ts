import type { Attack } from '../attack.ts';
import { CONNECTION_ATTACKS } from './connection.ts';
import { OTHER_INSTALLATION_ATTACKS } from './otherInstallation.ts';
import { PROVISIONER_ON_ROLES } from './provisionerOnRoles.ts';
import { PROVISIONER_ON_SCRAPERS } from './provisionerOnScrapers.ts';
import { FUNCTIONS, PROVISIONER_TRUST } from './provisionerTrust.ts';

/** What the policies refuse. */
export const ATTACKS: readonly Attack[] = [
  ...PROVISIONER_ON_ROLES,
  ...PROVISIONER_ON_SCRAPERS,
  ...PROVISIONER_TRUST,
  ...FUNCTIONS,
  ...CONNECTION_ATTACKS,
  ...OTHER_INSTALLATION_ATTACKS,
];
