import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import {
  FUNCTION_NAMES,
  functionRoleArn,
  functionRolePath,
  HANDLER_NAMES,
  roleArn,
} from '../../functions/shared/names.ts';
import { synthesize } from '../../infra/app.ts';
import { parseConfiguration, readConfiguration, type Configuration } from '../../infra/configuration/configuration.ts';
import { provisionerPermissions } from '../../infra/permissions/provisioner.ts';
import { template } from './support.ts';

const SAMPLE = readConfiguration();
/** The workflow's account has clusters too, so that every rule is there. */
const installation = (name: string): Configuration =>
  parseConfiguration(
    {
      ...SAMPLE,
      name,
      clusterTagKey: undefined,
      accounts: [...SAMPLE.accounts, SAMPLE.workflowAccountId],
      alarmEmail: 'platform@example.com',
    },
    'the test',
  );

/** The properties by which AWS tells two of a type apart in an account and Region. */
const NAMES: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::Events::Rule': 'Name',
  'AWS::Events::EventBus': 'Name',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::Logs::QueryDefinition': 'Name',
};

const transformations = z.array(z.object({ MetricNamespace: z.string() }));

/** `<type> <path and name>` of everything that an installation deploys under a fixed name. */
function fixedNames(name: string): string[] {
  const stacks = synthesize(installation(name), { bundling: false });
  const found = stacks.flatMap(({ stackName, template: text }) => [
    `stack ${stackName}`,
    ...Object.values(template.parse(text).Resources).flatMap(({ Type, Properties }) => {
      const fixed = Properties[NAMES[Type] ?? ''];
      const path = typeof Properties['Path'] === 'string' ? Properties['Path'] : '';
      const namespaces = transformations.safeParse(Properties['MetricTransformations']).data ?? [];
      return [
        ...(typeof fixed === 'string' ? [`${Type} ${path === '/' ? '' : path}${fixed}`] : []),
        ...namespaces.map(({ MetricNamespace }) => `namespace ${MetricNamespace}`),
      ];
    }),
  ]);
  return [...new Set(found)];
}

/** Every text of the installation's templates: the resources of its policies are among them. */
function texts(name: string): string[] {
  const found = new Set<string>();
  const stacks = synthesize(installation(name), { bundling: false });
  JSON.parse(JSON.stringify(stacks.map(({ template: text }) => text)), (_key, value: unknown) => {
    if (typeof value === 'string') found.add(value);
    return value;
  });
  return [...found];
}

describe('the fixed names of an installation', () => {
  const ours = fixedNames('zz');

  test('begin with its name, behind a prefix of AWS at the most', () => {
    expect(ours.length).toBeGreaterThan(60);
    const strange = ours.filter(
      (one) => !/ (\/aws\/lambda\/|\/aws\/vendedlogs\/|\/aws\/vendedlogs\/states\/|\/)?zz([-/]|$)/.test(one),
    );
    expect(strange).toEqual([]);
  });

  test('are none of those of another, though the name of one begins that of the other', () => {
    const others = new Set(fixedNames('zz-scraper'));
    expect(ours.filter((one) => others.has(one))).toEqual([]);
  });

  test('are no names of an installation whose name is longer, whatever it adds', () => {
    const pattern = /^(\S+ \S*?)zz(\S*)$/;
    const parts = ours.flatMap((one) => [pattern.exec(one)].flatMap((found) => (found ? [found] : [])));
    const taken = parts.flatMap(([, kind = '', behind = '']) =>
      parts
        .filter(([, other = '', ending = '']) => other === kind && behind.endsWith(ending) && behind !== ending)
        .map(([, , ending = '']) => `zz${behind.slice(0, behind.length - ending.length)}`),
    );
    const isAllowed = (name: string) => {
      try {
        return installation(name).name === name;
      } catch {
        return false;
      }
    };
    expect(taken).toContain('zz-product');
    expect([...new Set(taken)].filter(isAllowed)).toEqual([]);
  });

  test('are in docs/names.md, each', () => {
    const text = readFileSync(new URL('../../docs/names.md', import.meta.url), 'utf8');
    const documented = new Set([...text.matchAll(/`([^`]+)`/g)].map(([, one]) => one));
    const functions = new RegExp(`-(${HANDLER_NAMES.join('|')})$`);
    const pattern = (one: string) =>
      one
        .slice(one.indexOf(' ') + 1)
        .replaceAll(/\bzz(?=[-/]|$)/g, 'NAME')
        .replace(functions, '-FUNCTION')
        .replaceAll('us-west-2', 'REGION')
        .replaceAll(/\d{12}/g, 'ACCOUNT');
    expect([...new Set(ours.map(pattern))].filter((one) => !documented.has(one))).toEqual([]);
  });
});

test('a wildcard of a policy ends at a path or a colon behind the name, never inside it', () => {
  // One that stands for every Region is in front of the name, which is whole.
  const ofEveryRegion = texts('zz').map((one) => one.replace(/^(arn:[\w-]+:[\w-]+:)\*:/, '$1us-west-2:'));
  const named = ofEveryRegion.filter((one) => /[:/]zz\b/.test(one) && /^\S*\*/.test(one));
  expect(named.length).toBeGreaterThan(5);
  const before = (one: string) =>
    one.slice(0, Math.max(...[':', '/'].map((end) => one.slice(0, one.indexOf('*')).lastIndexOf(end))));
  expect(named.filter((one) => !/[:/]zz\b/.test(before(one)))).toEqual([]);
});

describe('no role that a provisioner may create or change', () => {
  const configuration = installation('zz');
  const { partition, workflowAccountId } = configuration;
  const statements = configuration.accounts.flatMap(
    (accountId) => provisionerPermissions(configuration, accountId).Statement,
  );
  const patterns = statements
    .filter(({ Action }) => [Action].flat().some((action) => /^iam:(?!Get|List)/.test(action)))
    .flatMap(({ Resource = [] }) => Resource)
    .map((one) => new RegExp(`^${one.replaceAll('?', '.').replaceAll('*', '.*')}$`));

  test.each(['member', 'local'] as const)('is under the path of the functions that are %s', (scope) => {
    expect(patterns.length).toBeGreaterThan(4);
    const path = functionRolePath('zz', scope).slice(1);
    const arns = [
      ...FUNCTION_NAMES.map((name) => functionRoleArn(configuration, 'us-west-2', name)),
      roleArn(partition, workflowAccountId, `${path}anything`),
      roleArn(partition, workflowAccountId, `${path}zz-source-00000000000000000000`),
    ];
    expect(arns.filter((arn) => patterns.some((pattern) => pattern.test(arn)))).toEqual([]);
  });
});
