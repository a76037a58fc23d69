import type { Finding } from '../errors.ts';
import { DOORS, type Door } from './doors/doors.ts';

/** Fields by which an operator cuts a pair off, and lets it be connected again. */
type Revocation = 'revoke' | 'liftRevoke';

/** A field that is for an operator alone, and came by a door that others use. */
export function revocationFindings(path: Revocation, value: unknown, door: Door): Finding[] {
  if (value === undefined || value === false || DOORS[door].revokes) return [];
  const remedy = 'Remove the field, or have an operator start the state machine with the pair and the field';
  return [{ path, value, problem: `is not for the ${door} door`, remedy }];
}
