/** What doctor reads of the hub, each as AWS documents it. */

import * as z from 'zod';
import { SFNClient, DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import type { Access } from '../../verify/aws.ts';
import type { HubSeen, Looked } from '../seen.ts';
import { Refused } from '../../calls/refused.ts';
import type { Ask } from './ask.ts';

type Found<List extends keyof HubSeen> = HubSeen[List] extends { looked: Looked<infer Thing> }[] ? Thing : never;

/** What cannot be read, and what is done about it. */
export class Unread extends Error {
  override readonly name = 'Unread';
  readonly remedy: string;
  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

/** IAM's own words name the action that the caller lacks, of whichever call of a reading it is. */
const DENIED = /not authorized to perform: ([a-z-]+:\w+)/;
const DENIAL = /^(AccessDenied|AuthorizationError|UnauthorizedOperation|NotAuthorized)/;

/**
 * What a call comes to: a refusal by one of the codes says that the thing is not there, any other that it could not be read.
 * @param action as IAM writes it
 */
export async function looked<Thing>(
  action: string,
  absentCodes: readonly string[],
  read: () => Promise<Thing>,
): Promise<Looked<Thing>> {
  try {
    return { kind: 'found', found: await read() };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    if (error instanceof Unread) return { kind: 'unread', problem: message, remedy: error.remedy };
    const code = error instanceof Refused ? error.code : name;
    if (absentCodes.includes(code)) return { kind: 'absent' };
    const problem = error instanceof Refused ? message : `${name}: ${message}`;
    const remedy = DENIAL.test(code)
      ? `Allow the caller ${DENIED.exec(message)?.[1] ?? action}, and run doctor again.`
      : `${action} was not answered. Run doctor again.`;
    return { kind: 'unread', problem, remedy };
  }
}

const text = z.string();

const described = z.object({ Stacks: z.object({ member: z.array(z.object({ StackStatus: text })) }) });

/** A ValidationError is what a name has that no stack has, and is read off its words. */
export function readStack(ask: Ask, name: string): Promise<Looked<Found<'stacks'>>> {
  return looked('cloudformation:DescribeStacks', ['NoStack'], async () => {
    const answer = await ask
      .query('cloudformation', '2010-05-15', 'DescribeStacks', { StackName: name })
      .catch((error: unknown) => {
        const isAbsent = error instanceof Refused && error.message.endsWith('does not exist');
        throw isAbsent ? new Refused('NoStack', error.message) : error;
      });
    const [stack] = described.parse(answer).Stacks.member;
    return { status: stack?.StackStatus ?? '' };
  });
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html: its status and the definition's text. */
export function readMachine(access: Access, stateMachineArn: string): Promise<Looked<Found<'machines'>>> {
  return looked('states:DescribeStateMachine', ['StateMachineDoesNotExist'], async () => {
    const found = await new SFNClient(access).send(new DescribeStateMachineCommand({ stateMachineArn }));
    return { status: found.status ?? '', definition: found.definition ?? '' };
  });
}

const lambdaFunction = z.object({ Configuration: z.object({ State: text.default('Active') }) });

/** @param arn may name a version. */
export function readFunction(ask: Ask, arn: string): Promise<Looked<Found<'functions'>>> {
  return looked('lambda:GetFunction', ['ResourceNotFound'], async () => {
    const answer = await ask.get('lambda', `/2015-03-31/functions/${encodeURIComponent(arn)}`);
    return { state: lambdaFunction.parse(answer).Configuration.State };
  });
}

const schedule = z.object({ State: text, ScheduleExpression: text, Target: z.object({ Arn: text }) });

/** https://docs.aws.amazon.com/scheduler/latest/APIReference/API_GetSchedule.html, of the default group. */
export function readSchedule(ask: Ask, name: string): Promise<Looked<Found<'schedules'>>> {
  return looked('scheduler:GetSchedule', ['ResourceNotFound'], async () => {
    const found = schedule.parse(await ask.get('scheduler', `/schedules/${name}`));
    return { state: found.State, expression: found.ScheduleExpression, targetArn: found.Target.Arn };
  });
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeEventBus.html: that it is there. */
export function readBus(ask: Ask, Name: string): Promise<Looked<Found<'buses'>>> {
  return looked('events:DescribeEventBus', ['ResourceNotFound'], async () => {
    await ask.json('events', 'AWSEvents', 'DescribeEventBus', { Name });
    return {};
  });
}

const rule = z.object({ State: text });
const targets = z.object({ Targets: z.array(z.object({ Arn: text })) });

/**
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html, with its targets' ARNs, which are a call of their
 * own.
 */
export async function readRule(ask: Ask, name: string, bus: string): Promise<Looked<Found<'rules'>>> {
  const state = await looked('events:DescribeRule', ['ResourceNotFound'], async () =>
    rule.parse(await ask.json('events', 'AWSEvents', 'DescribeRule', { Name: name, EventBusName: bus })),
  );
  if (state.kind !== 'found') return state;
  return looked('events:ListTargetsByRule', ['ResourceNotFound'], async () => {
    const input = { Rule: name, EventBusName: bus };
    const { Targets } = targets.parse(await ask.json('events', 'AWSEvents', 'ListTargetsByRule', input));
    return { state: state.found.State, targetArns: Targets.map(({ Arn }) => Arn) };
  });
}

const subscriptions = z.object({
  Subscriptions: z
    .union([
      z.literal('').transform(() => []),
      z
        .object({ member: z.array(z.object({ SubscriptionArn: text, Protocol: text, Endpoint: text })) })
        .transform(({ member }) => member),
    ])
    .default([]),
});

/** The first hundred: a topic of whom more are told has somebody who is. */
export function readSubscriptions(ask: Ask, TopicArn: string): Promise<Looked<Found<'topics'>>> {
  return looked('sns:ListSubscriptionsByTopic', ['NotFound'], async () => {
    const answer = await ask.query('sns', '2010-03-31', 'ListSubscriptionsByTopic', { TopicArn });
    return subscriptions.parse(answer).Subscriptions.map(({ SubscriptionArn, Protocol, Endpoint }) => ({
      protocol: Protocol,
      endpoint: Endpoint,
      isPending: !SubscriptionArn.startsWith('arn:'),
    }));
  });
}

const attributes = z.object({ Attributes: z.object({ ApproximateNumberOfMessages: z.coerce.number() }) });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html: about how many messages it has. */
export function readQueue(ask: Ask, QueueUrl: string): Promise<Looked<Found<'queues'>>> {
  return looked(
    'sqs:GetQueueAttributes',
    ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'],
    async () => {
      const input = { QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] };
      const answer = attributes.parse(await ask.json('sqs', 'AmazonSQS', 'GetQueueAttributes', input));
      return { messages: answer.Attributes.ApproximateNumberOfMessages };
    },
  );
}

const alarms = z.object({
  MetricAlarms: z.array(z.object({ AlarmName: text, StateValue: text, ActionsEnabled: z.boolean() })),
});

/** All in one call, which takes a hundred names and answers fifty: a Region has fewer. */
export async function readAlarms(
  ask: Ask,
  AlarmNames: readonly string[],
): Promise<(name: string) => Looked<Found<'alarms'>>> {
  const all = await looked('cloudwatch:DescribeAlarms', [], async () =>
    alarms.parse(await ask.json('monitoring', 'GraniteServiceVersion20100801', 'DescribeAlarms', { AlarmNames })),
  );
  return (name) => {
    if (all.kind !== 'found') return all;
    const alarm = all.found.MetricAlarms.find(({ AlarmName }) => AlarmName === name);
    if (alarm === undefined) return { kind: 'absent' };
    return { kind: 'found', found: { state: alarm.StateValue, isTelling: alarm.ActionsEnabled } };
  };
}
