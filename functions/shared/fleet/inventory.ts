import * as z from 'zod/mini';
import { FLEET_CLASSES, type FleetClass } from './fleetClasses.ts';

/** How many things are in each class, those that nothing is in too: what is not said is not known to be none. */
export const inventory = z.record(z.enum(FLEET_CLASSES), z.number());

/** @param counts of the classes that something is in. */
export function inventoryOf(counts: Readonly<Partial<Record<FleetClass, number>>>): z.infer<typeof inventory> {
  return inventory.parse(Object.fromEntries(FLEET_CLASSES.map((one) => [one, counts[one] ?? 0])));
}
