import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { synthesize } from '../../infra/app.ts';
import { stackSetTemplates } from '../../infra/stacks/stackSets.ts';
import { CONFIGURATIONS } from './support.ts';

const template = z.looseObject({
  Resources: z.record(z.string(), z.unknown()),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
});

const REMOVED = Symbol('AWS::NoValue');

/** The intrinsic functions that the two templates use, as CloudFormation resolves them in one account and Region. */
function resolver(given: z.infer<typeof template>, pseudo: Readonly<Record<string, string>>) {
  const functions: Readonly<Record<string, (argument: unknown[]) => unknown>> = {
    'Fn::Join': ([separator, parts]) => z.array(z.unknown()).parse(parts).join(String(separator)),
    'Fn::Equals': ([left, right]) => left === right,
    'Fn::FindInMap': ([map, key, field]) => given.Mappings[String(map)]?.[String(key)]?.[String(field)],
  };
  function resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(resolve).filter((one) => one !== REMOVED);
    if (typeof value !== 'object' || value === null) return value;
    const [[key, argument] = ['', undefined]] = Object.entries(value);
    if (key === 'Ref' && argument === 'AWS::NoValue') return REMOVED;
    if (key === 'Ref' && typeof argument === 'string' && argument in pseudo) return pseudo[argument];
    if (key === 'Fn::If') {
      const [condition, yes, no] = z.array(z.unknown()).parse(argument);
      return resolve(resolve(given.Conditions[String(condition)]) === true ? yes : no);
    }
    const intrinsic = functions[key];
    if (intrinsic) return intrinsic(z.array(z.unknown()).parse(resolve(argument)));
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, resolve(one)]));
  }
  return resolve;
}

describe.each(Object.entries(CONFIGURATIONS))('the StackSets templates of %s', (_name, configuration) => {
  const plain = stackSetTemplates(configuration);
  const stacks = synthesize(configuration, { bundling: false });

  test.each(['account', 'region'] as const)(
    "resolved in an account and Region, the %s template is that one's own",
    (kind) => {
      const own = stacks.filter((stack) => stack.kind === kind);
      const given = template.parse(plain[kind]);
      expect(own.length).toBeGreaterThan(1);
      for (const { accountId, region, template: expected } of own) {
        const pseudo = {
          'AWS::Partition': configuration.partition,
          'AWS::AccountId': accountId,
          'AWS::Region': region,
        };
        const resolve = resolver(given, pseudo);
        expect(resolve(given.Resources)).toEqual(template.parse(expected).Resources);
      }
    },
  );

  test('need no bootstrap, no assets and no parameters', () => {
    for (const one of Object.values(plain)) {
      expect(JSON.stringify(one)).not.toMatch(/cdk-hnb659fds|BootstrapVersion|AWS::CDK::Metadata/);
      expect(template.parse(one)).not.toHaveProperty('Parameters');
    }
  });

  test('are refused in an account that is not configured, since the mapping has not its id', () => {
    const { Mappings } = template.parse(plain.account);
    expect(Object.keys(Mappings['Accounts'] ?? {}).toSorted()).toEqual(configuration.accounts.toSorted());
  });
});
