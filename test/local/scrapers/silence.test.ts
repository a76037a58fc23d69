import { describe, expect, it } from 'vitest';
import { settle } from '../../../local/scrapers/engine.ts';
import { SILENCE_REASONS, type PlannedSilence } from '../../../local/state/silence.ts';
import type { World } from '../../../local/state/state.ts';
import * as support from '../world/support.ts';

const MINUTE = 60_000;
const FAILED = 'EXPORTER: Failed to export to the target workspace - Verify your scraper destination.';

function silentWorld(silence: PlannedSilence): World {
  const world = support.smallWorld({ account: { scrapers: [{ ...support.CROSS_ACCOUNT_SCRAPER, silence }] } });
  support.patchTrust(world, support.scraperIn(world).arn);
  return world;
}

const samples = (world: World) => support.workspaceIn(world).series[0]?.samples ?? [];

describe('an ACTIVE scraper of a world', () => {
  const logged: Record<(typeof SILENCE_REASONS)[number], string> = {
    'write-forbidden': `${FAILED} server returned HTTP status 403 Forbidden`,
    'no-targets': 'SERVICE_DISCOVERY: no target found: the configuration selects nothing that the cluster has',
    'targets-down': 'COLLECTOR: Scrape failed: connect: connection refused',
    'targets-forbidden': 'COLLECTOR: Scrape failed: server returned HTTP status 403 Forbidden',
    'no-access': 'SERVICE_DISCOVERY: Failed to watch Service - Verify your scraper source permissions are valid.',
    unreachable: 'SERVICE_DISCOVERY: Failed to watch Service: dial tcp: i/o timeout',
    'ingestion-rate': `${FAILED} server returned HTTP status 429 Too Many Requests: ingestion rate limit exceeded`,
    'series-limit': `${FAILED} server returned HTTP status 429 Too Many Requests: per-user series limit exceeded`,
  };

  it.each(SILENCE_REASONS)('that never writes, for %s, has it in its logs, and an up of 0 or none', async (reason) => {
    const world = silentWorld({ reason, afterSeconds: 0 });
    await settle(world, world.now + 2 * MINUTE);
    expect(support.scraperIn(world)).toMatchObject({ status: 'ACTIVE', lastExportProblem: logged[reason] });
    const values = new Set(samples(world).map(({ value }) => value));
    expect([...values]).toEqual(reason.startsWith('targets-') ? [0] : []);
  });

  it('that stops has the samples from before, however seldom anybody looks, and says nothing while all is well', async () => {
    const world = silentWorld({ reason: 'ingestion-rate', afterSeconds: 90 });
    const start = world.now;
    await settle(world, start + 30_000);
    expect(support.scraperIn(world).lastExportProblem).toBeUndefined();
    await settle(world, start + 60 * MINUTE);
    expect(samples(world).map(({ at }) => at - start)).toEqual([30_000, 60_000]);
    expect(support.scraperIn(world).lastExportProblem).toBe(logged['ingestion-rate']);
  });

  it('whose targets go down has an up of 1 and then of 0', async () => {
    const world = silentWorld({ reason: 'targets-down', afterSeconds: 60 });
    await settle(world, world.now + 90_000);
    expect(samples(world).map(({ value }) => value)).toEqual([1, 0, 0]);
  });

  it('whose trust is lacking as well is stopped by that, once its targets are down', async () => {
    const world = silentWorld({ reason: 'targets-down', afterSeconds: 0 });
    support.saveTrust(world, support.TARGET_ROLE_ARN, support.targetTrust(support.PLACEHOLDER_ARN));
    await settle(world, world.now + MINUTE);
    expect(samples(world)).toEqual([]);
    expect(support.scraperIn(world).lastExportProblem).toMatch(
      /^EXPORTER: Failed to export .* could not assume the target role/,
    );
  });
});
