import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { FUNCTION_NAMES, HANDLER_NAMES } from '../../functions/shared/names.ts';
import { IN_FLIGHT_SECONDS } from '../../functions/shared/waiting.ts';
import { statementsOf } from './policies.ts';
import { ofType, RESOURCES, STACKS, type Resource } from './support.ts';

const text = (value: unknown) => JSON.stringify(value);
const where = (resources: { where: string }[]) => resources.map((one) => one.where);

describe('every function', () => {
  const functions = ofType('AWS::Lambda::Function');

  test('is there in every workflow stack', () => {
    for (const stack of STACKS.filter(({ kind }) => kind === 'workflow')) {
      const names = functions.filter((one) => one.stack === stack).map(({ properties }) => properties['FunctionName']);
      for (const name of HANDLER_NAMES) expect(names).toContain(`amp-scraper-${name}`);
    }
  });

  test('runs on arm64', () => {
    expect(where(functions.filter(({ properties }) => text(properties['Architectures']) !== '["arm64"]'))).toEqual([]);
  });

  test('of ours runs on nodejs24.x, for at most 60 seconds, in a role of its own', () => {
    const ours = functions.filter(({ properties }) => !String(properties['Handler']).startsWith('framework.'));
    expect(where(ours.filter(({ properties }) => properties['Runtime'] !== 'nodejs24.x'))).toEqual([]);
    expect(where(ours.filter(({ properties }) => properties['Timeout'] !== 60))).toEqual([]);
    const roles = ours.map(({ stack, properties }) => `${stack.region} ${text(properties['Role'])}`);
    expect(new Set(roles).size).toBe(ours.length);
  });

  test('that a state machine calls is over before who takes over its lease goes on', () => {
    const called = functions.filter(({ properties }) =>
      FUNCTION_NAMES.some((name) => properties['FunctionName'] === `amp-scraper-${name}`),
    );
    expect(called.length).toBeGreaterThanOrEqual(FUNCTION_NAMES.length);
    expect(where(called.filter(({ properties }) => !(Number(properties['Timeout']) < IN_FLIGHT_SECONDS)))).toEqual([]);
  });

  test('logs to a group that is in the template', () => {
    const logs = z.object({ LogGroup: z.object({ Ref: z.string() }) });
    for (const { stack, properties } of functions) {
      const { LogGroup } = logs.parse(properties['LoggingConfig']);
      const group = RESOURCES.find((one) => one.where === `${stack.stackName}/${LogGroup.Ref}`);
      expect(group?.type).toBe('AWS::Logs::LogGroup');
    }
  });

  test('that a state machine calls has a Catch for its failures: nothing calls it asynchronously', () => {
    const definition = z.object({ States: z.record(z.string(), z.looseObject({ Type: z.string() })) });
    for (const { where: place, properties } of ofType('AWS::StepFunctions::StateMachine')) {
      if (typeof properties['DefinitionString'] !== 'string') continue;
      const { States } = definition.parse(JSON.parse(properties['DefinitionString']));
      const open = Object.entries(States).filter(([, state]) => state.Type === 'Task' && state['Catch'] === undefined);
      expect(open.map(([name]) => `${place} ${name}`)).toEqual([]);
    }
  });

  test('of ours may be called by no policy of its own, but notify by its rule', () => {
    const permissions = ofType('AWS::Lambda::Permission');
    expect(permissions).toHaveLength(STACKS.filter(({ kind }) => kind === 'workflow').length);
    for (const { stack, properties } of permissions) {
      const named = (resource: unknown) => {
        const [id] = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }).parse(resource)['Fn::GetAtt'];
        return RESOURCES.find((one) => one.where === `${stack.stackName}/${id}`)?.properties;
      };
      const { FunctionName, SourceArn, ...rest } = properties;
      expect(rest).toEqual({ Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com' });
      expect(named(FunctionName)).toMatchObject({ FunctionName: 'amp-scraper-notify' });
      expect(named(SourceArn)).toMatchObject({ Name: 'amp-scraper-execution-ended' });
    }
  });

  test('keeps nothing of an asynchronous invocation that failed: it would be the whole event', () => {
    expect(where(ofType('AWS::Lambda::EventInvokeConfig'))).toEqual([]);
    expect(where(functions.filter(({ properties }) => 'DeadLetterConfig' in properties))).toEqual([]);
  });
});

