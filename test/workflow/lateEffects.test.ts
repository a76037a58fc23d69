import { expect, test } from 'vitest';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import { role, scrapers, useRuntime, NAMES } from './support.ts';

const { run } = useRuntime();
const plan = (...texts: string[]) => faultPlan(texts.map((text) => parseFault(text, OPERATIONS)));

test('a CreateScraper that lands when the undo has begun is undone', async () => {
  const faults = plan('createScraper:late-effect:50', 'createScraper:access-denied:always');
  const { error, world } = await run({ faults });
  expect(error).toBe('AccessDenied');
  expect(faults.fired()[0]?.fired).toBe(1);
  expect(scrapers(world)).toEqual([]);
  expect(role(world, NAMES.sourceRoleArn)).toBeUndefined();
});
