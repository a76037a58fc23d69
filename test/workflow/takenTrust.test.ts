import { describe, expect, test } from 'vitest';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import { settle } from '../../local/scrapers/engine.ts';
import type { World } from '../../local/state/state.ts';
import { freshWorld, NAMES, REQUEST, scrapers, useRuntime, WORKSPACE } from './support.ts';

const { run } = useRuntime();
const plan = (...texts: string[]) => faultPlan(texts.map((text) => parseFault(text, OPERATIONS)));
const FAILED = 'EXPORTER: Failed to export to the target workspace - Verify your scraper destination.';

const lastSample = (world: World) =>
  Math.max(
    ...(world.accounts['222222222222']?.workspaces[WORKSPACE]?.series ?? []).flatMap(({ samples }) =>
      samples.map(({ at }) => at),
    ),
  );

describe.each([
  ['target', NAMES.targetRoleArn, /the source role \S+ could not assume the target role/],
  ['source', NAMES.sourceRoleArn, /scraper\.aps\.amazonaws\.com could not assume the source role/],
])('the trust of the %s role, taken away by another hand', (which, roleArn, refused) => {
  test('after the onboard: nothing is written from then on; a plan shows it, the next run puts it back', async () => {
    const world = freshWorld();
    const faults = plan(`iam:trust-taken-away:${which}:600`);
    const { output } = await run({ world, faults });
    expect(output).toMatchObject({ outcome: 'ONBOARDED' });
    expect(faults.fired()).toMatchObject([{ fired: 1 }]);
    const takenAt = world.now;
    await settle(world, world.now + 600_000);
    expect(lastSample(world)).toBeLessThanOrEqual(takenAt);
    expect(scrapers(world)[0]).toMatchObject({ status: 'ACTIVE', lastExportProblem: expect.stringMatching(refused) });
    expect(scrapers(world)[0]?.lastExportProblem).toContain(FAILED);
    const dry = await run({ world, input: { ...REQUEST, dryRun: true } });
    expect(dry.output).toMatchObject({ plan: { changes: [expect.objectContaining({ resource: roleArn })] } });
    const again = await run({ world, input: { ...REQUEST, requireSamples: true } });
    expect(again.output).toMatchObject({ outcome: 'ONBOARDED', repaired: [expect.stringContaining(roleArn)] });
  });

  test('before a sample came: NO_SAMPLES, and the trust is where to look', async () => {
    const { output } = await run({ faults: plan(`iam:trust-taken-away:${which}:1`) });
    expect(output).toMatchObject({
      outcome: 'NO_SAMPLES',
      reason: expect.stringContaining("at both roles' trust policies"),
    });
  });
});

test('the trust of a role that is no scraper’s is left alone', async () => {
  const faults = plan('iam:trust-taken-away:target:1');
  const { output } = await run({ faults, workflow: 'offboard' });
  expect(output).toMatchObject({ outcome: 'OFFBOARDED' });
  expect(faults.fired()).toMatchObject([{ fired: 0 }]);
});
