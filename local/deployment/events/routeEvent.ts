import * as z from 'zod';
import { arnParts } from '../../../functions/shared/arn.ts';
import { evaluate, evaluateAssumeRole } from '../../policies/authorize.ts';
import { partitionOf } from '../../aws/partition.ts';
import type { OwnRule, World } from '../../state/state.ts';
import { evaluatePutEvents } from './busPolicy.ts';
import type { DeployedBus, DeployedRule, Deployment, RuleTarget } from '../deployed.ts';
import { matchEvent } from './eventPattern.ts';
import { mismatch } from './mismatch.ts';
import { defaultBusArn, isBus } from '../read/readEvents.ts';
import { targetInput } from './targetInput.ts';
import { json, type Json } from '../template/template.ts';

/** The members that every event of an AWS service has. Source: "AWS service event metadata". */
const event = z.looseObject({
  source: z.string(),
  'detail-type': z.string(),
  account: z.string().regex(/^\d{12}$/),
  region: z.string(),
  time: z.string(),
  detail: json,
});
type Event = z.infer<typeof event>;

/** The target of a rule that was called, and the way to it: the ARNs of buses and rules. */
export interface Delivery {
  targetArn: string;
  input: Json;
  way: string[];
}

/** Where an event went no further. */
export interface Stop {
  kind: 'NotMatched' | 'Refused';
  /** The ARN of the bus that has no rule for it, or of the rule whose target is not reached. */
  where: string;
  reason: string;
  /**
   * Where a refused event is kept, as it came: whatever an input transformer would have made of it
   * (https://github.com/serverless/serverless/issues/4647, "the raw event"; AWS's own pages do not say).
   */
  deadLetterArn?: string;
}

/** Where an event has got to, and where it went no further, from bus to bus. */
export interface Route {
  deliveries: Delivery[];
  stops: Stop[];
}

/**
 * The way of an event from the default bus of its account and Region, where AWS's services put theirs, or from the bus that a customer has put it on, by the rules of the deployment and the
 * policies in force in the world. The role of a target has to be one that EventBridge may assume, and has to allow the call; a
 * function has to admit the rule; whether a topic does shows when the event is delivered (deliverEvent.ts).
 * @throws z.ZodError for what is no event; PatternError for a rule whose pattern EventBridge would refuse.
 */
export async function routeEvent(
  world: World,
  deployment: Deployment,
  value: unknown,
  busArn?: string,
): Promise<Route> {
  const parsed = event.parse(value);
  const own = defaultBusArn(partitionOf(parsed.region), parsed.region, parsed.account);
  return onBus({ world, deployment, event: parsed, content: json.parse(value) }, busArn ?? own, []);
}

interface Journey {
  world: World;
  deployment: Deployment;
  event: Event;
  content: Json;
}

async function onBus(journey: Journey, busArn: string, way: readonly string[]): Promise<Route> {
  const all = [...journey.deployment.rules, ...Object.values(journey.world.rules ?? {}).map(ownRule)];
  const rules = all.filter((rule) => rule.busArn === busArn && rule.enabled);
  const matching = rules.filter(
    ({ eventPattern }) => eventPattern !== undefined && matchEvent(eventPattern, journey.content),
  );
  if (matching.length === 0)
    return stop({ kind: 'NotMatched', where: busArn, reason: notMatched(busArn, rules, journey.content) });
  const calls = matching.flatMap((rule) => rule.targets.map((target) => ({ rule, target })));
  const routes: Route[] = [];
  for (const { rule, target } of calls) routes.push(await toTarget(journey, rule, target, [...way, busArn, rule.arn]));
  return { deliveries: routes.flatMap((one) => one.deliveries), stops: routes.flatMap((one) => one.stops) };
}

function ownRule({ eventPattern, ...rule }: OwnRule): DeployedRule {
  return { ...rule, eventPattern: json.parse(JSON.parse(eventPattern)) };
}

function notMatched(busArn: string, rules: readonly DeployedRule[], content: Json): string {
  if (rules.length === 0) return `No rule is deployed on ${busArn}.`;
  const why = rules.map(({ name, eventPattern }) => `- ${name}: ${whyNot(eventPattern, content)}`);
  return [`None of the rules on ${busArn} wants it:`, ...why].join('\n');
}

