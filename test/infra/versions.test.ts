import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { FUNCTION_NAMES, isCalledByVersion } from '../../functions/shared/names.ts';
import { synthesize } from '../../infra/app.ts';
import { readConfiguration } from '../../infra/configuration/configuration.ts';
import { synthesizedDeployment } from '../../local/deployment/synthesized.ts';
import { functionOf } from '../../local/deployment/read/versions.ts';
import { storedPolicy } from '../../local/policies/policyDocument.ts';
import { ofType, RESOURCES, STACKS } from './support.ts';

const kept = z.looseObject({ Type: z.string(), DeletionPolicy: z.string(), UpdateReplacePolicy: z.string() });
const resources = z.object({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) });
const reference = z.object({ Ref: z.string() });
const substitutions = z.record(z.string(), z.unknown());
const functionName = z.object({ FunctionName: reference });

describe('what a definition names of a function', () => {
  const machines = ofType('AWS::StepFunctions::StateMachine').filter(({ properties }) =>
    /-(onboard|offboard|reconcile)$/.test(String(properties['StateMachineName'])),
  );

  test.each(FUNCTION_NAMES)('%s', (name) => {
    const placeholder = `${name.charAt(0).toUpperCase()}${name.slice(1)}Arn`;
    const named = machines.flatMap(({ stack, properties }) => {
      const one = substitutions.parse(properties['DefinitionSubstitutions'])[placeholder];
      return one === undefined ? [] : [{ stack, one }];
    });
    expect(named.length).toBeGreaterThan(0);
    for (const { stack, one } of named) {
      const version = reference.safeParse(one).data?.Ref;
      expect(version !== undefined).toBe(name !== 'claimConnection');
      if (version === undefined) continue;
      const found = RESOURCES.find(({ where }) => where === `${stack.stackName}/${version}`);
      expect(found?.type).toBe('AWS::Lambda::Version');
      const { FunctionName } = functionName.parse(found?.properties);
      const of = RESOURCES.find(({ where }) => where === `${stack.stackName}/${FunctionName.Ref}`);
      expect(of?.properties['FunctionName']).toBe(`amp-scraper-${name}`);
    }
  });

  test('is what its machine may call, in any version, and nothing else', async () => {
    const { stateMachines, roles } = await synthesizedDeployment(readConfiguration());
    for (const { name, definition, roleArn } of stateMachines.filter((one) => /-(on|off)board$/.test(one.name))) {
      const tasks = [...new Set([...definition.matchAll(/"Resource":\s*"([^"]+)"/g)].map(([, arn = '']) => arn))];
      const callable = tasks.map((arn) => (functionOf(arn) === arn ? arn : `${functionOf(arn)}:*`));
      const policies = Object.values(roles.find(({ arn }) => arn === roleArn)?.inlinePolicies ?? {});
      const calls = policies
        .flatMap((text) => storedPolicy(text, name).Statement)
        .filter(({ Action }) => [Action].flat().includes('lambda:InvokeFunction'))
        .flatMap(({ Resource = [] }) => Resource);
      expect(calls.toSorted()).toEqual(callable.toSorted());
    }
  });
});

test('a version outlives the update that has it no more, and goes with a roll-back of the one that made it', () => {
  const versions = STACKS.flatMap(({ template }) =>
    Object.values(resources.parse(template).Resources).filter(({ Type }) => Type === 'AWS::Lambda::Version'),
  );
  expect(versions).toHaveLength(
    STACKS.filter(({ kind }) => kind === 'workflow').length * FUNCTION_NAMES.filter(isCalledByVersion).length,
  );
  for (const version of versions) {
    expect(kept.parse(version)).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
  }
});

describe('of two syntheses', () => {
  const versionsOf = (options: Parameters<typeof synthesize>[1], configuration = readConfiguration()) => {
    const stacks = synthesize(configuration, options).filter(({ kind }) => kind === 'workflow');
    const all = stacks.flatMap(({ template }) => Object.entries(resources.parse(template).Resources));
    return all.filter(([, { Type }]) => Type === 'AWS::Lambda::Version').map(([id]) => id);
  };
  const before = versionsOf({ bundling: false });
  const named = (ids: readonly string[]) => ids.map((id) => id.replace(/Function.*$/, ''));

  test('that differ in the code of one function, that one has another version', () => {
    const after = versionsOf({ bundling: false, placeholders: { checkStatus: 'another' } });
    expect(named(after.filter((id) => !before.includes(id)))).toEqual(['CheckStatus']);
  });

  test('that differ in the configuration, each has, since the file with its data is part of it', () => {
    const after = versionsOf({ bundling: false }, { ...readConfiguration(), withdrawn: ['us-west-2'] });
    expect(after.filter((id) => before.includes(id))).toEqual([]);
    expect(after).toHaveLength(before.length);
  });
});

test('no stack comes near the 500 resources that CloudFormation takes', () => {
  const counts = STACKS.map(({ template }) => Object.keys(resources.parse(template).Resources).length);
  expect(Math.max(...counts)).toBeLessThan(200);
});
