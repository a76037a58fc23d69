import { describe, expect, test } from 'vitest';
import { statusTagKeys } from '../../functions/shared/names.ts';
import { routeEvent } from '../../local/deployment/events/routeEvent.ts';
import { synthesizedDeployment } from '../../local/deployment/synthesized.ts';
import { evaluate } from '../../local/policies/authorize.ts';
import type { World } from '../../local/state/state.ts';
import { CLUSTER } from '../workflow/support.ts';
import { EVENT_ATTACKS, REQUEST_ATTACKS } from './attacks/doors.ts';
import { useOnboarded } from './onboarded.ts';
import { addRole, ADMINISTRATOR_ACCESS, CONFIGURATION, functionRole, SOURCE, STRANGER, WORKFLOW } from './world.ts';

const { run, world } = useOnboarded();
const deployment = await synthesizedDeployment(CONFIGURATION);

/** A role of the account with every permission, so that only the function's own policy can refuse it. */
function administratorOf(accountId: string) {
  const copy = structuredClone(world());
  const roleArn = `arn:aws:iam::${accountId}:role/platform`;
  addRole(copy, roleArn, { AWS: `arn:aws:iam::${accountId}:root` }, { attached: [ADMINISTRATOR_ACCESS] });
  return { copy, principal: { kind: 'role', roleArn } as const };
}

describe('refused by ResolveRequest', () => {
  test.each(REQUEST_ATTACKS)('$name', async ({ input, tag, says }) => {
    const {
      status,
      error,
      cause,
      output,
      states,
      before,
      world: after,
    } = await run(input, (copy) => {
      const tags = copy.accounts[SOURCE]?.clusters[CLUSTER]?.tags;
      if (tag !== undefined && tags !== undefined) tags['amp-scraper-workspace'] = tag;
    });
    if (tag === undefined) {
      expect({ status, error }).toEqual({ status: 'FAILED', error: 'InvalidRequest' });
      expect(cause).toContain(says);
    } else {
      expect({ status, output }).toMatchObject({
        output: { outcome: 'IGNORED', reason: expect.stringContaining(says) },
      });
    }
    expect(states).not.toContain('CreateSourceRole');
    if (tag !== undefined) untold(after);
    expect(after.accounts).toEqual(before.accounts);
  });
});

/** Without the tags by which the cluster's people are told: nothing else is written. */
function untold(world: World): void {
  const tags = world.accounts[SOURCE]?.clusters[CLUSTER]?.tags ?? {};
  for (const key of Object.values(statusTagKeys('amp-scraper'))) delete tags[key];
}

describe('refused on the way to the workflow', () => {
  test.each(EVENT_ATTACKS)('$name: $stop', async ({ event, stop }) => {
    const { deliveries, stops } = await routeEvent(world(), deployment, event);
    expect(deliveries).toEqual([]);
    expect(stops.map(({ kind }) => kind)).toContain(stop);
  });
});

const provider = deployment.providers[0]?.onEventArn ?? '';
const role = (name: string) =>
  `arn:aws:iam::${WORKFLOW}:role/${name.startsWith('product') ? 'amp-scraper-functions/local/' : ''}amp-scraper-us-west-2-${name}`;
const onboard = deployment.stateMachines.find(({ name }) => name === 'amp-scraper-onboard')?.arn ?? '';
const ONBOARD_ROLE = `arn:aws:iam::${WORKFLOW}:role/amp-scraper-onboard-us-west-2`;
const RECONCILE_ROLE = `arn:aws:iam::${WORKFLOW}:role/amp-scraper-reconcile-us-west-2`;
const table = deployment.tables[0]?.arn ?? '';
const functionArn = (name: string) =>
  deployment.functions.find((one) => one.functionName === `amp-scraper-${name}`)?.arn ?? '';

