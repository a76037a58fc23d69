import { beforeAll, describe, expect, test } from 'vitest';
import type { ExecutionRecord } from '../../local/state/state.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import type { Stage } from '../../local/workflow/stage.ts';
import { warmRuntime } from '../runtimes.ts';
import { DEPLOYMENT } from '../workflow/support.ts';
import { ABORTS, endHolder, sceneOf } from './aborts.ts';
import { openLedger, outcomeOf } from './ledger.ts';
import { openStand, type Stand, type Trial } from './trial.ts';

let runtime: Runtime;
let stand: Stand;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
  stand = await openStand(runtime);
});

/** Nobody redrives sooner: what the execution had in flight when it was stopped has had its effect. */
function minuteOf({ time }: Stage): Promise<void> {
  return new Promise((resolve) => time.setTimeout(resolve, 60_000));
}

/** Does something when the first execution enters the state for the first time. */
function onceIn(state: string, act: (first: ExecutionRecord, stage: Stage) => void): NonNullable<Trial['meanwhile']> {
  let isDone = false;
  return (event, first, stage) => {
    if (isDone || event.kind !== 'entered' || event.state !== state || event.executionArn !== first.executionArn)
      return;
    isDone = true;
    act(first, stage);
  };
}

describe('an execution that is aborted, cleaned up after and redriven', () => {
  const ledger = openLedger('Aborted, cleaned up by the rule, then redriven');

  test.for(ABORTS)('$workflow in $state calls nothing any more', async ({ workflow, state, ...scene }) => {
    const set = sceneOf(scene, stand, runtime);
    let own: readonly string[] | undefined;
    let error: string | undefined;
    const ended = await stand.check({
      workflow,
      ...set,
      meanwhile: onceIn(state, (first, stage) => {
        stage.stop(first);
        if (set.world !== undefined) endHolder(set.world);
      }),
      async afterwards({ executionArn }, stage, calls) {
        await minuteOf(stage);
        const before = calls.length;
        await stage.redrive(executionArn);
        const result = await stage.ended(executionArn);
        own = calls.slice(before);
        error = result.error;
      },
    });
    ledger.note(`${workflow} ${state}`, 1, `${error ?? 'no error'}, ${outcomeOf(ended).split(', ').at(-1)}`);
    expect(own).toEqual([]);
    expect(ended.first.redriveCount).toBe(1);
    expect(ended.broken).toEqual([]);
  });

  test('is what the ledger says', () => {
    const { seen, written } = ledger.settle();
    expect(written).toEqual(seen);
  });
});

test.each(['CreateScraper', 'WaitForScraper'])(
  'redriven in %s while its clean-up is at work, it hinders nothing',
  async (state) => {
    let redriven: Promise<ExecutionRecord> | undefined;
    const ended = await stand.check({
      meanwhile: onceIn(state, (first, stage) => {
        stage.stop(first);
        redriven = stage.redrive(first.executionArn);
      }),
      afterwards: async () => {
        await redriven;
      },
    });
    expect([ended.first.redriveCount, ended.first.status, ended.first.error]).toEqual([1, 'FAILED', 'Redriven']);
    expect(ended.broken).toEqual([]);
    expect(ended.end).not.toBe('left');
  },
);
