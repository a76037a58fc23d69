import { accountsInMotion, nextTransition } from '../../scrapers/transitions.ts';
import type { Account, World } from '../../state/state.ts';
import { ServiceError, type CallContext, type Operation } from '../operation.ts';
import type { FiredFault } from './fault.ts';

/** What can show an earlier state, by service. */
export const LAGGING_READS: ReadonlyMap<string, readonly string[]> = new Map([
  ['aps', ['ListScrapers', 'DescribeScraper']],
  ['iam', ['GetRole', 'GetRolePolicy', 'ListRolePolicies', 'ListAttachedRolePolicies', 'ListRoleTags']],
]);

/** The part of the world that a lagging read shows as it was, after one write. */
interface Snapshot {
  at: number;
  accounts: Record<string, Pick<Account, 'roles' | 'scrapers'>>;
}

/** Reads that answer from what was some time ago. */
export interface LaggingReads {
  /** Keeps what there was before the first call. */
  before(call: CallContext): void;
  /**
   * The answer of a read that lags behind; undefined for any other call.
   * @throws ServiceError for what was not there then.
   */
  read(operation: Operation, input: unknown, call: CallContext): Record<string, unknown> | undefined;
  /** Keeps what there is after a write. */
  after(operation: Operation, call: CallContext): void;
}

/** @param faults those that lag count as fired where the answer differs from that of now. */
export function laggingReads(faults: readonly FiredFault[]): LaggingReads {
  const isUsed = faults.some(({ fault }) => fault.kind === 'lag');
  const snapshots: Snapshot[] = [];
  const keep = (at: number, world: World) => {
    if (isUsed) snapshots.push({ at, accounts: snapshotOf(world) });
  };
  return {
    before(call) {
      if (snapshots.length === 0) keep(-Infinity, call.world);
    },
    read(operation, input, call) {
      for (const one of faults) {
        const { fault } = one;
        if (fault.kind !== 'lag' || fault.service !== operation.service || fault.operation !== operation.name) continue;
        const then = call.now - fault.seconds * 1000;
        const answer = answerOf(operation, input, { ...call, world: worldAsOf(call.world, then, snapshots) });
        if (answer.text !== answerOf(operation, input, call).text) one.fired += 1;
        return answer.give();
      }
      return undefined;
    },
    after({ service, name }, call) {
      if (LAGGING_READS.has(service) && !/^(Get|List|Describe|Query)/.test(name)) keep(call.now, call.world);
    },
  };
}

function snapshotOf({ accounts }: World): Snapshot['accounts'] {
  return Object.fromEntries(
    Object.entries(accounts).map(([id, { roles, scrapers }]) => [id, structuredClone({ roles, scrapers })]),
  );
}

/** The world as it was `then`: after the last write before, and with what had become of its scrapers by themselves. */
function worldAsOf(world: World, then: number, snapshots: readonly Snapshot[]): World {
  const kept = structuredClone(snapshots.findLast(({ at }) => at <= then)?.accounts ?? {});
  const accounts = Object.entries(world.accounts).map(([id, account]) => [id, { ...account, ...kept[id] }]);
  const shown: World = { ...world, accounts: Object.fromEntries(accounts) };
  const moving = accountsInMotion(shown);
  for (let due = nextTransition(shown, moving, then); due !== undefined; due = nextTransition(shown, moving, then))
    due.apply();
  return shown;
}

/** What a read answers, as text for comparing, and as its caller gets it. */
function answerOf(operation: Operation, input: unknown, call: CallContext) {
  try {
    const output = operation.run(input, call);
    return { text: JSON.stringify(output), give: () => output };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const give = (): never => {
      throw error;
    };
    return { text: `${error.code} ${error.message}`, give };
  }
}
