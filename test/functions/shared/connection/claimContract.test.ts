import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { claimInput } from '../../../../functions/shared/connection/claimInput.ts';
import { claim } from '../../../../functions/shared/contract.ts';
import { refusedBy } from './jsonSchema.ts';

const FILE = new URL('claimContract.json', import.meta.url);
const REMEDY =
  'Executions of the release before run on for hours, and call this code with what theirs hands over. Keep what is there; add what may be absent. ' +
  'A release later, when none of them runs any more, AMP_SCRAPER_WRITE_CONTRACTS=1 npx vitest run test/functions/shared/connection/claimContract.test.ts records it anew.';

/** As values are read: what is beside the members that are listed is left alone. */
const schemaOf = (schema: z.core.$ZodType) => z.toJSONSchema(schema, { io: 'input' });
const NOW = { input: schemaOf(claimInput), output: schemaOf(claim) };
if (process.env['AMP_SCRAPER_WRITE_CONTRACTS'] === '1') writeFileSync(FILE, `${JSON.stringify(NOW, null, 2)}\n`);

const recorded = z.object({ input: z.unknown(), output: z.unknown() }).parse(JSON.parse(readFileSync(FILE, 'utf8')));

describe("ClaimConnection's contract only grows", () => {
  test('takes whatever it took at the last release', () => {
    expect(refusedBy(NOW.input, recorded.input), REMEDY).toEqual([]);
  });

  test('answers nothing that was not an answer at the last release, but for members that nobody reads yet', () => {
    expect(refusedBy(recorded.output, NOW.output), REMEDY).toEqual([]);
  });
});

describe('a contract', () => {
  const object = (shape: Record<string, z.core.$ZodType>) => schemaOf(z.object(shape));
  const text = z.string();
  const status = (...names: string[]) => z.enum(names);

  test.each<[string, unknown, unknown, string[]]>([
    ['a member more that may be absent', object({ a: text, b: text.optional() }), object({ a: text }), []],
    ['a member more that may not', object({ a: text, b: text }), object({ a: text }), ['.b: may be absent']],
    ['a member less', object({}), object({ a: text }), []],
    ['a member of another type', object({ a: z.number() }), object({ a: text }), ['.a: is string']],
    ['a value more', schemaOf(status('A', 'B')), schemaOf(status('A')), []],
    ['a value less', schemaOf(status('A')), schemaOf(status('A', 'B')), [': is "B"']],
    ['a literal for a text', schemaOf(z.literal('A')), schemaOf(text), [': is string']],
    ['a text for a literal', schemaOf(text), schemaOf(z.literal('A')), []],
    ['a way less', schemaOf(z.literal('A')), schemaOf(z.union([z.literal('A'), z.literal('B')])), [': is "B"']],
    ['a way more', schemaOf(z.union([text, z.object({})])), schemaOf(text), []],
    ['another kind of item', schemaOf(z.array(text)), schemaOf(z.array(z.number())), ['[]: is number']],
  ])('with %s', (_what, taken, given, expected) => {
    expect(refusedBy(taken, given)).toEqual(expected);
  });
});