/** Who may call what within the workflow account: the doors' roles, each to its own next step. */
const CALLS: readonly {
  name: string;
  roleArn: string;
  action: string;
  resourceArn: string;
  context?: Record<string, string[]>;
  allowed: boolean;
}[] = [
  {
    name: 'The launch role calls the provider',
    roleArn: role('launch'),
    action: 'lambda:InvokeFunction',
    resourceArn: provider,
    allowed: true,
  },
  {
    name: "The launch role calls the product's handler past the provider",
    roleArn: role('launch'),
    action: 'lambda:InvokeFunction',
    resourceArn: functionArn('productOnEvent'),
    allowed: false,
  },
  {
    name: 'The launch role calls a function of the workflow',
    roleArn: role('launch'),
    action: 'lambda:InvokeFunction',
    resourceArn: functionArn('createSourceRole'),
    allowed: false,
  },
  {
    name: 'The launch role starts an execution',
    roleArn: role('launch'),
    action: 'states:StartExecution',
    resourceArn: onboard,
    allowed: false,
  },
  {
    name: "The launch role changes the provider's code",
    roleArn: role('launch'),
    action: 'lambda:UpdateFunctionCode',
    resourceArn: provider,
    allowed: false,
  },
  {
    name: 'The launch role deletes the workflow stack',
    roleArn: role('launch'),
    action: 'cloudformation:DeleteStack',
    resourceArn: `arn:aws:cloudformation:us-west-2:${WORKFLOW}:stack/amp-scraper-workflow-us-west-2/1`,
    allowed: false,
  },
  {
    name: 'The launch role assumes the provisioner',
    roleArn: role('launch'),
    action: 'sts:AssumeRole',
    resourceArn: `arn:aws:iam::${SOURCE}:role/amp-scraper-provisioner`,
    allowed: false,
  },
  {
    name: 'Onboard calls a version of its function',
    roleArn: ONBOARD_ROLE,
    action: 'lambda:InvokeFunction',
    resourceArn: `${functionArn('createSourceRole')}:1`,
    allowed: true,
  },
  {
    name: 'Onboard calls its function as it is now',
    roleArn: ONBOARD_ROLE,
    action: 'lambda:InvokeFunction',
    resourceArn: functionArn('createSourceRole'),
    allowed: false,
  },
  {
    name: 'Onboard calls ClaimConnection as it is now',
    roleArn: ONBOARD_ROLE,
    action: 'lambda:InvokeFunction',
    resourceArn: functionArn('claimConnection'),
    allowed: true,
  },
  {
    name: "Onboard calls a version of the product's handler",
    roleArn: ONBOARD_ROLE,
    action: 'lambda:InvokeFunction',
    resourceArn: `${functionArn('productOnEvent')}:1`,
    allowed: false,
  },
  ...(['beginReconcile', 'lookAtRange', 'planReconcile', 'actOnPlan', 'endReconcile'] as const).map((name) => ({
    name: `Reconcile calls a version of ${name}`,
    roleArn: RECONCILE_ROLE,
    action: 'lambda:InvokeFunction',
    resourceArn: `${functionArn(name)}:1`,
    allowed: true,
  })),
  ...(['createSourceRole', 'deleteScraper', 'productOnEvent', 'notify'] as const).map((name) => ({
    name: `Reconcile calls a version of ${name}`,
    roleArn: RECONCILE_ROLE,
    action: 'lambda:InvokeFunction',
    resourceArn: `${functionArn(name)}:1`,
    allowed: false,
  })),
  {
    name: 'Reconcile starts onboard by itself',
    roleArn: RECONCILE_ROLE,
    action: 'states:StartExecution',
    resourceArn: onboard,
    allowed: false,
  },
  {
    name: 'Onboard calls a version of actOnPlan',
    roleArn: ONBOARD_ROLE,
    action: 'lambda:InvokeFunction',
    resourceArn: `${functionArn('actOnPlan')}:1`,
    allowed: false,
  },
  {
    name: "The tag door's role starts onboard",
    roleArn: role('tag-door'),
    action: 'states:StartExecution',
    resourceArn: onboard,
    allowed: true,
  },
  {
    name: "The tag door's role starts another state machine",
    roleArn: role('tag-door'),
    action: 'states:StartExecution',
    resourceArn: onboard.replace('onboard', 'other'),
    allowed: false,
  },
  {
    name: "The tag door's role calls a function",
    roleArn: role('tag-door'),
    action: 'lambda:InvokeFunction',
    resourceArn: functionArn('createSourceRole'),
    allowed: false,
  },
  {
    name: 'A function of the workflow calls the provider',
    roleArn: functionRole('resolveRequest'),
    action: 'lambda:InvokeFunction',
    resourceArn: provider,
    allowed: false,
  },
  ...(['releaseConnection', 'resolveOffboard'] as const).flatMap((name) => [
    ...[onboard, onboard.replace('onboard', 'offboard')].map((resourceArn) => ({
      name: `${name} starts ${resourceArn.split(':').at(-1)}`,
      roleArn: functionRole(name),
      action: 'states:StartExecution',
      resourceArn,
      allowed: true,
    })),
    {
      name: `${name} starts another state machine`,
      roleArn: functionRole(name),
      action: 'states:StartExecution',
      resourceArn: onboard.replace('onboard', 'other'),
      allowed: false,
    },
    {
      name: `${name} starts the onboard of another installation`,
      roleArn: functionRole(name),
      action: 'states:StartExecution',
      resourceArn: onboard.replace('amp-scraper', 'amp-scraper-2'),
      allowed: false,
    },
    {
      name: `${name} stops an onboard`,
      roleArn: functionRole(name),
      action: 'states:StopExecution',
      resourceArn: `${onboard.replace(':stateMachine:', ':execution:')}:one`,
      allowed: false,
    },
  ]),
  {
    name: 'claimConnection starts onboard',
    roleArn: functionRole('claimConnection'),
    action: 'states:StartExecution',
    resourceArn: onboard,
    allowed: false,
  },
  {
    name: "The product's handler starts onboard",
    roleArn: role('productOnEvent'),
    action: 'states:StartExecution',
    resourceArn: onboard,
    allowed: true,
  },
  {
    name: "The product's handler starts another state machine",
    roleArn: role('productOnEvent'),
    action: 'states:StartExecution',
    resourceArn: onboard.replace('onboard', 'other'),
    allowed: false,
  },
  {
    name: "The product's second handler starts onboard",
    roleArn: role('productIsComplete'),
    action: 'states:StartExecution',
    resourceArn: onboard,
    allowed: false,
  },
  ...(['dynamodb:PutItem', 'dynamodb:DeleteItem', 'dynamodb:Query'] as const).flatMap((action) => [
    {
      name: `The product's handler: ${action} of a stack's notes`,
      roleArn: role('productOnEvent'),
      action,
      resourceArn: table,
      context: { 'dynamodb:LeadingKeys': ['stack#arn:aws:cloudformation:us-west-2:111111111111:stack/one/1'] },
      allowed: true,
    },
    {
      name: `The product's handler: ${action} of a cluster's connections`,
      roleArn: role('productOnEvent'),
      action,
      resourceArn: table,
      context: { 'dynamodb:LeadingKeys': [CLUSTER] },
      allowed: false,
    },
    {
      name: `The product's handler: ${action} in another team's table`,
      roleArn: role('productOnEvent'),
      action,
      resourceArn: `${table}-of-payments`,
      context: { 'dynamodb:LeadingKeys': ['stack#one'] },
      allowed: false,
    },
  ]),
  {
    name: "The product's handler stops an onboard",
    roleArn: role('productOnEvent'),
    action: 'states:StopExecution',
    resourceArn: `${onboard.replace(':stateMachine:', ':execution:')}:one`,
    allowed: true,
  },
  {
    name: "The product's handler stops an offboard",
    roleArn: role('productOnEvent'),
    action: 'states:StopExecution',
    resourceArn: `${onboard.replace(':stateMachine:', ':execution:').replace('onboard', 'offboard')}:one`,
    allowed: false,
  },
  {
    name: "The product's handler looks at an offboard",
    roleArn: role('productOnEvent'),
    action: 'states:DescribeExecution',
    resourceArn: `${onboard.replace(':stateMachine:', ':execution:').replace('onboard', 'offboard')}:one`,
    allowed: true,
  },
  {
    name: "The product's handler lists the executions",
    roleArn: role('productOnEvent'),
    action: 'states:ListExecutions',
    resourceArn: onboard,
    allowed: false,
  },
  {
    name: "The product's handler assumes the provisioner",
    roleArn: role('productOnEvent'),
    action: 'sts:AssumeRole',
    resourceArn: `arn:aws:iam::${SOURCE}:role/amp-scraper-provisioner`,
    allowed: false,
  },
];

