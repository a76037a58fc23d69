import { beforeAll, describe, expect, test } from 'vitest';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import { impatientRuntime } from '../runtimes.ts';
import { DEPLOYMENT, freshWorld, NAMES, REQUEST, role, scrapers } from './support.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await impatientRuntime(DEPLOYMENT);
});

async function underFaults(...texts: string[]) {
  const world = freshWorld();
  const faults = faultPlan(texts.map((text) => parseFault(text, OPERATIONS)));
  const result = await runtime.execute({ world, input: REQUEST, faults });
  return { ...result, world, fired: faults.fired().map(({ fired }) => fired) };
}

/** One operation of every client that the workflow's functions have, and the signed query. */
const CLIENTS = [
  'sts:assumeRole',
  'eks:describeCluster',
  'ec2:describeSubnets',
  'dynamodb:updateItem',
  'iam:createRole',
  'aps:createScraper',
  'aps:queryMetrics',
];

describe('an AWS that accepts calls and does not answer', () => {
  test('is ridden out by every client', async () => {
    const { output, cause, fired } = await underFaults(...CLIENTS.map((operation) => `${operation}:hang`));
    expect(output, cause).toMatchObject({ outcome: 'ONBOARDED' });
    expect(fired).toEqual(CLIENTS.map(() => 1));
  });

  test('for longer than all attempts ends as AwsUnavailable that names the call, and everything is undone', async () => {
    const { error, cause, fired, world } = await underFaults('updateAssumeRolePolicy:hang:always');
    expect(error).toBe('AwsUnavailable');
    expect(cause).toMatch(/^iam:UpdateAssumeRolePolicy in account \d{12}: .*TimeoutError/);
    expect(fired[0]).toBeGreaterThanOrEqual(21);
    expect(scrapers(world)).toEqual([]);
    expect([role(world, NAMES.sourceRoleArn), role(world, NAMES.targetRoleArn)]).toEqual([undefined, undefined]);
  });

  test('takes no virtual time', async () => {
    const { elapsedSeconds } = await underFaults('describeCluster:hang:2');
    const { elapsedSeconds: without } = await underFaults();
    expect(elapsedSeconds).toBe(without);
  });
});

describe('an AWS that stops in the middle of its answers', () => {
  test('is ridden out by every client, which has done what it was asked', async () => {
    const { output, cause, fired } = await underFaults(...CLIENTS.map((operation) => `${operation}:half-answer`));
    expect(output, cause).toMatchObject({ outcome: 'ONBOARDED' });
    expect(fired).toEqual(CLIENTS.map(() => 1));
  });

  test('for longer than all attempts ends as AwsUnavailable that names the call, and everything is undone', async () => {
    const { error, cause, fired, world } = await underFaults('updateAssumeRolePolicy:half-answer:always');
    expect(error).toBe('AwsUnavailable');
    expect(cause).toMatch(/^iam:UpdateAssumeRolePolicy in account \d{12}: .*TimeoutError/);
    expect(fired[0]).toBeGreaterThanOrEqual(21);
    expect(scrapers(world)).toEqual([]);
    expect([role(world, NAMES.sourceRoleArn), role(world, NAMES.targetRoleArn)]).toEqual([undefined, undefined]);
  });
});
