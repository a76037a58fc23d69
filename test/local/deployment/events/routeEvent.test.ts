import { describe, expect, it } from 'vitest';
import { routeEvent, type Route } from '../../../../local/deployment/events/routeEvent.ts';
import { putDeployment } from '../../../../local/deployment/putDeployment.ts';
import { readDeployment } from '../../../../local/deployment/read/readTemplates.ts';
import {
  allow,
  BUS,
  forwardingResources,
  MACHINE,
  MEMBER,
  policy,
  role,
  serviceTrust,
  stack,
  STRANGER,
  WORKFLOW,
  workflowResources,
} from '../samples.ts';
import { worldOf } from '../world.ts';

const EVENT = {
  version: '0',
  id: 'e-1',
  'detail-type': 'Tag Change on Resource',
  source: 'aws.tag',
  account: MEMBER,
  time: '2026-01-05T08:00:00Z',
  region: 'us-west-2',
  resources: ['arn:aws:eks:us-west-2:111111111111:cluster/shop'],
  detail: { service: 'eks', 'changed-tag-keys': ['our-key'] },
};

const FORWARD = `arn:aws:events:us-west-2:${MEMBER}:rule/forward`;
const START = `arn:aws:events:us-west-2:${WORKFLOW}:rule/sample-bus/start`;
const DEFAULT_BUS = `arn:aws:events:us-west-2:${MEMBER}:event-bus/default`;
const FORWARD_DEAD = 'arn:aws:sqs:x:1:forward-dead';
const DEAD = `arn:aws:sqs:us-west-2:${WORKFLOW}:dead`;

type Resources = Record<string, { Type: string; Properties: Record<string, unknown> }>;

interface Case {
  name: string;
  event?: object;
  workflow?: Resources;
  source?: Resources;
  sourceAccount?: string;
  expected: { stops: readonly object[]; deliveries?: readonly object[] };
}

/** A copy of the resources with other properties for one of them. */
function changed(resources: Resources, name: string, properties: object): Resources {
  const resource = resources[name];
  if (resource === undefined) throw new Error(`No ${name}`);
  return { ...resources, [name]: { ...resource, Properties: { ...resource.Properties, ...properties } } };
}

async function route({
  event = {},
  workflow,
  source,
  sourceAccount = MEMBER,
}: Omit<Case, 'name' | 'expected'>): Promise<Route> {
  const deployment = readDeployment([
    stack(WORKFLOW, 'workflow', workflow ?? workflowResources()),
    stack(sourceAccount, 'region', source ?? forwardingResources()),
  ]);
  const world = worldOf(WORKFLOW, MEMBER, STRANGER);
  putDeployment(world, deployment);
  return routeEvent(world, deployment, { ...EVENT, ...event });
}

const refusedAt = (where: string, reason: RegExp, deadLetterArn: string) => ({
  stops: [{ kind: 'Refused', where, reason: expect.stringMatching(reason), deadLetterArn }],
});
const notMatched = (where: string) => ({ stops: [{ kind: 'NotMatched', where, reason: expect.any(String) }] });
const putRefused = (layer: string) =>
  new RegExp(`not authorized to perform: events:PutEvents on resource: ${BUS} .${layer}`);

const withTarget = (target: object) => {
  const [usual] = workflowResources().Rule.Properties.Targets;
  return changed(workflowResources(), 'Rule', { Targets: [{ ...usual, ...target }] });
};
const busPolicy = (Condition: object) => {
  const { Statement } = workflowResources().BusPolicy.Properties;
  return changed(workflowResources(), 'BusPolicy', { Statement: { ...Statement, Condition } });
};
const delivered = (input: unknown) => ({ stops: [], deliveries: [{ targetArn: MACHINE, input }] });

