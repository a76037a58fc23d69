import type { FleetItems } from './fleetItems.ts';
import { ITEMS, storedConfiguration } from './storedRun.ts';

/**
 * Notes a configuration that the run before did not have. One that comes back after another is seen for the first time again: what was
 * connected in between may not be taken away at once.
 * @param now when the run started (ISO 8601).
 */
export async function noteConfiguration(items: FleetItems, digest: string, now: string): Promise<void> {
  const item = await items.get(ITEMS.configuration);
  const seen = item && storedConfiguration.safeParse(item.value).data;
  if (seen?.digest !== digest) await items.put(ITEMS.configuration, { digest, firstSeenAt: now });
}
