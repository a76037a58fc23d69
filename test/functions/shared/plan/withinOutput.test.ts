import { expect, test } from 'vitest';
import type { Output, PlannedChange } from '../../../../functions/shared/contract.ts';
import { withinOutput } from '../../../../functions/shared/plan/withinOutput.ts';

/** An execution's output, in bytes (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html). */
const MAX_OUTPUT = 262_144;

const change = (resource: string, size: number): PlannedChange => ({
  action: 'create',
  resource,
  before: 'none',
  after: `sha256:${resource}`,
  document: { text: '語'.repeat(size) },
  difference: '+"'.repeat(size),
});
const planned = (...changes: PlannedChange[]): Output & { plan: NonNullable<Output['plan']> } => ({
  outcome: 'PLANNED',
  door: 'console',
  created: [],
  updated: [],
  repaired: [],
  warnings: [],
  plan: { changes, notes: ['A note.'] },
});

test('a plan that fits into an output is as it is', () => {
  const output = planned(change('a', 10_000), change('b', 10_000), change('c', 10_000));
  expect(withinOutput(output)).toBe(output);
});

test('one that just fits is as it is, and a byte more is too many', () => {
  const bytes = (output: unknown) => Buffer.byteLength(JSON.stringify(output));
  const short = planned(change('a', 30_000), change('b', 10));
  const filled = (size: number) => ({ ...short, reason: 'x'.repeat(size - bytes({ ...short, reason: '' })) });
  expect(bytes(filled(245_760))).toBe(245_760);
  expect(withinOutput(filled(245_760)).plan.notes).toHaveLength(1);
  expect(withinOutput(filled(245_761)).plan.notes).toHaveLength(2);
});

test('of two that are left out the second is where the first does not make room enough', () => {
  const { plan } = withinOutput(planned(change('a', 30_000), change('b', 29_999), change('c', 10)));
  expect(plan.changes.map(({ document }) => document !== undefined)).toEqual([false, true, true]);
  const more = withinOutput(planned(...['a', 'b', 'c'].map((name) => change(name, 50_000))));
  expect(more.plan.changes.map(({ document }) => document !== undefined)).toEqual([false, false, false]);
  expect(more.plan.notes[1]).toMatch(/the AWS CLI shows\.$/);
});

test('what stays of a change that is cut takes room, too', () => {
  const long = ['a', 'b', 'c'].map((name) => change(name.repeat(20_000), 15_000));
  const output = withinOutput(planned(...long));
  expect(output.plan.changes.map(({ document }) => document !== undefined)).toEqual([false, false, true]);
  expect(Buffer.byteLength(JSON.stringify(output))).toBeLessThan(MAX_OUTPUT);
});

test('one that does not has as many of the largest changes as have to be by their digests alone, and says so', () => {
  const changes = [change('a', 10_000), change('b', 20_000), change('c', 20_000), change('d', 1_000)];
  const { plan } = withinOutput(planned(...changes));
  expect(plan.changes.map(({ resource, document }) => [resource, document !== undefined])).toEqual([
    ['a', true],
    ['b', false],
    ['c', true],
    ['d', true],
  ]);
  expect(plan.changes[1]).toMatchObject({
    before: 'none',
    after: 'sha256:b',
    difference: expect.stringMatching(/^… left out/),
  });
  expect(plan.notes).toEqual(['A note.', expect.stringMatching(/^Of 1 of the 4 changes, the largest, .* left out/)]);
});

test('however large its changes are, it fits', () => {
  const output = withinOutput(planned(...Array.from({ length: 60 }, (_, i) => change(`role-${i}`, 20_000))));
  expect(Buffer.byteLength(JSON.stringify(output))).toBeLessThan(MAX_OUTPUT);
  expect(output.plan.notes[1]).toMatch(/^Of 5\d of the 60 changes/);
});
