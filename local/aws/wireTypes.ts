import * as z from 'zod';

/** An integer member: JSON has a number, the Query protocols and query strings have its text. */
export function wireInteger(min: number, max: number): z.ZodType<number> {
  const parse = (value: unknown) => (typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value);
  return z.preprocess(parse, z.int().min(min).max(max));
}
