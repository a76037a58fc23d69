import { describe, expect, test } from 'vitest';
import { App } from 'aws-cdk-lib/core';
import * as z from 'zod';
import { compose, memberStacks, synthesize } from '../../infra/app.ts';
import { parseConfiguration, type Configuration } from '../../infra/configuration/configuration.ts';
import { configure } from '../../infra/constructs/configured.ts';
import { stackSetTemplates } from '../../infra/stacks/stackSets.ts';
import { temporaryFolder } from '../temporary.ts';
import { CONFIGURATIONS } from './support.ts';

const KINDS = ['table', 'logs', 'queues', 'environment', 'topic'] as const;
type Kind = (typeof KINDS)[number];

const resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});
const template = z.looseObject({ Resources: z.record(z.string(), resource), Mappings: z.unknown().optional() });

function keyArn({ partition, workflowAccountId }: Configuration, kind: Kind, region: string): string {
  const place = `arn:${partition}:kms:${region}:${workflowAccountId}`;
  return `${place}:key/0000000${KINDS.indexOf(kind)}-0000-4000-8000-000000000000`;
}

const keysOf = (one: Configuration, kinds: readonly Kind[]) =>
  Object.fromEntries(
    kinds.map((kind) => [kind, Object.fromEntries(one.regions.map((region) => [region, keyArn(one, kind, region)]))]),
  );
/** Nothing of what is tried here, and more. */
const withMore = (one: Configuration, more: object) =>
  parseConfiguration({ ...one, keys: {}, retainLogs: false, terminationProtection: false, ...more }, 'with more');

function resourcesOf(one: Configuration, more: object) {
  return synthesize(withMore(one, more), { bundling: false }).flatMap((stack) =>
    Object.entries(template.parse(stack.template).Resources).map(([id, found]) => ({
      where: `${stack.stackName}/${id}`,
      region: stack.region,
      ...found,
    })),
  );
}

/** Where the key of each kind stands, and what is encrypted by it. */
const KEY_AT: Readonly<Record<Kind, [type: string, of: (properties: Record<string, unknown>) => unknown]>> = {
  table: ['AWS::DynamoDB::Table', ({ SSESpecification }) => SSESpecification],
  logs: ['AWS::Logs::LogGroup', ({ KmsKeyId }) => KmsKeyId],
  queues: ['AWS::SQS::Queue', ({ KmsMasterKeyId, SqsManagedSseEnabled }) => [KmsMasterKeyId, SqsManagedSseEnabled]],
  environment: ['AWS::Lambda::Function', ({ KmsKeyArn }) => KmsKeyArn],
  topic: ['AWS::SNS::Topic', ({ KmsMasterKeyId }) => KmsMasterKeyId],
};
const wanted = (kind: Kind, arn: string): unknown => {
  if (kind === 'table') return { KMSMasterKeyId: arn, SSEEnabled: true, SSEType: 'KMS' };
  return kind === 'queues' ? [arn, undefined] : arn;
};

