import { describe, expect, test } from 'vitest';
import { attacksIn } from './attacks/index.ts';
import { useOnboarded } from './onboarded.ts';
import { refusalOf } from './refusal.ts';
import { MODES } from './world.ts';

describe.each(MODES)('refused by the policies of accounts in %s mode', (mode) => {
  const { scene } = useOnboarded(mode);

  test.each(attacksIn(mode).map(({ name, layer, attempt }) => [name, layer, attempt] as const))(
    '%s: refused by %s',
    async (_name, layer, attempt) => {
      expect(await refusalOf(attempt(scene()))).toMatchObject({ layer });
    },
  );
});
