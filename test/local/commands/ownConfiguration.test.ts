import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import {
  configurationFile,
  parseConfiguration,
  readConfiguration,
} from '../../../infra/configuration/configuration.ts';
import { deployWorldFile } from '../../../local/deployedWorld.ts';
import { configuredPair } from '../../../local/world/configuredWorld.ts';
import { worldFor } from '../../../local/defaultWorld.ts';
import { enter } from '../../../local/workflow/doors/doors.ts';
import { warmRuntime } from '../../runtimes.ts';
import { START } from './command.ts';

const cwd = fileURLToPath(new URL('../../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'amp-scraper-own-'));
afterAll(() => rmSync(folder, { recursive: true }));

const object = z.record(z.string(), z.unknown());
const json = (path: string) => object.parse(JSON.parse(readFileSync(join(cwd, path), 'utf8')));
const SAMPLE = json('test/configuration.json');
const ORGANIZATION = json('test/infra/organizationConfiguration.json');

const ids = Array.from({ length: 12 }, (_, index) => String(400_000_000_001 + index));
/** Of twelve accounts that are in an organization, another Region and another name. */
const TWELVE = {
  name: 'metrics',
  partition: 'aws',
  workflowAccountId: ids[11],
  regions: ['eu-central-1', 'eu-west-1'],
  homeRegion: 'eu-west-1',
  accounts: ids,
  organizationId: 'o-abcdefghij',
  workspaces: { prod: `arn:aws:aps:eu-west-1:${ids[10]}:workspace/ws-11111111-2222-3333-4444-555555555555` },
  provisionerExternalId: 'our-own',
};
const own = (of: object, change: object) => ({ ...of, ...change });
const ALL = own(ORGANIZATION, {
  organization: { id: 'o-abcdefghij', rootId: 'r-ab12' },
  workspaces: SAMPLE['workspaces'],
  products: [],
});

const OWN: [what: string, configuration: object, pair: [cluster: string, workspace: string]][] = [
  [
    'twelve accounts, an organization id, other Regions, another name',
    TWELVE,
    ['eu-west-1:400000000001', 'eu-west-1:400000000011'],
  ],
  ['GovCloud', json('test/infra/govConfiguration.json'), ['us-gov-west-1:444444444444', 'us-gov-west-1:666666666666']],
  ["an organization's OUs", ORGANIZATION, ['us-west-2:900000000001', 'us-west-2:222222222222']],
  ['all of an organization', ALL, ['us-west-2:900000000001', 'us-west-2:222222222222']],
  [
    "the sample's accounts, with an organization id",
    own(SAMPLE, { organizationId: 'o-abcdefghij' }),
    ['us-west-2:111111111111', 'us-west-2:222222222222'],
  ],
  [
    "the sample's accounts, under another name",
    own(SAMPLE, { name: 'other' }),
    ['us-west-2:111111111111', 'us-west-2:222222222222'],
  ],
  [
    "the sample's accounts, the first without clusters",
    own(SAMPLE, { targetOnlyAccounts: ['111111111111'] }),
    ['us-west-2:222222222222', 'us-west-2:222222222222'],
  ],
  [
    'a first account that takes nothing new',
    own(TWELVE, { withdrawn: [ids[0]], draining: [ids[1]] }),
    ['eu-west-1:400000000003', 'eu-west-1:400000000011'],
  ],
];

describe('a configuration has a world of its own, in which its first cluster is connected to its first workspace:', () => {
  test.each(OWN)('%s', async (_what, value, [cluster, workspace]) => {
    const configuration = parseConfiguration(value, 'the test');
    const pair = configuredPair(configuration);
    expect(pair.clusterArn).toContain(`:eks:${cluster}:cluster/shop`);
    expect(pair.workspaceArn).toContain(`:aps:${workspace}:workspace/`);
    const { fileJson, name, isMade } = worldFor(configuration);
    expect(isMade).toBe(true);
    const { world, deployment } = await deployWorldFile(fileJson, name, configuration);
    const runtime = await warmRuntime(deployment);
    const { status, cause, output } = await enter(runtime, deployment, pair, { world });
    expect([status, cause]).toEqual(['SUCCEEDED', undefined]);
    expect(output).toMatchObject({ outcome: 'ONBOARDED' });
  });
});

test('the tests have a configuration of their own, in this process and in those that it starts', () => {
  expect(fileURLToPath(configurationFile())).toBe(join(cwd, 'test/configuration.json'));
});

test('the sample has the default world, whatever of it is changed that is in no world', () => {
  for (const change of [
    {},
    { alarmEmail: 'me@example.com' },
    { logRetentionDays: 1 },
    { targetOnlyAccounts: ['222222222222'] },
  ]) {
    expect(worldFor(parseConfiguration({ ...readConfiguration(), ...change }, 'the test')).isMade).toBe(false);
  }
});

test('a configuration in which nothing can be connected says so', () => {
  for (const change of [{ workspaces: {} }, { withdrawn: ['eu-west-1'] }, { draining: ids }]) {
    const configuration = parseConfiguration({ ...TWELVE, ...change }, 'the test');
    expect(() => configuredPair(configuration)).toThrow(/no source account and workspace of one Region/);
  }
});

describe('the commands, by --config,', () => {
  const file = join(folder, 'twelve.json');
  writeFileSync(file, JSON.stringify(TWELVE));
  const start = (...args: string[]) =>
    new Promise<{ status: unknown; stdout: string; stderr: string }>((resolve) => {
      execFile(process.execPath, [...START, '--config', file, ...args], { cwd }, (error, stdout, stderr) =>
        resolve({ status: error?.code ?? 0, stdout, stderr }),
      );
    });

  test('npm start runs a request that is made from it', async () => {
    const { status, stdout } = await start();
    expect(stdout).toMatch(
      /^onboard {2}arn:aws:eks:eu-west-1:400000000001:cluster\/shop\s+to\s+arn:aws:aps:eu-west-1:400000000011:/,
    );
    expect(stdout).toContain('18 series of this cluster');
    expect(status).toBe(0);
  });

  test.each([
    ['console-onboard', '111111111111, 222222222222'],
    ['eks-cluster-tagged', '111111111111'],
    ['product-create', '333333333333'],
  ])('npm start refuses events/%s.json, which is about other accounts', async (name, accounts) => {
    const { status, stdout, stderr } = await start(`events/${name}.json`);
    expect(stderr).toMatch(
      new RegExp(
        `^events/${name}\\.json is about (an account|accounts) that the configuration does not have: .*${accounts}`,
      ),
    );
    expect(stderr.split('\n')).toHaveLength(2);
    expect([status, stdout]).toEqual([1, '']);
  });

  test('npm start says that a world file has not the accounts', async () => {
    const { status, stderr } = await start('--world', 'local/world/defaultWorld.json');
    expect(stderr).toMatch(/^The world does not fit the configuration .*\n- accounts: .*: 400000000001, .*\n$/);
    expect(status).toBe(2);
  });

  test('npm run aws serves its world', async () => {
    const child = spawn(process.execPath, ['local/serve.ts', '--port', '0', '--config', file], { cwd });
    let printed = '';
    for await (const data of child.stdout) {
      printed += String(data);
      if (printed.endsWith('\n\n')) child.kill('SIGINT');
    }
    expect(printed).toContain('AWS_REGION=eu-');
    expect(printed).toContain('400000000012');
  });
});
