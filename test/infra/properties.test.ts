import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { FUNCTION_NAMES, PRODUCT_FUNCTION_NAMES } from '../../functions/shared/names.ts';
import { clusterDeletedPattern } from '../../infra/constructs/doors/eventPatterns.ts';
import { statementsOf } from './policies.ts';
import { CONFIGURATIONS, ofType, STACKS, type Resource } from './support.ts';

const text = (value: unknown) => JSON.stringify(value);
const rolesThat = (end: RegExp) =>
  ofType('AWS::IAM::Role').filter(({ properties }) => end.test(String(properties['RoleName'])));
const stacksOf = (kind: string) => STACKS.filter((stack) => stack.kind === kind);
const configurationOf = ({ stack }: Resource) =>
  Object.values(CONFIGURATIONS).find(
    ({ partition }) => (partition === 'aws-us-gov') === stack.region.startsWith('us-gov'),
  );

describe('a function of ours has', () => {
  const ours = ofType('AWS::Lambda::Function').filter(({ properties }) =>
    [...FUNCTION_NAMES, ...PRODUCT_FUNCTION_NAMES].some((name) => properties['FunctionName'] === `amp-scraper-${name}`),
  );
  test.each(ours.map((one) => [one.where, one.properties] as const))(
    '%s the memory of half a second of cold start',
    (_where, properties) => {
      expect(properties).toMatchObject({ MemorySize: 1024, Timeout: 60 });
    },
  );
});

describe('who assumes a role', () => {
  const OWN_ACCOUNT = 'of the own account alone';
  test.each([
    ['of a state machine', /-(onboard|offboard)-[a-z0-9-]+$/, 'states.amazonaws.com', OWN_ACCOUNT],
    ['that launches the product', /-launch$/, 'servicecatalog.amazonaws.com', OWN_ACCOUNT],
    ['of the tag door', /-tag-door$/, 'events.amazonaws.com', ''],
    ['that forwards', /-forward$/, 'events.amazonaws.com', ''],
    ['of the framework', /-framework-\w+$/, 'lambda.amazonaws.com', ''],
  ])('%s is one service, %s', (_what, name, service, whose) => {
    const roles = rolesThat(name);
    expect(roles.length).toBeGreaterThan(1);
    for (const role of roles) {
      const [trust, ...others] = statementsOf(role).filter(({ Principal }) => Principal !== undefined);
      expect(others).toEqual([]);
      const Condition = whose === '' ? {} : { StringEquals: { 'aws:SourceAccount': role.stack.accountId } };
      expect(trust).toMatchObject({ Effect: 'Allow', Principal: { Service: service }, Condition });
      expect(trust?.Action).toEqual(['sts:AssumeRole']);
    }
  });

  test('the provisioner is a function of the workflow, with the external id and of the organization if there is one', () => {
    const provisioners = rolesThat(/-provisioner$/);
    expect(provisioners.length).toBe(stacksOf('account').length);
    for (const role of provisioners) {
      const configuration = configurationOf(role);
      const [trust] = statementsOf(role).filter(({ Principal }) => Principal !== undefined);
      const { provisionerExternalId, organizationId, workflowAccountId, partition } = configuration ?? {};
      expect(trust?.Principal).toEqual({ AWS: `arn:${partition}:iam::${workflowAccountId}:root` });
      expect(trust?.Condition).toEqual({
        ArnLike: {
          'aws:PrincipalArn': expect.stringMatching(/:role\/amp-scraper-functions\/member\/\*$|:role\/.+\*$/),
        },
        StringEquals: {
          'sts:ExternalId': provisionerExternalId?.[0],
          ...(organizationId ? { 'aws:PrincipalOrgID': organizationId } : {}),
        },
      });
    }
    expect(Object.values(CONFIGURATIONS).map(({ organizationId }) => organizationId)).toEqual([
      undefined,
      'o-abcdefghij',
    ]);
  });
});

