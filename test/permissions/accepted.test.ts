import { expect, test } from 'vitest';
import { ACCEPTED } from './accepted.ts';
import { useOnboarded } from './onboarded.ts';
import { refusalOf } from './refusal.ts';

const { scene } = useOnboarded();

test.each(ACCEPTED)('A provisioner that was taken over $name: known, not refused', async ({ attempt }) => {
  expect(await refusalOf(attempt(scene()))).toBeUndefined();
});
