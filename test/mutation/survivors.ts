import { readFileSync } from 'node:fs';
import * as z from 'zod';

const survivor = z.strictObject({
  file: z.string(),
  original: z.string(),
  replacement: z.string(),
  /** `equivalent`: the rule does the same with it, which no test can see. `unpinned`: no test should hold it; it counts as not seen. */
  kind: z.enum(['equivalent', 'unpinned']),
  reason: z.string().min(1),
});

/** A change of a rule that no test sees, and why. */
export type Survivor = z.infer<typeof survivor>;

/** Those that are known. */
export function readSurvivors(): readonly Survivor[] {
  return z.array(survivor).parse(JSON.parse(readFileSync(new URL('survivors.json', import.meta.url), 'utf8')));
}
