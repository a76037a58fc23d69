import { beforeAll, describe, expect, test } from 'vitest';
import { OPERATIONS } from '../../../local/aws/embeddedAws.ts';
import { faultPlan, type FaultPlan } from '../../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../../local/aws/faults/notation.ts';
import type { Runtime } from '../../../local/workflow/runtime.ts';
import { impatientRuntime } from '../../runtimes.ts';
import { deploymentWith, reconcile, scraped, worldOf } from './support.ts';

const DEPLOYMENT = await deploymentWith({ takesAway: true });

let runtime: Runtime;
beforeAll(async () => {
  runtime = await impatientRuntime(DEPLOYMENT);
});

const planned = (fault: string) =>
  reconcile(
    runtime,
    worldOf(DEPLOYMENT, { wanted: 'central' }),
    { dryRun: true },
    { faults: faultPlan([parseFault(fault, OPERATIONS)]) },
  );

describe('a look rides out', () => {
  test.each([
    'eks:ListClusters:throttle:1',
    'eks:ListClusters:reset:1',
    'tagging:GetResources:throttle:1',
    'tagging:GetResources:server-error:2',
    'tagging:GetResources:reset:1',
    'sqs:GetQueueAttributes:throttle:1',
    'iam:GetAccountSummary:throttle:1',
    'dynamodb:Scan:throttle:2',
    'dynamodb:Scan:server-error:4',
  ])('%s', async (fault) => {
    expect(await planned(fault)).toMatchObject({ outcome: 'PLANNED', counts: { wanted: 1 }, warnings: [] });
  });
});

describe('a look tells of', () => {
  test.each([
    ['eks:ListClusters:server-error:always', { wanted: 1 }, /may have new clusters that were not seen/],
    ['tagging:GetResources:server-error:always', { wanted: 1 }, /may have new clusters that were not seen/],
    ['tagging:GetResources:hang:always', { wanted: 1 }, /may have new clusters that were not seen/],
    ['sqs:GetQueueAttributes:server-error:always', { wanted: 1 }, /undelivered events could not be counted/],
    ['iam:GetAccountSummary:server-error:always', {}, /roles of account 222222222222 could not be counted/],
  ])('%s', async (fault, counts, warning) => {
    const output = await planned(fault);
    expect(output).toMatchObject({ outcome: 'PLANNED', counts });
    expect(output.warnings.join('\n')).toMatch(warning);
  });

  test.each(['aps:ListScrapers:hang:always', 'aps:ListScrapers:server-error:always'])(
    'accounts whose scrapers nobody can list, and takes them for empty never: %s',
    async (fault) => {
      expect(await planned(fault)).toMatchObject({ outcome: 'PLANNED', counts: { unreachable: 2 } });
    },
  );
});

test('an account that hangs is unreachable, and keeps none of its neighbours from being seen and connected', async () => {
  const world = worldOf(DEPLOYMENT, { shop: 'central' });
  const plan = faultPlan([parseFault('aps:ListScrapers:hang:always', OPERATIONS)]);
  const meet: FaultPlan['meet'] = (operation, accountId) =>
    accountId === '222222222222' ? plan.meet(operation, accountId) : undefined;
  const { counts, started, report = [] } = await reconcile(runtime, world, {}, { faults: { ...plan, meet } });
  expect([counts, started]).toEqual([{ wanted: 1, unreachable: 1 }, { connect: 1 }]);
  expect(scraped(world)).toEqual(['shop']);
  expect(report.join(' ')).toContain('222222222222');
});
