import { describe, expect, test } from 'vitest';
import { rememberer, type Evaluation } from '../../../local/policies/rememberedEvaluations.ts';

const ID = 's-00000000-1111-2222-3333-444444444444';
const OTHER = 's-99999999-1111-2222-3333-444444444444';
const trust = (scraperId: string): Evaluation['trust'] => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'sts:AssumeRole', Condition: { StringEquals: { 'sts:ExternalId': scraperId } } },
  ],
});

function evaluation(change: {
  trusts?: string;
  sends?: string;
  session?: string;
  policy?: string;
  control?: string;
}): Evaluation {
  const { trusts = ID, sends = ID, session = 'createScraper-0123456789abcdef', policy = '{}', control = '{}' } = change;
  return {
    facts: {
      arn: `arn:aws:sts::1:assumed-role/r/${session}`,
      accountId: '1',
      identityPolicies: [{ name: 'p', document: policy }],
      controlPolicies: [],
      context: {},
    },
    check: { action: 'sts:AssumeRole', resourceArn: 'arn:aws:iam::1:role/t', resourceAccountId: '1' },
    request: { 'sts:ExternalId': sends },
    trust: trust(trusts),
    resourceControls: [{ id: 'r-ab12', policies: [{ name: 'c', document: control }] }],
  };
}

/** Whether the second is taken for the first. */
async function areOne(first: Evaluation, second: Evaluation): Promise<boolean> {
  const remembered = rememberer<number>();
  await remembered(first, () => Promise.resolve(1));
  return (await remembered(second, () => Promise.resolve(2))) === 1;
}

describe('two evaluations are one', () => {
  test.each([
    ['when nothing differs', {}, {}],
    ['when another execution asks', {}, { session: 'createScraper-fedcba9876543210' }],
    ['when the same other scraper is trusted and sent', {}, { trusts: OTHER, sends: OTHER }],
  ])('%s', async (_name, first, second) => {
    expect(await areOne(evaluation(first), evaluation(second))).toBe(true);
  });
});

describe('two evaluations are two', () => {
  test.each([
    ['when another scraper is trusted than sent', {}, { sends: OTHER }],
    ['when one more policy allows it', {}, { policy: '{"Statement":[]}' }],
    ['when one more resource control policy is there', {}, { control: '{"Statement":[]}' }],
    ['when another function asks', {}, { session: 'checkStatus-0123456789abcdef' }],
    ['when a policy reads the time', { policy: 'aws:CurrentTime' }, { policy: 'aws:CurrentTime' }],
    [
      'when a pattern reads the letters of an id',
      { policy: 'scraper/s-0*' },
      { policy: 'scraper/s-0*', trusts: OTHER, sends: OTHER },
    ],
  ])('%s', async (_name, first, second) => {
    expect(await areOne(evaluation(first), evaluation(second))).toBe(false);
  });
});
