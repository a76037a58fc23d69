import { beforeAll, expect, test } from 'vitest';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import { tagsAgain } from '../../functions/shared/request/doors/clusterEvents.ts';
import { impatientRuntime } from '../runtimes.ts';
import { CLUSTER, clusterOf, DEPLOYMENT, freshWorld, REQUEST } from './support.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await impatientRuntime(DEPLOYMENT);
});

const TAG = { 'amp-scraper-workspace': 'central' };
const LOGS = { ...REQUEST, logs: true };

/** Calls that no connection depends on, with what makes one: AWS takes each, and never answers. */
test.each([
  ['lambda:Invoke', REQUEST, []],
  ['events:PutEvents', REQUEST, []],
  ['eks:TagResource', tagsAgain(CLUSTER), []],
  ['aps:DescribeScraperLoggingConfiguration', LOGS, []],
  ['aps:UpdateScraperLoggingConfiguration', LOGS, []],
  ['logs:FilterLogEvents', LOGS, ['scraper:no-samples:write-forbidden']],
])('%s hangs, and the onboard ends as without', async (operation, input, more) => {
  const world = freshWorld();
  clusterOf(world, CLUSTER).tags = { ...TAG };
  const faults = faultPlan([`${operation}:hang:always`, ...more].map((text) => parseFault(text, OPERATIONS)));
  const { status, output } = await runtime.execute({ world, input, faults });
  expect(faults.fired()[0]?.fired).toBeGreaterThan(0);
  const outcome = more.length === 0 ? 'ONBOARDED' : 'NO_SAMPLES';
  expect({ status, output }).toMatchObject({ status: 'SUCCEEDED', output: { outcome } });
});