describe('what is granted', () => {
  const DELIVERY = [
    'logs:CreateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:DescribeLogGroups',
    'logs:DescribeResourcePolicies',
    'logs:GetLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:UpdateLogDelivery',
  ];
  const TRACES = [
    'xray:GetSamplingRules',
    'xray:GetSamplingTargets',
    'xray:PutTelemetryRecords',
    'xray:PutTraceSegments',
  ];
  const actionsOf = (resource: Resource) => statementsOf(resource).flatMap(({ Action }) => Action);

  test('every state machine, the waiter included: its functions, its log and its traces, and no more', () => {
    const waiters = ofType('AWS::IAM::Policy').filter((one) => actionsOf(one).includes('logs:CreateLogDelivery'));
    const machines = [...rolesThat(/-(onboard|offboard)-[a-z0-9-]+$/), ...waiters];
    expect(machines).toHaveLength(3 * stacksOf('workflow').length);
    for (const one of machines) {
      const actions = actionsOf(one).filter((action) => action !== 'sts:AssumeRole');
      expect(actions.toSorted(), one.where).toEqual(['lambda:InvokeFunction', ...DELIVERY, ...TRACES].toSorted());
    }
  });

  test('the launch role: its own stacks, its template, the one function', () => {
    for (const role of rolesThat(/-launch$/)) {
      const granted = statementsOf(role).filter(({ Principal }) => Principal === undefined);
      expect(granted.map(({ Action }) => Action.toSorted())).toEqual([
        ['lambda:InvokeFunction'],
        [
          'cloudformation:CreateStack',
          'cloudformation:DeleteStack',
          'cloudformation:DescribeStackEvents',
          'cloudformation:DescribeStacks',
          'cloudformation:SetStackPolicy',
          'cloudformation:UpdateStack',
        ],
        ['cloudformation:GetTemplateSummary', 'cloudformation:ValidateTemplate'],
        ['s3:GetObject'],
      ]);
      expect(granted.map(({ Condition }) => Condition)).toEqual([
        {},
        {},
        {},
        { StringEquals: { 's3:ExistingObjectTag/servicecatalog:provisioning': 'true' } },
      ]);
      expect(granted[1]?.Resource).toEqual([expect.stringMatching(/:stack\/SC-\*$/)]);
    }
  });

  test("the framework's functions: their handler, after a look at it, and the first one the waiter", () => {
    for (const [end, more] of [
      ['onEvent', ['states:StartExecution']],
      ['isComplete', []],
    ] as const) {
      const roles = rolesThat(new RegExp(`-framework-${end}$`));
      expect(roles).toHaveLength(stacksOf('workflow').length);
      for (const role of roles) {
        const actions = actionsOf(role).filter((action) => !/^(logs|sts):/.test(action));
        expect(actions).toEqual(['lambda:InvokeFunction', 'lambda:GetFunction', ...more]);
      }
    }
  });

  test("a product's first function: to stop onboards of this installation, and nothing else's", () => {
    const roles = rolesThat(/-productOnEvent$/);
    expect(roles).toHaveLength(stacksOf('workflow').length);
    for (const role of roles) {
      const stops = statementsOf(role).filter(({ Action }) => Action.includes('states:StopExecution'));
      expect(stops.flatMap(({ Resource }) => Resource)).toEqual([
        expect.stringMatching(/^arn:[a-z-]+:states:[a-z0-9-]+:\d{12}:execution:amp-scraper-onboard:\*$/),
      ]);
    }
  });

  test('the bus: events of two sources, every one of them, and at least one', () => {
    const policies = ofType('AWS::Events::EventBusPolicy');
    expect(policies.length).toBe(stacksOf('workflow').length);
    for (const { properties, stack } of policies) {
      const accounts = stacksOf('region').filter(({ region }) => region === stack.region);
      expect(properties['Statement']).toMatchObject({
        Effect: 'Allow',
        Principal: { AWS: accounts.map(({ accountId }) => expect.stringContaining(`::${accountId}:root`)) },
        Action: 'events:PutEvents',
        Condition: {
          'ForAllValues:StringEquals': { 'events:source': ['aws.tag', 'aws.eks'] },
          Null: { 'events:source': 'false' },
        },
      });
      expect(Object.keys(Object(Object(properties['Statement'])['Condition']))).toHaveLength(2);
    }
  });
});

