import * as z from 'zod';

/** An integer member: JSON has a number, the Query protocols and query strings have its text. */
export function wireInteger(min: number, max: number): z.ZodType<number> {
  return z
    .union([
      z.number(),
      z
        .string()
        .regex(/^-?\d+$/)
        .transform(Number),
    ])
    .pipe(z.int().min(min).max(max));
}

/** A boolean member: JSON has true or false, the Query protocols and query strings have their text. */
export function wireBoolean(): z.ZodType<boolean> {
  return z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
}