describe.each(Object.entries(CONFIGURATIONS))('of %s', (_name, one) => {
  test.each(KINDS)('the key for %s encrypts each of its Region, and nothing else', (kind) => {
    const before = resourcesOf(one, {});
    const after = resourcesOf(one, { keys: keysOf(one, [kind]) });
    const [type, at] = KEY_AT[kind];
    const encrypted = after.filter((found) => found.Type === type);
    expect(encrypted.length).toBeGreaterThan(0);
    for (const { where, region, Properties } of encrypted)
      expect([where, at(Properties)]).toEqual([where, wanted(kind, keyArn(one, kind, region))]);
    for (const [other, [otherType, otherAt]] of Object.entries(KEY_AT)) {
      if (other === kind) continue;
      const of = (all: typeof before) =>
        all.filter(({ Type }) => Type === otherType).map(({ where, Properties }) => [where, otherAt(Properties)]);
      expect(of(after)).toEqual(of(before));
    }
  });

  test('with a key for the topic the stack makes none, and notify may use that one', () => {
    const after = resourcesOf(one, { keys: keysOf(one, ['topic']) });
    expect(after.filter(({ Type }) => Type === 'AWS::KMS::Key')).toEqual([]);
    for (const region of one.regions) {
      const notify = after.filter(({ Type, Properties }) => {
        return Type === 'AWS::IAM::Role' && Properties['RoleName'] === `${one.name}-${region}-notify-members`;
      });
      expect(JSON.stringify(notify)).toContain(keyArn(one, 'topic', region));
    }
  });

  test('log groups go with their stack, or stay if that is wanted; nothing else changes', () => {
    const before = resourcesOf(one, {});
    const after = resourcesOf(one, { retainLogs: true });
    const groups = after.filter(({ Type }) => Type === 'AWS::Logs::LogGroup');
    expect(groups.length).toBeGreaterThan(0);
    for (const group of groups)
      expect(group).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    const rest = (all: typeof before) => all.filter(({ Type }) => Type !== 'AWS::Logs::LogGroup');
    expect(rest(after)).toEqual(rest(before));
    for (const { DeletionPolicy } of before.filter(({ Type }) => Type === 'AWS::Logs::LogGroup'))
      expect(DeletionPolicy).toBe('Delete');
  });

  test.each([
    [true, true],
    [false, false],
  ])('every stack is protected if that is wanted, and the state in any case: %s', (terminationProtection, others) => {
    const app = new App({ outdir: temporaryFolder() });
    const configuration = withMore(one, { terminationProtection });
    const stacks = compose(app, configuration, { bundling: false });
    for (const { kind, stack } of stacks) {
      configure(stack, configuration);
      expect([stack.stackName, stack.terminationProtection ?? false]).toEqual([
        stack.stackName,
        kind === 'state' || others,
      ]);
    }
  });

  test("in StackSets' template of a Region the queue has the Region's key", () => {
    const configuration = withMore(one, { keys: keysOf(one, ['queues']) });
    const { Resources, Mappings } = template.parse(stackSetTemplates(configuration).region);
    const [queue] = Object.values(Resources).filter(({ Type }) => Type === 'AWS::SQS::Queue');
    const found = JSON.stringify([queue?.Properties['KmsMasterKeyId'], Mappings]);
    for (const region of one.regions) expect(found).toContain(keyArn(one, 'queues', region));
    expect(memberStacks(configuration, ['111111111111']).length).toBeGreaterThan(1);
    expect(template.parse(stackSetTemplates(withMore(one, {})).region).Mappings).toBeUndefined();
  });
});

describe('keys are refused, with the path and the problem, that', () => {
  const [one] = Object.values(CONFIGURATIONS);
  if (one === undefined) throw new Error('There is no configuration.');
  const arn = keyArn(one, 'table', 'us-west-2');
  test.each([
    [
      'are aliases',
      { table: { 'us-west-2': 'alias/x' } },
      'keys.table.us-west-2 ("alias/x"): is not the ARN of a KMS key',
    ],
    ['are of no Region', { logs: {} }, 'keys.logs: has no key for Region us-west-2'],
    [
      'are for a Region that is not configured',
      { logs: { 'us-west-2': arn, 'eu-west-1': arn } },
      `keys.logs.eu-west-1 ("${arn}"): is for Region eu-west-1, which is not configured`,
    ],
    [
      'are of another Region',
      { queues: { 'us-west-2': arn.replace('us-west-2', 'us-east-1') } },
      `keys.queues.us-west-2 ("${arn.replace('us-west-2', 'us-east-1')}"): is a key of Region us-east-1`,
    ],
    [
      'are of another partition',
      { queues: { 'us-west-2': arn.replace('arn:aws:', 'arn:aws-us-gov:') } },
      `keys.queues.us-west-2 ("${arn.replace('arn:aws:', 'arn:aws-us-gov:')}"): is in partition aws-us-gov`,
    ],
    [
      'are of another account',
      { topic: { 'us-west-2': arn.replace('333333333333', '111111111111') } },
      `keys.topic.us-west-2 ("${arn.replace('333333333333', '111111111111')}"): is a key of account 111111111111, not of the workflow account`,
    ],
    ['are for something else', { secrets: {} }, 'secrets'],
  ])('%s', (_name, keys, problem) => {
    expect(() => withMore(one, { keys })).toThrow(problem);
  });
});