describe("the doors' roles", () => {
  test.each(CALLS)('$name: allowed is $allowed', async ({ roleArn, action, resourceArn, context = {}, allowed }) => {
    const resourceAccountId = resourceArn.split(':')[4] ?? '';
    const decision = await evaluate(
      world(),
      { kind: 'role', roleArn },
      { action, resourceArn, resourceAccountId, context },
    );
    expect(decision).toMatchObject(allowed ? { allowed } : { allowed, layer: 'identity' });
  });

  test('No function admits a caller of another account by its own policy: only notify a rule of its own', () => {
    const own = (service: string, resource: string) => `arn:aws:${service}:us-west-2:${WORKFLOW}:${resource}`;
    expect(deployment.functionPermissions).toEqual([
      {
        functionArn: own('lambda', 'function:amp-scraper-notify'),
        action: 'lambda:InvokeFunction',
        principal: 'events.amazonaws.com',
        sourceArn: own('events', 'rule/amp-scraper-execution-ended'),
      },
    ]);
  });
});

describe('the provider, called by an administrator of another account', () => {
  test('is refused: it has no policy that would let the account in', async () => {
    const { copy, principal } = administratorOf(STRANGER);
    const check = { action: 'lambda:InvokeFunction', resourceArn: provider, resourceAccountId: WORKFLOW };
    expect(await evaluate(copy, principal, check)).toMatchObject({ allowed: false });
  });
});
