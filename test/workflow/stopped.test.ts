import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { definitionFile } from '../../local/workflow/states/definition.ts';
import { comparable, freshWorld, seriesCount, stopAfter, useRuntime } from './support.ts';

const { run } = useRuntime();
const definition = z
  .object({ States: z.record(z.string(), z.object({ Type: z.string(), End: z.boolean().optional() })) })
  .parse(JSON.parse(readFileSync(definitionFile('onboard'), 'utf8')));
/** A clean run does not get there: the fault suite aborts executions in them. */
const ASIDE =
  /^(Undo|Release(Undone|AfterFailedUndo|Unverified)|WaitForUndo|ScraperUndone|WaitForTurn|WaitBeforeUndo|Undone|RestoreScraper|ScraperRestored|WaitForRestore|PlanConnection)/;
const STATES = Object.entries(definition.States)
  .filter(([name, { Type, End }]) => Type !== 'Succeed' && Type !== 'Fail' && End !== true && !ASIDE.test(name))
  .map(([name]) => name);

describe('a run that was stopped', () => {
  let clean: { world: unknown; series: number };
  beforeAll(async () => {
    const { world } = await run({});
    clean = { world: comparable(world), series: seriesCount(world) };
  });

  test.each(STATES)('after %s and started again leaves the world of one clean run', async (state) => {
    const world = freshWorld();
    const stopped = await run({ world, adapt: stopAfter(state) });
    expect(stopped.states.at(-1)).toBe(state);
    const again = await run({ world });
    expect(again.output).toMatchObject({ outcome: 'ONBOARDED' });
    expect({ world: comparable(world), series: seriesCount(world) }).toEqual(clean);
  });
});
