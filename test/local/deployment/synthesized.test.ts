import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { deploymentFile } from '../../../functions/shared/deploymentData.ts';
import { environmentOf } from '../../../functions/shared/environment.ts';
import {
  boundaryArn,
  deployedName,
  functionRoleArn,
  FUNCTION_NAMES,
  PRODUCT_FUNCTION_NAMES,
  provisionerArn,
  WORKFLOW_NAMES,
  type FunctionName,
  type WorkflowName,
} from '../../../functions/shared/names.ts';
import {
  parseConfiguration,
  deployedConfiguration,
  readConfiguration,
  type Configuration,
} from '../../../infra/configuration/configuration.ts';
import { boundaryDocument } from '../../../infra/permissions/boundary.ts';
import {
  actOnPlanPermissions,
  beginReconcilePermissions,
  endReconcilePermissions,
  lookAtRangePermissions,
  planReconcilePermissions,
} from '../../../infra/permissions/fleet.ts';
import {
  claimPermissions,
  establishPermissions,
  functionPermissions,
  changeScraperPermissions,
  readConnectionPermissions,
  releasePermissions,
  resolveOffboardPermissions,
  resolveRequestPermissions,
} from '../../../infra/permissions/functions.ts';
import { provisionerPolicies, provisionerTrust } from '../../../infra/permissions/provisioner.ts';
import type { Deployment } from '../../../local/deployment/deployed.ts';
import { routeEvent } from '../../../local/deployment/events/routeEvent.ts';
import { putDeployment } from '../../../local/deployment/putDeployment.ts';
import { synthesizedDeployment } from '../../../local/deployment/synthesized.ts';
import { worldOf } from './world.ts';

const ROOT = new URL('../../../', import.meta.url);
const sample = readConfiguration();

const CONFIGURATIONS: readonly (readonly [name: string, Configuration])[] = [
  ['the configuration that ships with it', sample],
  [
    'GovCloud, two Regions, with the workflow in a source account',
    parseConfiguration(
      {
        partition: 'aws-us-gov',
        workflowAccountId: '111111111111',
        regions: ['us-gov-west-1', 'us-gov-east-1'],
        accounts: ['111111111111', '222222222222'],
        workspaces: { central: 'arn:aws-us-gov:aps:us-gov-west-1:222222222222:workspace/ws-1' },
        provisionerExternalId: 'external',
        homeRegion: 'us-gov-west-1',
      },
      'the test',
    ),
  ],
];

/** A policy with every list that may be one string as a list, so that only what it says is compared. */
function comparable(document: unknown): unknown {
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  return JSON.parse(text, (key, value: unknown) =>
    ['Action', 'Resource', 'AWS', 'aws:PrincipalArn'].includes(key) ? [value].flat() : value,
  );
}

/** A copy of the tagged event for the first source account and Region of a configuration. */
function taggedEvent({ accounts, regions, partition }: Configuration, changes: object = {}) {
  const event = JSON.parse(readFileSync(new URL('events/eks-cluster-tagged.json', ROOT), 'utf8'));
  const [account] = accounts;
  const [region] = regions;
  const resources = [`arn:${partition}:eks:${region}:${account}:cluster/shop`];
  return { ...event, account, region, resources, ...changes };
}