test('every log group has a retention', () => {
  expect(ofType('AWS::Logs::LogGroup').length).toBeGreaterThan(3);
  expect(where(ofType('AWS::Logs::LogGroup').filter(({ properties }) => !properties['RetentionInDays']))).toEqual([]);
});

describe('every rule', () => {
  const rules = ofType('AWS::Events::Rule');
  const targets = z
    .array(z.looseObject({ Arn: z.unknown(), DeadLetterConfig: z.object({ Arn: z.unknown() }).optional() }))
    .length(1);
  const retry = z.object({
    MaximumEventAgeInSeconds: z.int().min(1800).max(3600),
    MaximumRetryAttempts: z.int().min(5).max(10),
  });
  const isBus = (target: { Arn: unknown }) => text(target.Arn).includes(':event-bus/');
  const targetsOf = (one: Resource) => targets.parse(one.properties['Targets']);

  const isOnExecutions = ({ properties }: Resource) => text(properties['EventPattern']).includes('"aws.states"');

  test('has one target, and a queue for what could not be delivered', () => {
    const kept = rules.filter((one) => !isOnExecutions(one));
    expect(kept.length).toBeGreaterThan(5);
    const bad = kept.filter((one) => targetsOf(one).some((target) => target.DeadLetterConfig === undefined));
    expect(where(bad)).toEqual([]);
  });

  test('on executions has no queue, which would keep the event with the request in it, and an alarm in its place', () => {
    const bare = rules.filter(isOnExecutions);
    const workflows = STACKS.filter(({ kind }) => kind === 'workflow').length;
    expect(bare).toHaveLength(3 * workflows);
    expect(where(bare.filter((one) => targetsOf(one).some((target) => target.DeadLetterConfig)))).toEqual([]);
    for (const { stack, properties } of bare) {
      const alarms = ofType('AWS::CloudWatch::Alarm').filter(
        (one) =>
          one.stack === stack &&
          text(one.properties).includes('"FailedInvocations"') &&
          text(one.properties).includes(`{"Name":"RuleName","Value":${text(properties['Name'])}}`),
      );
      expect(alarms).toHaveLength(1);
    }
  });

  test('on executions is for those that ended, or ended badly, of both machines or of one', () => {
    const detail = z.object({
      detail: z.object({ stateMachineArn: z.array(z.unknown()), status: z.array(z.string()) }),
    });
    const found = rules.filter(isOnExecutions).map(({ properties }) => {
      const { stateMachineArn, status } = detail.parse(properties['EventPattern']).detail;
      return [properties['Name'], stateMachineArn.length, ...status];
    });
    const bad = ['FAILED', 'TIMED_OUT', 'ABORTED'];
    const each = [
      ['amp-scraper-clean-up', 1, ...bad],
      ['amp-scraper-execution-ended', 2, 'SUCCEEDED', ...bad],
      ['amp-scraper-stopped-offboard', 1, 'ABORTED'],
    ];
    expect(found).toHaveLength(3 * STACKS.filter(({ kind }) => kind === 'workflow').length);
    for (const one of found) expect(each).toContainEqual(one);
  });

  test('on executions hands none to a topic, and to offboard nothing but which it is', () => {
    expect(where(rules.filter((one) => text(targetsOf(one)).includes('Topic')))).toEqual([]);
    const names = ['amp-scraper-clean-up', 'amp-scraper-stopped-offboard'];
    const cleanUps = rules.filter(({ properties }) => names.includes(text(properties['Name']).slice(1, -1)));
    expect(cleanUps.length).toBeGreaterThan(1);
    for (const one of cleanUps) {
      expect(targetsOf(one)).toMatchObject([
        {
          InputTransformer: {
            InputPathsMap: { executionArn: '$.detail.executionArn', status: '$.detail.status' },
            InputTemplate: '{"source":"aws.states","detail":{"executionArn":<executionArn>,"status":<status>}}',
          },
        },
      ]);
    }
  });

  test('that starts a state machine or calls notify tries for a while, which has an end', () => {
    const starting = rules.filter((one) => !targetsOf(one).some(isBus));
    const bad = starting.filter(
      (one) => !targetsOf(one).every((target) => retry.safeParse(target['RetryPolicy']).success),
    );
    expect(starting.length).toBeGreaterThan(5);
    expect(where(bad)).toEqual([]);
  });

  test('that forwards to a bus has no retry policy, which EventBridge refuses there', () => {
    const forwarding = rules.filter((one) => targetsOf(one).some(isBus));
    expect(forwarding.length).toBeGreaterThan(5);
    expect(where(forwarding.filter((one) => targetsOf(one).some((target) => 'RetryPolicy' in target)))).toEqual([]);
  });
});

