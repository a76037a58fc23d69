import { beforeAll, describe, expect, test } from 'vitest';
import { FUNCTION_NAMES, functionRoleArn } from '../../functions/shared/names.ts';
import { readConfiguration } from '../../infra/configuration/configuration.ts';
import { evaluateAssumeRole } from '../../local/policies/authorize.ts';
import type { World } from '../../local/state/state.ts';
import { NAMES, scrapers, stopAfter, useRuntime } from './support.ts';

type Attempt = Parameters<typeof evaluateAssumeRole>[1];

const { run } = useRuntime();
const OTHER_SCRAPER = 'arn:aws:aps:us-west-2:111111111111:scraper/s-00000000-0000-4000-8000-000000000000';
const ACCOUNTS = ['111111111111', '222222222222', '333333333333', '444444444444'];

/** Everybody who could try, with everything that he could say; the scraper of the connection apart. */
function attempts(roleArn: string, ownScraper: string | undefined): [who: string, attempt: Attempt][] {
  const externalIds = [
    undefined,
    OTHER_SCRAPER,
    '*',
    'arn:aws:aps:us-west-2:111111111111:scraper/*',
    NAMES.placeholderArn,
  ];
  const principals: [string, Attempt['principal']][] = [
    ...ACCOUNTS.flatMap((accountId): [string, Attempt['principal']][] => [
      [`the root of ${accountId}`, { kind: 'arn', arn: `arn:aws:iam::${accountId}:root` }],
      [`an administrator of ${accountId}`, { kind: 'arn', arn: `arn:aws:iam::${accountId}:user/admin` }],
      [`a role of ${accountId}`, { kind: 'arn', arn: `arn:aws:sts::${accountId}:assumed-role/admin/session` }],
    ]),
    ...['111111111111', '222222222222'].map((accountId): [string, Attempt['principal']] => [
      `the provisioner of ${accountId}`,
      { kind: 'role', roleArn: `arn:aws:iam::${accountId}:role/amp-scraper-provisioner` },
    ]),
    ...FUNCTION_NAMES.map((name): [string, Attempt['principal']] => [
      `the function ${name}`,
      { kind: 'role', roleArn: functionRoleArn(readConfiguration(), 'us-west-2', name) },
    ]),
    ...['lambda.amazonaws.com', 'ec2.amazonaws.com', 'aps.amazonaws.com', 'scraper.aps.amazonaws.com'].map(
      (service): [string, Attempt['principal']] => [`the service ${service} for nobody`, { kind: 'service', service }],
    ),
  ];
  const scraperAttempts: [string, Attempt][] = [
    ['another scraper of the account', OTHER_SCRAPER, '111111111111'],
    ['a scraper of another account', OTHER_SCRAPER.replace('111111111111', '222222222222'), '222222222222'],
    ['a scraper of another Region', OTHER_SCRAPER.replace('us-west-2', 'eu-west-1'), '111111111111'],
    ['a scraper whose ARN is a wildcard', 'arn:aws:aps:us-west-2:111111111111:scraper/*', '111111111111'],
    ...(ownScraper ? [['the scraper itself, from another account', ownScraper, '222222222222'] as const] : []),
  ].map(([who, sourceArn, sourceAccount]) => [
    who,
    { roleArn, principal: { kind: 'service', service: 'scraper.aps.amazonaws.com' }, sourceArn, sourceAccount },
  ]);
  return [
    ...scraperAttempts,
    ...principals.flatMap(([who, principal]): [string, Attempt][] =>
      externalIds.map((externalId) => [
        `${who} with external id ${externalId ?? 'none'}`,
        { roleArn, principal, ...(externalId ? { externalId } : {}) },
      ]),
    ),
  ];
}

async function admitted(world: World, list: readonly [string, Attempt][]): Promise<string[]> {
  const found: string[] = [];
  for (const [who, attempt] of list) {
    if ((await evaluateAssumeRole(world, attempt)).allowed) found.push(who);
  }
  return found;
}

const own = (arn: string): Attempt => ({
  roleArn: NAMES.sourceRoleArn,
  principal: { kind: 'service', service: 'scraper.aps.amazonaws.com' },
  sourceArn: arn,
  sourceAccount: '111111111111',
});
const asSourceRole = (externalId: string | undefined): Attempt => ({
  roleArn: NAMES.targetRoleArn,
  principal: { kind: 'role', roleArn: NAMES.sourceRoleArn },
  ...(externalId ? { externalId } : {}),
});

describe.each(['CreateTargetRole', 'CreateScraper'])('after %s and before PatchTrust', (state) => {
  let world: World;
  beforeAll(async () => {
    ({ world } = await run({ adapt: stopAfter(state) }));
  });

  test('nobody can assume the source role', async () => {
    const scraper = scrapers(world)[0]?.arn;
    const list = attempts(NAMES.sourceRoleArn, scraper);
    if (scraper) list.push(['the scraper itself', own(scraper)]);
    expect(await admitted(world, list)).toEqual([]);
  });

  test('nobody can assume the target role: the source role only with an external id that no scraper sends', async () => {
    const scraper = scrapers(world)[0]?.arn;
    const list = attempts(NAMES.targetRoleArn, scraper);
    for (const id of [undefined, scraper, OTHER_SCRAPER, '*'])
      list.push([`the source role with ${id}`, asSourceRole(id)]);
    expect(await admitted(world, list)).toEqual([]);
    expect(scrapers(world).map(({ arn }) => arn)).not.toContain(NAMES.placeholderArn);
  });
});

describe('after PatchTrust', () => {
  let world: World;
  beforeAll(async () => {
    ({ world } = await run({ adapt: stopAfter('PatchTrust') }));
  });

  test('the source role admits the scraper, and nobody else', async () => {
    const [scraper] = scrapers(world);
    expect(await admitted(world, [['the scraper itself', own(scraper?.arn ?? '')]])).toHaveLength(1);
    expect(await admitted(world, attempts(NAMES.sourceRoleArn, scraper?.arn))).toEqual([]);
  });

  test("the target role admits the source role with the scraper's ARN, and nobody else", async () => {
    const [scraper] = scrapers(world);
    expect(await admitted(world, [['the source role', asSourceRole(scraper?.arn)]])).toHaveLength(1);
    const others = [undefined, OTHER_SCRAPER, NAMES.placeholderArn, '*'];
    const list = others.map((id): [string, Attempt] => [`the source role with ${id}`, asSourceRole(id)]);
    expect(await admitted(world, [...list, ...attempts(NAMES.targetRoleArn, scraper?.arn)])).toEqual([]);
  });
});