describe('the product', () => {
  test('is launched by its role alone', () => {
    const constraints = ofType('AWS::ServiceCatalog::LaunchRoleConstraint');
    expect(constraints).toHaveLength(stacksOf('product').length);
    for (const { properties, stack } of constraints) {
      expect(text(properties)).toContain(`role/amp-scraper-${stack.region}-launch`);
    }
  });

  test('may be launched by whom the configuration names', () => {
    const granted = ofType('AWS::ServiceCatalog::PortfolioPrincipalAssociation');
    expect(granted.map(({ properties }) => properties['PrincipalARN']).toSorted()).toEqual(
      stacksOf('product')
        .flatMap(({ region }) => configurationOfRegion(region)?.productLauncherRoles ?? [])
        .toSorted(),
    );
    expect(granted.length).toBeGreaterThan(0);
    expect(new Set(granted.map(({ properties }) => properties['PrincipalType']))).toEqual(new Set(['IAM']));
  });

  test('is asked about every half minute, for as long as the configuration says', () => {
    const waiters = ofType('AWS::StepFunctions::StateMachine').filter(({ properties }) =>
      String(properties['StateMachineName']).endsWith('-waiter'),
    );
    expect(waiters).toHaveLength(stacksOf('workflow').length);
    for (const waiter of waiters) {
      const minutes = configurationOf(waiter)?.productTimeoutMinutes ?? 0;
      const definition = text(waiter.properties['DefinitionString']).replaceAll('\\', '');
      expect(definition).toContain('"IntervalSeconds":30');
      expect(definition).toContain(`"MaxAttempts":${minutes * 2}`);
      expect(definition).toContain('"BackoffRate":1');
    }
  });
});

function configurationOfRegion(region: string) {
  return Object.values(CONFIGURATIONS).find(({ regions }) => regions.includes(region));
}

test('each Region of a source account forwards tags, plan B and deleted clusters; the workflow has a rule for each', () => {
  const rule = z.looseObject({ Name: z.string(), State: z.string(), EventPattern: z.unknown() });
  const named = (stackName: string) =>
    ofType('AWS::Events::Rule')
      .filter(({ stack }) => stack.stackName === stackName)
      .map(({ properties }) => rule.parse(properties));
  for (const { stackName } of stacksOf('region')) {
    const rules = named(stackName);
    expect(rules.map(({ Name }) => Name.replace('amp-scraper-', '')).toSorted()).toEqual(
      ['forward-cloudtrail-tag', 'forward-cluster-deleted', 'forward-cluster-tag'].toSorted(),
    );
    const deleted = rules.find(({ Name }) => Name.endsWith('deleted'));
    expect(deleted).toMatchObject({ State: 'ENABLED', EventPattern: clusterDeletedPattern() });
  }
  for (const { stackName, accountId } of stacksOf('workflow')) {
    const rules = named(stackName).map(({ Name }) => Name.replace('amp-scraper-', ''));
    const hasOwn = Object.values(CONFIGURATIONS).some(({ accounts }) => accounts.includes(accountId));
    for (const suffix of hasOwn ? ['', '-own'] : ['']) {
      const door = ['cluster-untag', 'cluster-deleted', 'cluster-tag', 'cloudtrail-tag'];
      expect(rules).toEqual(expect.arrayContaining(door.map((name) => `${name}${suffix}`)));
    }
  }
});

describe('what tells people', () => {
  test('every alarm on messages that wait goes by the most that waited, not by a moment without any', () => {
    const waiting = ofType('AWS::CloudWatch::Alarm').filter(
      ({ properties }) => properties['MetricName'] === 'ApproximateNumberOfMessagesVisible',
    );
    expect(waiting.length).toBeGreaterThan(1);
    for (const { properties } of waiting) expect(properties).toMatchObject({ Statistic: 'Maximum' });
  });

  test.each(['AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy'])('every %s denies what comes without TLS', (type) => {
    const policies = ofType(type);
    expect(policies.length).toBeGreaterThan(1);
    for (const policy of policies) {
      const [denied] = statementsOf(policy).filter(({ Effect }) => Effect === 'Deny');
      expect(JSON.stringify(denied?.Principal)).toMatch(/^(\{"AWS":)?"\*"\}?$/);
      expect(denied).toMatchObject({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
    }
  });

  test('every topic and queue has such a policy', () => {
    const count = (type: string) => ofType(type).length;
    expect(count('AWS::SNS::TopicPolicy')).toBe(count('AWS::SNS::Topic'));
    expect(count('AWS::SQS::QueuePolicy')).toBe(count('AWS::SQS::Queue'));
  });
});
