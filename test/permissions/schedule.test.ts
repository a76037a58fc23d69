import { describe, expect, test } from 'vitest';
import { evaluate, evaluateAssumeRole, type AssumeRoleRequest } from '../../local/policies/authorize.ts';
import type { World } from '../../local/state/state.ts';
import { looseningsOf } from './loosenings.ts';
import { grantsOf, remove } from './narrowings.ts';
import { SCHEDULE_PERMISSIONS, SCHEDULE_TRUST, type DeployedPolicy } from './statements.ts';
import { deployedWorld, functionRole, STRANGER, WORKFLOW } from './world.ts';

const ROLE = `arn:aws:iam::${WORKFLOW}:role/amp-scraper-us-west-2-schedule`;
const own = (service: string, resource: string) => `arn:aws:${service}:us-west-2:${WORKFLOW}:${resource}`;
const GROUP = own('scheduler', 'schedule-group/default');
const machine = (name: string) => own('states', `stateMachine:${name}`);

const assumed = (change: Partial<AssumeRoleRequest> = {}): AssumeRoleRequest => ({
  principal: { kind: 'service', service: 'scheduler.amazonaws.com' },
  roleArn: ROLE,
  sourceAccount: WORKFLOW,
  sourceArn: GROUP,
  ...change,
});
const service = (name: string) => ({ principal: { kind: 'service', service: `${name}.amazonaws.com` } }) as const;

interface Act {
  action: string;
  resourceArn: string;
}
/** What Scheduler does as the role: it starts the target, and sends what it could not start to the queue. */
const START: Act = { action: 'states:StartExecution', resourceArn: machine('amp-scraper-reconcile') };
const KEEP: Act = { action: 'sqs:SendMessage', resourceArn: own('sqs', 'amp-scraper-dead-letters') };

const ACTS: Readonly<Record<string, Act>> = {
  'starts onboard': { ...START, resourceArn: machine('amp-scraper-onboard') },
  'starts offboard': { ...START, resourceArn: machine('amp-scraper-offboard') },
  'starts another installation’s reconcile': { ...START, resourceArn: machine('amp-scraper-2-reconcile') },
  'stops a run': { action: 'states:StopExecution', resourceArn: own('states', 'execution:amp-scraper-reconcile:one') },
  'calls a function': {
    action: 'lambda:InvokeFunction',
    resourceArn: own('lambda', 'function:amp-scraper-beginReconcile'),
  },
  'sends to another team’s queue': { ...KEEP, resourceArn: own('sqs', 'payments') },
  'takes what could not be started out of the queue': { ...KEEP, action: 'sqs:ReceiveMessage' },
};
const TAKERS: Readonly<Record<string, AssumeRoleRequest>> = {
  'another service': assumed(service('events')),
  Lambda: assumed(service('lambda')),
  'Step Functions': assumed(service('states')),
  'Scheduler for another account': assumed({
    sourceAccount: STRANGER,
    sourceArn: GROUP.replace(WORKFLOW, STRANGER),
  }),
  'Scheduler for another account, by a group that is named like ours': assumed({ sourceAccount: STRANGER }),
  'Scheduler for another group of the account': assumed({ sourceArn: GROUP.replace('default', 'payments') }),
  'an administrator of the workflow account': assumed({
    principal: { kind: 'arn', arn: `arn:aws:iam::${WORKFLOW}:user/administrator` },
  }),
  'a function of reconcile': assumed({ principal: { kind: 'role', roleArn: functionRole('beginReconcile') } }),
};

const world = await deployedWorld();
const isTaken = async (changed: World, request: AssumeRoleRequest) =>
  (await evaluateAssumeRole(changed, request)).allowed;
const isDone = async (changed: World, act: Act) =>
  (await evaluate(changed, { kind: 'role', roleArn: ROLE }, { ...act, resourceAccountId: WORKFLOW })).allowed;
/** The first of these that a world lets be done. */
async function letThrough<Case>(cases: Readonly<Record<string, Case>>, is: (one: Case) => Promise<boolean>) {
  for (const [name, one] of Object.entries(cases)) if (await is(one)) return name;
  return undefined;
}
function loosened(policy: DeployedPolicy) {
  return policy.read(world).flatMap((statement) =>
    looseningsOf(statement).map(({ name, apply }) => {
      const changed = structuredClone(world);
      policy.write(changed, apply(policy.read(changed)));
      return { name, changed };
    }),
  );
}

describe("the schedule's role", () => {
  test('is taken by Scheduler for its group, starts reconcile and keeps what it could not start', async () => {
    expect([await isTaken(world, assumed()), await isDone(world, START), await isDone(world, KEEP)]).toEqual([
      true,
      true,
      true,
    ]);
  });

  test.each(grantsOf(SCHEDULE_PERMISSIONS, world))('needs $action, and has nothing else', async (grant) => {
    const changed = structuredClone(world);
    remove(grant, changed);
    const lost = [START, KEEP].filter(({ action }) => action === grant.action);
    expect(lost).toHaveLength(1);
    for (const act of lost) expect([grant.resource, await isDone(changed, act)]).toEqual([act.resourceArn, false]);
  });

  test.each(Object.entries(ACTS))('never %s', async (_name, act) => {
    expect(await isDone(world, act)).toBe(false);
  });

  test.each(Object.entries(TAKERS))('is not taken by %s', async (_name, request) => {
    expect(await isTaken(world, request)).toBe(false);
  });

  test.each(loosened(SCHEDULE_PERMISSIONS))('$name lets something be done', async ({ changed }) => {
    expect(await letThrough(ACTS, (act) => isDone(changed, act))).toBeDefined();
  });

  test.each(loosened(SCHEDULE_TRUST))('its trust, $name, lets somebody take it', async ({ changed }) => {
    expect(await letThrough(TAKERS, (request) => isTaken(changed, request))).toBeDefined();
  });
});