describe.each(CONFIGURATIONS)('the product as synthesized for %s', (_name, configuration) => {
  const { accounts, partition, regions, workflowAccountId } = configuration;
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await synthesizedDeployment(configuration);
  });
  const world = (...more: readonly string[]) => {
    const made = worldOf(...accounts, workflowAccountId, ...more);
    putDeployment(made, deployment);
    return made;
  };
  const machineArn = (region: string | undefined) =>
    `arn:${partition}:states:${region}:${workflowAccountId}:stateMachine:${deployedName(configuration.name, 'onboard')}`;

  it('has in every account the provisioner and the boundary that the permission sets say', () => {
    for (const accountId of accounts) {
      const role = deployment.roles.find(({ arn }) => arn === provisionerArn(configuration.name, partition, accountId));
      const expected = Object.entries(provisionerPolicies(configuration, accountId));
      const found = Object.entries(role?.inlinePolicies ?? {}).map(([name, text]) => [name, comparable(text)]);
      expect(Object.fromEntries(found)).toEqual(
        Object.fromEntries(expected.map(([name, one]) => [name, comparable(one)])),
      );
      expect(comparable(role?.trustPolicy)).toEqual(comparable(provisionerTrust(configuration)));
      const boundary = deployment.managedPolicies.find(
        ({ arn }) => arn === boundaryArn(configuration.name, partition, accountId),
      );
      expect(comparable(boundary?.document)).toEqual(comparable(boundaryDocument(configuration)));
    }
  });

  it('has every function in every Region, with its fixed role and the configured environment', () => {
    for (const region of regions) {
      for (const name of FUNCTION_NAMES) {
        const found = deployment.functions.find(
          (one) => one.region === region && one.functionName === deployedName(configuration.name, name),
        );
        expect(found).toMatchObject({
          accountId: workflowAccountId,
          roleArn: functionRoleArn(configuration, region, name),
          environment: environmentOf(configuration.name),
          deploymentFile: deploymentFile(deployedConfiguration(configuration)),
        });
        const role = deployment.roles.find(({ arn }) => arn === found?.roleArn);
        const place = `${region}:${workflowAccountId}`;
        const table = `arn:${partition}:dynamodb:${place}:table/${deployedName(configuration.name, 'connections')}`;
        const executions = WORKFLOW_NAMES.map(
          (one) => `arn:${partition}:states:${place}:execution:${deployedName(configuration.name, one)}:*`,
        );
        const machineOf = (one: WorkflowName) =>
          `arn:${partition}:states:${place}:stateMachine:${deployedName(configuration.name, one)}`;
        const machines: [string, string] = [machineOf('onboard'), machineOf('offboard')];
        const functionArn = found?.arn ?? '';
        const notifyArn = `arn:${partition}:lambda:${place}:function:${deployedName(configuration.name, 'notify')}`;
        const own: Partial<Record<FunctionName, unknown>> = {
          resolveRequest: resolveRequestPermissions(configuration, functionArn, table, notifyArn),
          claimConnection: claimPermissions(table, executions, notifyArn),
          establishConnection: establishPermissions(table),
          releaseConnection: releasePermissions(table, machines),
          resolveOffboard: resolveOffboardPermissions(configuration, functionArn, table, executions, machines),
          createScraper: changeScraperPermissions(configuration, functionArn, table),
          createTargetRole: readConnectionPermissions(configuration, functionArn, table),
          patchTrust: readConnectionPermissions(configuration, functionArn, table),
          restoreScraper: readConnectionPermissions(configuration, functionArn, table),
          planConnection: readConnectionPermissions(configuration, functionArn, table),
          beginReconcile: beginReconcilePermissions(
            configuration,
            table,
            `arn:${partition}:states:${place}:execution:${deployedName(configuration.name, 'reconcile')}:*`,
          ),
          lookAtRange: lookAtRangePermissions(configuration, functionArn, table),
          planReconcile: planReconcilePermissions(table, executions),
          actOnPlan: actOnPlanPermissions(table, machines),
          endReconcile: endReconcilePermissions(table, notifyArn),
        };
        expect(comparable(role?.inlinePolicies['permissions'])).toEqual(
          comparable(own[name] ?? functionPermissions(configuration, functionArn)),
        );
      }
      for (const name of PRODUCT_FUNCTION_NAMES) {
        const found = deployment.functions.find(
          (one) => one.region === region && one.functionName === deployedName(configuration.name, name),
        );
        expect(found?.environment).toMatchObject({ AMP_SCRAPER_ONBOARD_ARN: machineArn(region) });
      }
    }
  });

  it('has every workflow in every Region, whose tasks are deployed functions', () => {
    for (const region of regions) {
      const ofRegion = deployment.functions.filter((one) => one.region === region);
      const versions = deployment.versions.filter((one) => one.function.region === region).map(({ arn }) => arn);
      const functionArns = [
        ...versions,
        ...ofRegion.map(({ arn }) => arn).filter((arn) => arn.endsWith('-claimConnection')),
      ];
      for (const workflow of WORKFLOW_NAMES) {
        const machine = deployment.stateMachines.find(
          (one) => one.region === region && one.name === deployedName(configuration.name, workflow),
        );
        const tasks = [...(machine?.definition ?? '').matchAll(/"Resource":\s*"([^"]+)"/g)].map(([, arn]) => arn);
        expect(tasks.length).toBeGreaterThan(0);
        expect(tasks.filter((arn) => arn === undefined || !functionArns.includes(arn))).toEqual([]);
      }
    }
  });

  it('has one product provider in every Region, which calls the two handlers', () => {
    for (const region of regions) {
      const arn = (name: string) => `arn:${partition}:lambda:${region}:${workflowAccountId}:function:${name}`;
      const [provider, ...others] = deployment.providers.filter(({ onEventArn }) => onEventArn.includes(`:${region}:`));
      expect(others).toEqual([]);
      expect(provider).toMatchObject({
        userOnEventArn: arn(deployedName(configuration.name, 'productOnEvent')),
        userIsCompleteArn: arn(deployedName(configuration.name, 'productIsComplete')),
      });
      const waiter = deployment.stateMachines.map((machine) => machine.arn);
      expect(waiter).toContain(provider?.waiterStateMachineArn);
    }
  });

  it("brings a cluster's tag event of every account and Region to its Region's two machines, unchanged", async () => {
    for (const account of accounts) {
      for (const region of regions) {
        const event = taggedEvent(configuration, { account, region });
        const { deliveries, stops } = await routeEvent(world(), deployment, event);
        expect(stops).toEqual([]);
        const offboardArn = machineArn(region).replace(/onboard$/, 'offboard');
        expect(deliveries.toSorted((a, b) => (a.targetArn < b.targetArn ? -1 : 1))).toMatchObject([
          { targetArn: offboardArn, input: event },
          { targetArn: machineArn(region), input: event },
        ]);
      }
    }
  });

  it.each([
    ['another tag', { detail: { service: 'eks', 'resource-type': 'cluster', 'changed-tag-keys': ['team'] } }],
    [
      'another service',
      { detail: { service: 'ec2', 'resource-type': 'cluster', 'changed-tag-keys': ['amp-scraper-workspace'] } },
    ],
    ['a Region that is not configured', { region: 'eu-west-1' }],
    ['an account that is not configured', { account: '999999999999' }],
  ])('has no rule for an event of %s', async (_case, changes) => {
    const found = await routeEvent(world('999999999999'), deployment, taggedEvent(configuration, changes));
    expect(found.deliveries).toEqual([]);
    expect(found.stops).toMatchObject([{ kind: 'NotMatched' }]);
  });
});

it('is read from the cache without the CDK being loaded', () => {
  const script = `
    const { synthesizedDeployment } = await import('${new URL('local/deployment/synthesized.ts', ROOT).href}');
    const { readConfiguration } = await import('${new URL('infra/configuration/configuration.ts', ROOT).href}');
    const started = performance.now();
    const { roles } = await synthesizedDeployment(readConfiguration());
    const milliseconds = performance.now() - started;
    const { createRequire } = await import('node:module');
    const loaded = Object.keys(createRequire(import.meta.url).cache).filter((file) => file.includes('aws-cdk-lib'));
    console.log(JSON.stringify({ roles: roles.length, cdk: loaded.length, milliseconds }));
  `;
  const run = () =>
    JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }));
  run();
  const again = run();
  expect(again).toMatchObject({ cdk: 0, roles: expect.any(Number) });
  expect(again.roles).toBeGreaterThan(10);
});
