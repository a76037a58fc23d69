import { beforeAll, expect, test } from 'vitest';
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
