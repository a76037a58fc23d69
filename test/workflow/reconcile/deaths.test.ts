import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { lookRange } from '../../../functions/shared/fleet/seen.ts';
import { deployedName } from '../../../functions/shared/names.ts';
import type { FunctionDeath } from '../../../local/workflow/lambda/deaths.ts';
import type { Runtime } from '../../../local/workflow/runtime.ts';
import { warmRuntime } from '../../runtimes.ts';
import { deploymentWith, OF_RECONCILE, reconcile, scraped, worldOf } from './support.ts';

const DEATHS: readonly FunctionDeath[] = ['exit-before', 'exit-after', 'time-out-before', 'time-out-after'];
const DEPLOYMENT = await deploymentWith({});

let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
});

const looked = z.object({ range: lookRange });
const cases = OF_RECONCILE.flatMap((name) => DEATHS.map((how) => ({ name, how })));

test.for(cases)(
  '$name that dies once, $how, is called again, and connects each cluster once',
  async ({ name, how }) => {
    const world = worldOf(DEPLOYMENT, { shop: 'central', office: 'central' });
    let died = 0;
    const death = (arn: string, nth: number) => {
      if (!arn.endsWith(`:${deployedName('amp-scraper', name)}`) || nth !== 1) return undefined;
      died += 1;
      return how;
    };
    const { outcome, started } = await reconcile(runtime, world, {}, { death });
    expect([died, outcome, started]).toEqual([1, 'RECONCILED', { connect: 2 }]);
    expect(scraped(world)).toEqual(['office', 'shop']);
  },
);

test('what kills the function that looks at it keeps none of its neighbours from being seen', async () => {
  const world = worldOf(DEPLOYMENT, { shop: 'central' });
  const ranges: string[] = [];
  const death = (arn: string, _nth: number, _at: number, event: unknown) => {
    if (!arn.endsWith(`:${deployedName('amp-scraper', 'lookAtRange')}`)) return undefined;
    const { range } = looked.parse(event);
    ranges.push(`${range.kind} ${range.from}-${range.to}`);
    return range.kind === 'pairs' && range.from !== 1 ? ('time-out-before' as const) : undefined;
  };
  const { counts, report = [] } = await reconcile(runtime, world, { dryRun: true }, { death });
  expect([...new Set(ranges)].toSorted()).toEqual(['accounts 0-2', 'pairs 0-1', 'pairs 0-2', 'pairs 1-2']);
  expect(counts?.unreachable).toBe(1);
  expect(report.join(' ')).toContain('It was not looked at in this run');
});
