import { describe, expect, test } from 'vitest';
import { deliverEvent } from '../../local/deployment/events/deliverEvent.ts';
import type { DeployedRule, Deployment } from '../../local/deployment/deployed.ts';
import type { World } from '../../local/state/state.ts';
import { role } from '../workflow/support.ts';
import { RULES } from './rules.ts';
import { deadLetters, pass, refused, rung, WATCHED, watchedWorld } from './support.ts';

const accountOf = ({ arn }: DeployedRule) => arn.split(':')[4] ?? '';
const nameOf = (rule: DeployedRule) => `${accountOf(rule)} ${rule.name}`;

function deployedRule(name: string): DeployedRule {
  const found = WATCHED.rules.find((one) => nameOf(one) === name);
  if (found === undefined) throw new Error(`No rule ${name} is deployed.`);
  return found;
}

const deliver = (world: World, event: object) => deliverEvent(world, WATCHED, event, world.now);

test('the list has every rule of every stack', () => {
  expect(RULES.map(({ rule }) => rule).toSorted()).toEqual(WATCHED.rules.map(nameOf).toSorted());
});

describe.each(RULES.map((row) => [row.rule, row] as const))('%s', (name, { alarm, ringsAt, silentAt }) => {
  const rule = deployedRule(name);
  const [event = {}] = ringsAt;

  test('brings what it is for to its target, once', async () => {
    const world = watchedWorld();
    for (const one of ringsAt) {
      const { deliveries, stops, lost } = await deliver(world, one);
      expect({ stops, lost }).toEqual({ stops: [], lost: [] });
      expect(deliveries.filter(({ way }) => way.includes(rule.arn)).length).toBeGreaterThan(0);
      const own = deliveries.filter(({ way }) => way.at(-1) === rule.arn).map(({ targetArn }) => targetArn);
      expect(own).toEqual(rule.name.includes('forward') ? [] : rule.targets.map(({ arn }) => arn));
    }
  });

  test('is silent for what it is not for', async () => {
    const world = watchedWorld();
    for (const one of silentAt) {
      const { deliveries, stops } = await deliver(world, one);
      expect(deliveries.filter(({ way }) => way.includes(rule.arn))).toEqual([]);
      expect(stops.filter(({ kind, where }) => kind === 'Refused' && where === rule.arn)).toEqual([]);
    }
  });

  test(`that its target refuses rings ${alarm}, once, and leaves the event in its queue if it has one`, async () => {
    const world = watchedWorld();
    const functionPermissions = refuse(world, rule);
    const { stops, lost } = await deliverEvent(world, { ...WATCHED, functionPermissions }, event, world.now);
    const ownStops = stops.filter(({ where }) => where === rule.arn);
    expect(ownStops).toHaveLength(1);
    const queues = rule.targets.flatMap(({ deadLetterArn }) => deadLetterArn ?? []);
    expect(deadLetters(world)).toEqual(Object.fromEntries(queues.map((arn) => [arn, stops.length])));
    expect(lost.map(({ ruleArn }) => ruleArn)).toEqual(queues.length === 0 ? [rule.arn] : []);
    await pass(world, 60);
    expect(rung(world)).toEqual({ [alarm]: 1 });
    expect(refused(world)).toEqual([]);
  });
});

/** Nothing lets EventBridge call the rule's target any more. @returns the permissions of functions that are left */
function refuse(world: World, { targets }: DeployedRule): Deployment['functionPermissions'] {
  for (const { roleArn } of targets) Object.assign(role(world, roleArn ?? '') ?? {}, { inlinePolicies: {} });
  world.iamRevision += 1;
  return WATCHED.functionPermissions.filter(({ functionArn }) => targets.every(({ arn }) => arn !== functionArn));
}
