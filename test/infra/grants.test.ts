import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ACCOUNT_STACK_VERSION } from '../../functions/shared/names.ts';
import { readConfiguration } from '../../infra/configuration/configuration.ts';
import { synthesizedDeployment } from '../../local/deployment/synthesized.ts';
import { grantsOf, narrowings, recordedGrants } from './grants.ts';

const FILE = new URL('grants.json', import.meta.url);
const AGAIN = 'AMP_SCRAPER_WRITE_CONTRACTS=1 npx vitest run test/infra/grants.test.ts';
const NARROWED =
  'Executions of the release before run on with their own code, under these roles. Leave the grant in this release, and take it away in ' +
  `one that is deployed when none of them runs any more, which ${AGAIN} records.`;
const WIDENED = `A workflow whose provisioners may have been made without it has to ask for it: ACCOUNT_STACK_VERSION grows, and ${AGAIN} records both.`;

const now = {
  accountStackVersion: ACCOUNT_STACK_VERSION,
  ...grantsOf(await synthesizedDeployment(readConfiguration())),
};
if (process.env['AMP_SCRAPER_WRITE_CONTRACTS'] === '1') writeFileSync(FILE, `${JSON.stringify(now, null, 2)}\n`);
const recorded = recordedGrants.parse(JSON.parse(readFileSync(FILE, 'utf8')));

describe('grants only widen within a release', () => {
  test.each(['member', 'workflow'] as const)('of the %s accounts', (accounts) => {
    expect(recorded[accounts].length).toBeGreaterThan(20);
    expect(narrowings(recorded[accounts], now[accounts]), NARROWED).toEqual([]);
  });

  test('and a grant that the provisioners did not have makes a new version of the account stack', () => {
    const added = now.member.filter((line) => !recorded.member.includes(line));
    if (ACCOUNT_STACK_VERSION === recorded.accountStackVersion) expect(added, WIDENED).toEqual([]);
    expect(ACCOUNT_STACK_VERSION).toBeGreaterThanOrEqual(recorded.accountStackVersion);
  });

  test('to which all belongs that executions go by', () => {
    const roles = [...new Set(now.workflow.map((line) => line.split(' ')[0]?.split('/').at(-1)))];
    expect(roles).toEqual(
      expect.arrayContaining(['amp-scraper-onboard-us-west-2', 'amp-scraper-us-west-2-checkStatus']),
    );
    const [trusting] = now.member.filter((line) => line.includes(' trust | Allow sts:AssumeRole '));
    expect(trusting).toContain('amp-scraper-provisioner');
  });
});

test('a grant that is gone, is bound to a condition, or meets a new Deny is a narrowing', () => {
  const recordedLines = ['r | Allow a:Get x', 'r | Allow a:Put x', 'r | Deny a:Put y'];
  expect(narrowings(recordedLines, [...recordedLines, 'r | Allow a:List x'])).toEqual([]);
  expect(narrowings(recordedLines, ['r | Allow a:Get x', 'r | Allow a:Put x if {}'])).toEqual(['r | Allow a:Put x']);
  expect(narrowings(recordedLines, [...recordedLines, 'r | Deny a:Get x'])).toEqual(['r | Deny a:Get x']);
});
