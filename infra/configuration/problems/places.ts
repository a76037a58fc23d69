import type { Problem } from '../messages.ts';
import { REGIONS } from '../regions.ts';
import type { Fields } from './fields.ts';

/** Regions that are none of the partition's. */
export function regionProblems({ partition, regions, homeRegion }: Fields): Problem[] {
  const named = regions.map((region, index) => ({ region, path: ['regions', index] }));
  const home = homeRegion === undefined ? [] : [{ region: homeRegion, path: ['homeRegion'] }];
  return [...named, ...home].flatMap(({ region, path }) => {
    if (REGIONS[partition].includes(region)) return [];
    return [{ path, message: whyNone(partition, region) }];
  });
}

function whyNone(partition: string, region: string): string {
  const [other] = Object.entries(REGIONS).find(([, all]) => all.includes(region)) ?? [];
  if (other !== undefined) return `is ${region}, a Region of partition ${other}, and partition is ${partition}`;
  const remedy = 'if AWS has opened it since, write it into infra/configuration/regions.ts';
  return `is ${region}, which is no Region of partition ${partition} that is known here: ${remedy}`;
}