const CASES: readonly Case[] = [
  {
    name: 'goes over both buses into the state machine, as it is',
    expected: {
      stops: [],
      deliveries: [{ targetArn: MACHINE, input: EVENT, way: [DEFAULT_BUS, FORWARD, BUS, START] }],
    },
  },
  {
    name: 'stops at the default bus when no rule wants it',
    event: { detail: { service: 'ec2' } },
    expected: notMatched(DEFAULT_BUS),
  },
  {
    name: 'stops in a Region without rules',
    event: { region: 'eu-west-1' },
    expected: notMatched(DEFAULT_BUS.replace('us-west-2', 'eu-west-1')),
  },
  {
    name: "stops at the workflow's bus when no rule wants it",
    event: { detail: { service: 'eks', 'changed-tag-keys': ['other'] } },
    expected: notMatched(BUS),
  },
  {
    name: 'stops at a rule that is disabled',
    source: changed(forwardingResources(), 'Rule', { State: 'DISABLED' }),
    expected: notMatched(DEFAULT_BUS),
  },
  {
    name: 'is refused by the bus from an account that it does not name',
    sourceAccount: STRANGER,
    event: { account: STRANGER },
    expected: refusedAt(FORWARD.replace(MEMBER, STRANGER), putRefused('resource policy'), FORWARD_DEAD),
  },
  {
    name: 'is refused by the bus for another source',
    event: { source: 'aws.ec2' },
    expected: refusedAt(FORWARD, putRefused('resource policy'), FORWARD_DEAD),
  },
  {
    name: 'is refused by a bus without a policy',
    workflow: changed(workflowResources(), 'BusPolicy', { EventBusName: 'another' }),
    expected: refusedAt(FORWARD, putRefused('resource policy'), FORWARD_DEAD),
  },
  {
    name: "is refused by the forwarding role's own permissions",
    source: changed(forwardingResources(), 'Role', { Policies: [allow('events:PutEvents', `${BUS}-other`)] }),
    expected: refusedAt(FORWARD, putRefused('identity'), FORWARD_DEAD),
  },
  {
    name: 'is refused by a role that EventBridge may not assume',
    source: changed(forwardingResources(), 'Role', { AssumeRolePolicyDocument: serviceTrust('lambda.amazonaws.com') }),
    expected: refusedAt(FORWARD, /events.amazonaws.com is not authorized to perform: sts:AssumeRole/, FORWARD_DEAD),
  },
  {
    name: 'is refused by a role that EventBridge may assume for another rule alone',
    source: changed(forwardingResources(), 'Role', {
      AssumeRolePolicyDocument: serviceTrust('events.amazonaws.com', {
        Condition: { ArnEquals: { 'aws:SourceArn': `${FORWARD}-other` } },
      }),
    }),
    expected: refusedAt(FORWARD, /sts:AssumeRole/, FORWARD_DEAD),
  },
  {
    name: 'is refused by a role that may not start the state machine',
    workflow: changed(workflowResources(), 'StartRole', {
      Policies: [allow('states:StartExecution', `${MACHINE}-other`)],
    }),
    expected: refusedAt(START, /not authorized to perform: states:StartExecution on resource: .*:sample because/, DEAD),
  },
  {
    name: 'is refused by a target that has no role',
    source: changed(forwardingResources(), 'Rule', {
      Targets: [{ Id: 'Bus', Arn: BUS, DeadLetterConfig: { Arn: FORWARD_DEAD } }],
    }),
    expected: refusedAt(FORWARD, /forwards to .* with a role, and this target has none/, FORWARD_DEAD),
  },
  {
    name: 'is refused by a bus that takes events of another rule alone',
    workflow: busPolicy({ ArnEquals: { 'aws:SourceArn': `${FORWARD}-other` } }),
    expected: refusedAt(FORWARD, putRefused('resource policy'), FORWARD_DEAD),
  },
  {
    name: 'passes a bus that takes events of that rule and its account alone',
    workflow: busPolicy({ ArnEquals: { 'aws:SourceArn': FORWARD }, StringEquals: { 'aws:SourceAccount': MEMBER } }),
    expected: delivered(EVENT),
  },
  {
    name: 'is refused by a bus that takes no forwarded events',
    workflow: busPolicy({ Bool: { 'events:eventBusInvocation': 'false' } }),
    expected: refusedAt(FORWARD, putRefused('resource policy'), FORWARD_DEAD),
  },
  {
    name: 'is refused by a bus whose policy compares the source, which has several values, as if it had one',
    workflow: busPolicy({ StringEquals: { 'events:source': 'aws.tag' } }),
    expected: refusedAt(FORWARD, putRefused('resource policy'), FORWARD_DEAD),
  },
  {
    name: "puts in its place the target's input",
    workflow: withTarget({ Input: '{"a":1}' }),
    expected: delivered({ a: 1 }),
  },
  {
    name: 'gives the part that the path names',
    workflow: withTarget({ InputPath: '$.detail' }),
    expected: delivered(EVENT.detail),
  },
  {
    name: 'fills in a template, within quotes as text and elsewhere as JSON',
    workflow: withTarget({
      InputTransformer: {
        InputPathsMap: { arn: '$.resources[0]', keys: "$.detail['changed-tag-keys']", none: '$.detail.none' },
        InputTemplate:
          '{"is":"<arn>!","keys":<keys>,"none":"<none>","rule":<aws.events.rule-name>,"event":<aws.events.event.json>}',
      },
    }),
    expected: delivered({ is: `${EVENT.resources[0]}!`, keys: ['our-key'], none: '', rule: 'start', event: EVENT }),
  },
];

