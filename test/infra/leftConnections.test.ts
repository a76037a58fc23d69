import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CONNECTIONS_VARIABLE, refuseLeftConnections } from '../../infra/configuration/leftConnections.ts';

const [SOURCE, TARGET, OTHER] = ['111111111111', '222222222222', '444444444444'] as const;
const CLUSTER = `arn:aws:eks:us-west-2:${SOURCE}:cluster/shop`;
const WORKSPACE = `arn:aws:aps:us-west-2:${TARGET}:workspace/ws-11111111-2222-3333-4444-555555555555`;
const LISTED = `23262d118a4f16b4bc54  connected  door console\n  from  ${CLUSTER}\n  to    ${WORKSPACE}\n  last  CONNECTED\n`;
const TABLE = `|  ${CLUSTER} |  True | ${WORKSPACE}|\n`;

const refusal = (configured: object, listing?: string) => {
  try {
    refuseLeftConnections({ accounts: [], ...configured }, listing);
    return undefined;
  } catch (error) {
    return String(error);
  }
};

describe.each([
  ['as npm start -- --list prints them', LISTED],
  ['as the AWS CLI prints them', TABLE],
])('connections %s', (_how, listing) => {
  test.each([
    ['of configured accounts', { accounts: [SOURCE, TARGET] }],
    ['of an organization', { organization: { id: 'o-a1b2c3d4e5', excludedAccounts: [OTHER] } }],
  ])('%s are none that are left', (_whose, configured) => {
    expect(refusal(configured, listing)).toBeUndefined();
  });

  test.each([
    ['whose cluster', { accounts: [TARGET] }, SOURCE, CLUSTER],
    ['whose workspace', { accounts: [SOURCE] }, TARGET, WORKSPACE],
    [
      'that is excluded, whose cluster',
      { organization: { id: 'o-a1b2c3d4e5', excludedAccounts: [SOURCE] } },
      SOURCE,
      CLUSTER,
    ],
  ])('of an account that is left out, %s is connected, are refused with it', (_whose, configured, id, arn) => {
    expect(refusal(configured, listing)).toContain(`\n- ${id}: ${arn}\n`);
  });
});

test('without a listing nothing is refused', () => {
  expect(refusal({})).toBeUndefined();
});

test('what the CDK runs goes by the listing, before it synthesizes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'amp-scraper-left-'));
  const file = join(folder, 'connections.txt');
  writeFileSync(file, LISTED.replaceAll(SOURCE, OTHER));
  const { status, stderr } = spawnSync(process.execPath, ['infra/main.ts'], {
    env: { ...process.env, [CONNECTIONS_VARIABLE]: file, CDK_OUTDIR: folder },
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });
  expect(status).toBe(1);
  expect(stderr).toContain(`\n- ${OTHER}: ${CLUSTER.replace(SOURCE, OTHER)}\n`);
});
