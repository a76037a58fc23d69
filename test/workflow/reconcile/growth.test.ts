import { expect, test } from 'vitest';
import type { FleetFacts } from '../../../functions/shared/fleet/rules/facts.ts';
import { planFleet } from '../../../functions/shared/fleet/rules/planFleet.ts';
import { SOAK } from '../../faults/cases.ts';
import { cluster, clusterArn, facts, item, pair, scraper } from '../../functions/shared/fleet/facts.ts';

const EACH = 5;

/** Accounts with connections, whose clusters have this value of the tag, or which do not answer. */
function fleetOf(accounts: number, is: 'connected' | 'unwanted' | 'unreachable'): FleetFacts {
  const ids = Array.from({ length: accounts }, (_, index) => String(300_000_000_000 + index));
  const arnsOf = (id: string) => Array.from({ length: EACH }, (_, index) => clusterArn(`c-${index}`, id));
  const value = is === 'unwanted' ? undefined : 'central';
  const seen = (id: string) =>
    pair(
      id,
      arnsOf(id).map((arn) => cluster(arn, value)),
      arnsOf(id).map((arn) => scraper(arn)),
    );
  const silent = (accountId: string) => ({ accountId, unreachable: { error: 'AccessDenied', message: 'no' } });
  return facts({
    accounts: ids,
    pairs: ids.map(is === 'unreachable' ? silent : seen),
    connections: ids.flatMap((id) => arnsOf(id).map((arn) => item(arn))),
  });
}

/** Milliseconds of user time for each account. */
function perAccount(of: FleetFacts): number {
  const begun = process.cpuUsage().user;
  planFleet(of);
  return (process.cpuUsage().user - begun) / of.accounts.length;
}

// Time is no measure in a process that others' heaps fill: in the soak alone.
test.runIf(SOAK).each(['connected', 'unwanted', 'unreachable'] as const)(
  'the plan of sixteen times as many accounts takes as long for each: %s',
  (is) => {
    const [few, many] = [fleetOf(150, is), fleetOf(2_400, is)];
    const rounds = Array.from({ length: 4 }, () => ({ few: perAccount(few), many: perAccount(many) })).slice(1);
    const least = (size: 'few' | 'many') => Math.min(...rounds.map((one) => one[size]));
    // Who walks through a list for each thing takes sixteen times as long; what else the process does takes its part.
    expect(least('many') / least('few')).toBeLessThan(4);
  },
);