describe('an event', () => {
  it.each(CASES)('$name', async ({ expected, ...given }) => {
    const found = await route(given);
    expect(found).toMatchObject({ deliveries: expected.deliveries ?? [], stops: expected.stops });
  });

  it('goes on from one bus to the next by a rule of the workflow account itself', async () => {
    const found = await route({ sourceAccount: WORKFLOW, event: { account: WORKFLOW } });
    expect(found.deliveries.map(({ targetArn }) => targetArn)).toEqual([MACHINE]);
  });

  it('reaches every target of every rule that wants it', async () => {
    const topic = { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'topic' } };
    const Properties = {
      Name: 'tell',
      EventBusName: { Ref: 'Bus' },
      EventPattern: { source: ['aws.tag'] },
      Targets: [{ Id: 'T', Arn: { Ref: 'Topic' } }],
    };
    const found = await route({
      workflow: { ...workflowResources(), Topic: topic, Tell: { Type: 'AWS::Events::Rule', Properties } },
    });
    expect(found.deliveries.map(({ targetArn }) => targetArn)).toEqual([
      MACHINE,
      `arn:aws:sns:us-west-2:${WORKFLOW}:topic`,
    ]);
  });

  describe('for a function', () => {
    const CALLED = `arn:aws:lambda:us-west-2:${WORKFLOW}:function:sample`;
    const TELL = `arn:aws:events:us-west-2:${WORKFLOW}:rule/sample-bus/tell`;
    const toFunction = (permission: object | undefined) => {
      const EventPattern = { source: ['aws.tag'] };
      const Targets = [{ Id: 'T', Arn: CALLED, InputPath: '$.detail' }];
      const Properties = { Name: 'tell', EventBusName: { Ref: 'Bus' }, EventPattern, Targets };
      const usual = { FunctionName: CALLED, Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com' };
      const admits = { Type: 'AWS::Lambda::Permission', Properties: { ...usual, SourceArn: TELL, ...permission } };
      return route({
        workflow: {
          ...workflowResources(),
          Tell: { Type: 'AWS::Events::Rule', Properties },
          ...(permission === undefined ? {} : { Admits: admits }),
        },
      });
    };

    it('that admits the rule is handed to it', async () => {
      const { deliveries } = await toFunction({});
      expect(deliveries).toContainEqual(expect.objectContaining({ targetArn: CALLED, input: EVENT.detail }));
    });

    it.each([
      ['nobody', undefined],
      ['another rule', { SourceArn: `${TELL}-other` }],
      ['the rules of another account', { SourceAccount: MEMBER }],
      ['another service', { Principal: 's3.amazonaws.com' }],
      ['the rule to something else', { Action: 'lambda:GetFunction' }],
      ['the rule, to another function', { FunctionName: `${CALLED}-other` }],
    ])('that admits %s is refused', async (_whom, permission) => {
      const { stops } = await toFunction(permission);
      expect(stops).toEqual([
        { kind: 'Refused', where: TELL, reason: `The policy of ${CALLED} does not let ${TELL} invoke it.` },
      ]);
    });
  });

  it('is not forwarded twice', async () => {
    const Properties = { Name: 'back', EventBusName: { Ref: 'Bus' }, EventPattern: { source: ['aws.tag'] } };
    const Targets = [{ Id: 'T', Arn: BUS, RoleArn: { 'Fn::GetAtt': ['Back', 'Arn'] } }];
    const back = role('back', 'events.amazonaws.com', { Policies: [allow('events:PutEvents', BUS)] });
    const circle = { Type: 'AWS::Events::Rule', Properties: { ...Properties, Targets } };
    const found = await route({ workflow: { ...workflowResources(), Back: back, Circle: circle } });
    expect(found.stops).toMatchObject([{ kind: 'Refused', where: START.replace('start', 'back') }]);
    expect(found.deliveries).toHaveLength(1);
  });

  it.each(['source', 'detail-type', 'account', 'region', 'detail'])('is none without its %s', async (member) => {
    await expect(route({ event: { [member]: undefined } })).rejects.toThrow(member);
  });

  describe('to a bus that admits an organization', () => {
    const ORGANIZATION = 'o-a1b2c3d4e5';
    const UNIT = 'ou-ab12-11111111';
    const PATHS = { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': [`${ORGANIZATION}/*/${UNIT}/*`] } };

    /** @param place where the sending account is, or its organization */
    async function from(place: string, condition: object = {}, event: object = {}): Promise<Route> {
      const Condition = {
        StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION },
        'ForAllValues:StringLike': { 'events:source': ['aws.*'] },
        Null: { 'events:source': 'false' },
        ...condition,
      };
      const { Statement } = workflowResources().BusPolicy.Properties;
      const admits = { Statement: { ...Statement, Principal: '*', Condition } };
      const deployment = readDeployment([
        stack(WORKFLOW, 'workflow', changed(workflowResources(), 'BusPolicy', admits)),
        stack(MEMBER, 'region', forwardingResources()),
      ]);
      const world = worldOf(WORKFLOW, MEMBER, STRANGER);
      const isOther = place === 'other';
      const empty = { serviceControlPolicies: [], delegatedAdministrators: [] };
      const units = [UNIT, `${UNIT}2`].map((id) => ({ id, name: id, parentId: 'r-ab12' }));
      world.organizations = [
        {
          ...empty,
          id: ORGANIZATION,
          rootId: 'r-ab12',
          managementAccountId: WORKFLOW,
          units,
          accounts: { [WORKFLOW]: 'r-ab12', ...(isOther || place === 'none' ? {} : { [MEMBER]: place }) },
        },
        {
          ...empty,
          id: 'o-zzzzzzzzzz',
          rootId: 'r-zz99',
          managementAccountId: STRANGER,
          units: [],
          accounts: { [STRANGER]: 'r-zz99', ...(isOther ? { [MEMBER]: 'r-zz99' } : {}) },
        },
      ];
      putDeployment(world, deployment);
      return routeEvent(world, deployment, { ...EVENT, ...event });
    }

    it.each([
      ['an account of it', 'r-ab12', {}],
      ['an account of a named OU', UNIT, PATHS],
    ])('goes there from %s', async (_name, place, condition) => {
      expect((await from(place, condition)).deliveries).toHaveLength(1);
    });

    it.each([
      ['another organization', 'other', {}],
      ['an account on its own', 'none', {}],
      ['an OU that begins alike', `${UNIT}2`, PATHS],
      ['no OU of those', 'r-ab12', PATHS],
      ['an excluded account', UNIT, { StringNotEquals: { 'aws:PrincipalAccount': [MEMBER] } }],
    ])('is refused from %s', async (_name, place, condition) => {
      expect(await from(place, condition)).toMatchObject(
        refusedAt(FORWARD, putRefused('resource policy'), FORWARD_DEAD),
      );
    });
  });

  it('a bus policy is evaluated whole: a Deny beside the Allow refuses', async () => {
    const Statement = policy({ Effect: 'Deny', Principal: '*', Action: 'events:PutEvents', Resource: BUS })
      .Statement[0];
    const Properties = { EventBusName: { Ref: 'Bus' }, StatementId: 'Nobody', Statement };
    const found = await route({
      workflow: { ...workflowResources(), Deny: { Type: 'AWS::Events::EventBusPolicy', Properties } },
    });
    expect(found).toMatchObject(refusedAt(FORWARD, putRefused('resource policy'), FORWARD_DEAD));
  });
});