test('every alarm of the workflow account tells the one topic of its Region, and says what it means and where to read on', () => {
  const alarms = ofType('AWS::CloudWatch::Alarm');
  expect(alarms.length).toBeGreaterThan(3);
  for (const { stack, properties } of alarms) {
    expect(properties['AlarmDescription']).toMatch(/^[A-Z].+\. Runbook: docs\/alarms\.md#[a-z-]+$/);
    expect(properties['AlarmName']).toBe(`amp-scraper-${String(properties['AlarmDescription']).split('#').at(-1)}`);
    expect(properties['AlarmActions'] ?? []).toHaveLength(stack.kind === 'workflow' ? 1 : 0);
  }
});

test('a topic and its key are in the workflow account alone, one in each Region', () => {
  for (const type of ['AWS::SNS::Topic', 'AWS::SNS::Subscription', 'AWS::KMS::Key', 'AWS::SNS::TopicPolicy']) {
    const stacks = ofType(type).map(({ stack }) => stack);
    expect([type, stacks.map(({ kind }) => kind)]).toEqual([type, stacks.map(() => 'workflow')]);
    expect(new Set(stacks).size).toBe(stacks.length);
  }
  expect(ofType('AWS::SNS::Topic')).toHaveLength(STACKS.filter(({ kind }) => kind === 'workflow').length);
});

test('a sum of metrics takes what has no data for 0: one that is missing would silence the others', () => {
  const expressions = ofType('AWS::CloudWatch::Alarm').flatMap(({ properties }) =>
    z
      .array(z.looseObject({ Expression: z.string().optional() }))
      .parse(properties['Metrics'] ?? [])
      .flatMap(({ Expression }) => Expression ?? []),
  );
  expect(expressions.length).toBeGreaterThan(1);
  expect(expressions.filter((one) => !/^FILL\(m\d, 0\)( \+ FILL\(m\d, 0\))*$/.test(one))).toEqual([]);
});

test('what rings at night is what the platform failed in, what timed out and what was aborted', () => {
  for (const { properties } of ofType('AWS::CloudWatch::Alarm')) {
    if (properties['AlarmName'] !== 'amp-scraper-failed-executions') continue;
    const metrics = z
      .array(
        z.looseObject({ MetricStat: z.looseObject({ Metric: z.looseObject({ MetricName: z.string() }) }).optional() }),
      )
      .parse(properties['Metrics']);
    const counted = metrics.flatMap(({ MetricStat }) => MetricStat?.Metric.MetricName ?? []);
    const cutShort = ['ExecutionsTimedOut', 'ExecutionsAborted'];
    expect(counted).toEqual(['PlatformFailures', ...cutShort, ...cutShort]);
  }
});

test('every state machine traces, and logs everything but what it is given', () => {
  const machine = z.object({
    TracingConfiguration: z.object({ Enabled: z.literal(true) }),
    LoggingConfiguration: z.object({ Level: z.literal('ALL'), IncludeExecutionData: z.literal(false) }),
  });
  const machines = ofType('AWS::StepFunctions::StateMachine');
  expect(machines.length).toBeGreaterThan(3);
  expect(where(machines.filter(({ properties }) => !machine.safeParse(properties).success))).toEqual([]);
});

test('onboard is the very file, with a function for each placeholder', () => {
  const file = readFileSync(new URL('../../statemachine/onboard.asl.json', import.meta.url), 'utf8');
  const holes = new Set([...file.matchAll(/\$\{(\w+)\}/g)].map(([, hole]) => hole));
  const deployed = ofType('AWS::StepFunctions::StateMachine').filter(
    ({ properties }) => properties['StateMachineName'] === 'amp-scraper-onboard',
  );
  expect(deployed).toHaveLength(STACKS.filter(({ kind }) => kind === 'workflow').length);
  for (const { properties } of deployed) {
    expect(properties['DefinitionString']).toBe(file);
    expect(new Set(Object.keys(z.looseObject({}).parse(properties['DefinitionSubstitutions'])))).toEqual(holes);
  }
});

test('a cluster that is deleted is told of everywhere, refused calls apart', () => {
  const rules = ofType('AWS::Events::Rule').filter(({ properties }) => text(properties).includes('DeleteCluster'));
  expect(rules.length).toBeGreaterThan(3);
  for (const { properties } of rules) {
    expect(properties['State']).toBe('ENABLED');
    expect(text(properties['EventPattern'])).toContain('"errorCode":[{"exists":false}]');
  }
});

test('plan B is off unless it is configured, and leaves refused calls out', () => {
  const rules = ofType('AWS::Events::Rule').filter(({ properties }) =>
    text(properties['EventPattern']).includes('"TagResource"'),
  );
  expect(rules.length).toBeGreaterThan(3);
  for (const { stack, properties } of rules) {
    expect(properties['State']).toBe(stack.region.startsWith('us-gov') ? 'ENABLED' : 'DISABLED');
    expect(text(properties['EventPattern'])).toContain('"errorCode":[{"exists":false}]');
  }
});

test('nothing of one partition names another', () => {
  for (const stack of STACKS) {
    const partition = stack.region.startsWith('us-gov') ? 'aws-us-gov' : 'aws';
    const others = [...text(stack.template).matchAll(/arn:(aws[a-z-]*):/g)].filter(([, found]) => found !== partition);
    expect(others.map(([arn]) => `${stack.stackName} ${arn}`)).toEqual([]);
  }
});

test('an account without clusters has a provisioner that can do nothing with clusters and scrapers', () => {
  const provisioners = ofType('AWS::IAM::Role').filter(({ stack }) => stack.accountId === '666666666666');
  const actions = provisioners.flatMap(statementsOf).flatMap(({ Action }) => Action);
  expect(actions).toContain('aps:QueryMetrics');
  expect(actions.filter((action) => /^(eks|ec2):|Scraper|PassRole|ServiceLinked/.test(action))).toEqual([]);
  expect(text(provisioners)).not.toContain('role/amp-scraper/amp-scraper-source-');
});

test('the connections are in a stack of their own, which keeps them whatever becomes of it', () => {
  const tables = ofType('AWS::DynamoDB::Table').concat(ofType('AWS::DynamoDB::GlobalTable'));
  const stacks = STACKS.filter(({ kind }) => kind === 'state');
  expect(tables.map(({ stack }) => stack)).toEqual(stacks);
  expect(stacks).toHaveLength(STACKS.filter(({ kind }) => kind === 'workflow').length);
  for (const { stack, properties } of tables) {
    expect(text(stack.template)).toContain('"UpdateReplacePolicy":"Retain","DeletionPolicy":"RetainExceptOnCreate"');
    expect(properties).toMatchObject({
      TableName: 'amp-scraper-connections',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    });
  }
  for (const { template } of STACKS) expect(text(template)).not.toContain('Fn::ImportValue');
});