function whyNot(pattern: DeployedRule['eventPattern'], content: Json): string {
  return pattern === undefined ? 'it goes by a schedule, and not by events' : mismatch(pattern, content);
}

function stop(one: Stop): Route {
  return { deliveries: [], stops: [one] };
}

async function toTarget(journey: Journey, rule: DeployedRule, target: RuleTarget, way: string[]): Promise<Route> {
  const { deadLetterArn } = target;
  const refused = (reason: string) =>
    stop({ kind: 'Refused', where: rule.arn, reason, ...(deadLetterArn === undefined ? {} : { deadLetterArn }) });
  const noRole = await roleProblem(journey.world, rule, target);
  if (noRole !== undefined) return refused(noRole);
  if (isBus(target.arn)) return toBus(journey, rule, target, way, refused);
  const problem = await callProblem(journey, rule, target);
  if (problem !== undefined) return refused(problem);
  const input = targetInput(target, rule, journey.content, journey.event.time);
  return { deliveries: [{ targetArn: target.arn, input, way }], stops: [] };
}

/** EventBridge assumes the target's role on behalf of the rule. */
async function roleProblem(world: World, rule: DeployedRule, { roleArn }: RuleTarget): Promise<string | undefined> {
  if (roleArn === undefined) return undefined;
  const sourceAccount = arnParts(rule.arn).accountId;
  const principal = { kind: 'service', service: 'events.amazonaws.com' } as const;
  const decision = await evaluateAssumeRole(world, { principal, roleArn, sourceArn: rule.arn, sourceAccount });
  return decision.allowed ? undefined : decision.explanation;
}

async function callProblem(
  { world, deployment }: Journey,
  rule: DeployedRule,
  target: RuleTarget,
): Promise<string | undefined> {
  const { service } = arnParts(target.arn);
  if (service === 'states') return startProblem(world, target);
  return service === 'lambda' ? invokeProblem(deployment, rule, target) : undefined;
}

/**
 * EventBridge calls a function by the function's own policy, in the name of the rule
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html).
 */
function invokeProblem({ functionPermissions }: Deployment, rule: DeployedRule, { arn }: RuleTarget) {
  const account = arnParts(rule.arn).accountId;
  const admitted = functionPermissions.some(
    ({ functionArn, action, principal, sourceArn = rule.arn, sourceAccount = account }) =>
      functionArn === arn &&
      action === 'lambda:InvokeFunction' &&
      principal === 'events.amazonaws.com' &&
      sourceArn === rule.arn &&
      sourceAccount === account,
  );
  return admitted ? undefined : `The policy of ${arn} does not let ${rule.arn} invoke it.`;
}

async function startProblem(world: World, { arn, roleArn }: RuleTarget): Promise<string | undefined> {
  if (roleArn === undefined) return `A rule starts ${arn} with a role, and this target has none.`;
  const decision = await evaluate(
    world,
    { kind: 'role', roleArn },
    {
      action: 'states:StartExecution',
      resourceArn: arn,
      resourceAccountId: arnParts(arn).accountId,
    },
  );
  return decision.allowed ? undefined : decision.explanation;
}

/** Sources: "Sending and receiving events between AWS accounts" in the EventBridge User Guide, its notes included. */
async function toBus(
  journey: Journey,
  rule: DeployedRule,
  { arn, roleArn }: RuleTarget,
  way: string[],
  refused: (reason: string) => Route,
): Promise<Route> {
  if (way.length > 2) return refused(`EventBridge forwards no event that another rule has forwarded: not to ${arn}.`);
  if (roleArn === undefined) return refused(`A rule forwards to ${arn} with a role, and this target has none.`);
  const bus = journey.deployment.buses.find((one) => one.arn === arn) ?? bareBus(arn);
  const { source, 'detail-type': detailType } = journey.event;
  const principal = { kind: 'role', roleArn } as const;
  const decision = await evaluatePutEvents(journey.world, { principal, bus, source, detailType, ruleArn: rule.arn });
  return decision.allowed ? onBus(journey, arn, way) : refused(decision.reason);
}

/** A default bus without a policy: it takes its own account's events alone. */
function bareBus(arn: string): DeployedBus {
  const { accountId, region, resource } = arnParts(arn);
  return { arn, name: resource.slice('event-bus/'.length), accountId, region };
}
