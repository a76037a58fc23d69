import { describe, expect, test } from 'vitest';
import { ATTACKS } from './attacks/index.ts';
import { useOnboarded } from './onboarded.ts';
import { refusalOf } from './refusal.ts';

const { scene } = useOnboarded();

describe('refused by the policies', () => {
  test.each(ATTACKS)('$name: refused by $layer', async ({ layer, attempt }) => {
    expect(await refusalOf(attempt(scene()))).toMatchObject({ layer });
  });
});
