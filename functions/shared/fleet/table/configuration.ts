import * as z from 'zod/mini';
import type { FleetItems } from './fleetItems.ts';

const CONFIGURATION = 'configuration';
/** What decides, by its digest, and when a run first saw it so (ISO 8601). */
const seenConfiguration = z.object({ digest: z.string(), firstSeenAt: z.string() });

/**
 * Notes a configuration that no run before saw. One that comes back after another is seen for the first time again: what was connected in
 * between may not be taken away at once.
 */
export async function noteConfiguration(items: FleetItems, digest: string, now: string): Promise<void> {
  const seen = await seenSince(items, digest);
  if (seen === undefined) await items.put(CONFIGURATION, { digest, firstSeenAt: now });
}

/** When a run first saw the configuration as it is (ISO 8601); undefined of one that none has noted. */
export async function seenSince(items: FleetItems, digest: string): Promise<string | undefined> {
  const item = await items.get(CONFIGURATION);
  const seen = item && seenConfiguration.safeParse(item.value).data;
  return seen?.digest === digest ? seen.firstSeenAt : undefined;
}
