import { FUNCTION_NAMES, functionRoleArn } from '../../functions/shared/names.ts';
import { readConfiguration } from '../../infra/configuration/configuration.ts';
import { evaluateAssumeRole } from '../../local/policies/authorize.ts';
import type { Role, Scraper, World } from '../../local/state/state.ts';
import { CLUSTER, comparable, NAMES, worldWith, WORKSPACE } from '../workflow/support.ts';

const FOREIGN_ID = 'ffffffffffffffffffff';

/** The default world, and in it what is not the connection's: a role under our path, one beside it, and a scraper. */
export function worldWithForeign(): World {
  made ??= makeWorldWithForeign();
  return structuredClone(made);
}

let made: World | undefined;

function makeWorldWithForeign(): World {
  const world = worldWith(() => {});
  const account = world.accounts[NAMES.sourceAccountId];
  const model = Object.values(account?.roles ?? {})[0];
  if (account === undefined || model === undefined) throw new Error('The default world has no role to copy.');
  for (const role of [foreignRole(model, '/amp-scraper/'), foreignRole(model, '/')]) account.roles[role.arn] = role;
  const scraper = foreignScraper(world.now);
  account.scrapers[scraper.arn] = scraper;
  return world;
}

function foreignRole(model: Role, path: string): Role {
  const roleName = `amp-scraper-source-${FOREIGN_ID}`;
  return {
    ...model,
    path,
    roleName: path === '/' ? `${roleName}-beside` : roleName,
    roleId: `AROAFOREIGN${path.length}`,
    arn: `arn:aws:iam::${NAMES.sourceAccountId}:role${path}${path === '/' ? `${roleName}-beside` : roleName}`,
    trustPolicy: NOBODY,
    trustedIds: {},
    tags: {
      [NAMES.tagKeys.connection]: FOREIGN_ID,
      [NAMES.tagKeys.execution]: 'arn:aws:states:us-west-2:333333333333:execution:a:b',
    },
  };
}

const NOBODY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' }],
});

/** Of the same cluster, to another workspace. */
function foreignScraper(now: number): Scraper {
  const scraperId = 's-ffffffff-0000-4000-8000-000000000000';
  return {
    scraperId,
    arn: `arn:aws:aps:us-west-2:${NAMES.sourceAccountId}:scraper/${scraperId}`,
    accountId: NAMES.sourceAccountId,
    region: 'us-west-2',
    roleArn: `arn:aws:iam::${NAMES.sourceAccountId}:role/foreign`,
    status: 'ACTIVE',
    createdAt: now,
    lastModifiedAt: now,
    tags: {},
    scrapeConfiguration: 'scrape_configs:\n  - job_name: foreign\n',
    clusterArn: CLUSTER,
    subnetIds: [],
    securityGroupIds: [],
    workspaceArn: WORKSPACE.replace('11111111', 'ffffffff'),
  };
}

export function ownScrapers(world: World): Scraper[] {
  return Object.values(world.accounts)
    .flatMap((account) => Object.values(account.scrapers))
    .filter(({ clusterArn, workspaceArn }) => clusterArn === CLUSTER && workspaceArn === WORKSPACE);
}

const OWN_ROLES: readonly string[] = [NAMES.sourceRoleArn, NAMES.targetRoleArn];

export function ownRoles(world: World): Role[] {
  return Object.values(world.accounts).flatMap(({ roles }) =>
    Object.values(roles).filter(({ arn }) => OWN_ROLES.includes(arn)),
  );
}

/** Everything that is not the connection's, as text: it has to be the same at the end, to the byte. */
export function foreignText(world: World): string {
  const entered = ownScrapers(world).map(({ roleArn }) => roleArn);
  const accounts = Object.entries(world.accounts).map(
    ([id, { roles, scrapers, policies, clusters, subnets, vpcs }]) => ({
      id,
      roles: Object.values(roles).filter(({ arn, serviceLinked }) => !OWN_ROLES.includes(arn) && !serviceLinked),
      scrapers: Object.values(scrapers).filter((one) => one.clusterArn !== CLUSTER || one.workspaceArn !== WORKSPACE),
      policies,
      clusters: Object.values(clusters).map(({ status: _status, activeAt: _activeAt, accessEntries, ...cluster }) => ({
        ...cluster,
        accessEntries: accessEntries.filter((arn) => !entered.includes(arn)),
      })),
      subnets,
      vpcs,
    }),
  );
  return JSON.stringify(accounts);
}

/** What the connection looks like, without what differs between two runs, and without its samples. */
export function shapeOf(world: World): string {
  return JSON.stringify(comparable(world)).replaceAll(/"series":\d+/g, '"series":0');
}

/** Ids in the order of their first appearance: two states of the same kind have the same text. */
function withoutIds(text: string): string {
  const names = new Map<string, string>();
  return text.replaceAll(/s-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|AROA[A-Z0-9]+/g, (id) => {
    const name = names.get(id) ?? `ID${names.size}`;
    names.set(id, name);
    return name;
  });
}

/** All that decides who may assume the connection's roles. */
export function trustText(world: World): string {
  const roles = ownRoles(world).map(({ tags: _tags, createdAt: _at, ...role }) => role);
  const scrapers = ownScrapers(world).map(({ arn, sourceRoleArn }) => ({ arn, sourceRoleArn }));
  return withoutIds(JSON.stringify([roles, scrapers]));
}

type Attempt = Parameters<typeof evaluateAssumeRole>[1];

const OTHER_SCRAPER = 'arn:aws:aps:us-west-2:111111111111:scraper/s-00000000-0000-4000-8000-000000000000';
const ACCOUNTS = ['111111111111', '222222222222', '333333333333', '444444444444'];
const SERVICES = ['lambda.amazonaws.com', 'ec2.amazonaws.com', 'aps.amazonaws.com', 'scraper.aps.amazonaws.com'];

function strangers(): Attempt['principal'][] {
  return [
    ...ACCOUNTS.flatMap((id): Attempt['principal'][] => [
      { kind: 'arn', arn: `arn:aws:iam::${id}:root` },
      { kind: 'arn', arn: `arn:aws:iam::${id}:user/admin` },
      { kind: 'arn', arn: `arn:aws:sts::${id}:assumed-role/admin/session` },
    ]),
    ...['111111111111', '222222222222'].map((id): Attempt['principal'] => ({
      kind: 'role',
      roleArn: `arn:aws:iam::${id}:role/amp-scraper-provisioner`,
    })),
    ...FUNCTION_NAMES.map((name): Attempt['principal'] => ({
      kind: 'role',
      roleArn: functionRoleArn(readConfiguration(), 'us-west-2', name),
    })),
    ...SERVICES.map((service): Attempt['principal'] => ({ kind: 'service', service })),
  ];
}

/** Everybody who could try, with what he could say: the connection's own live scrapers apart. */
function attempts(world: World, roleArn: string): Attempt[] {
  const live = ownScrapers(world).map(({ arn }) => arn);
  const externalIds = [OTHER_SCRAPER, '*', NAMES.placeholderArn, ...live];
  const source = ownRoles(world).find(({ arn }) => arn === NAMES.sourceRoleArn);
  const asSource: Attempt[] =
    source === undefined
      ? []
      : [undefined, OTHER_SCRAPER, '*'].map((id) => ({
          roleArn,
          principal: { kind: 'role', roleArn: NAMES.sourceRoleArn },
          ...(id ? { externalId: id } : {}),
        }));
  const asScraper = [OTHER_SCRAPER, 'arn:aws:aps:us-west-2:111111111111:scraper/*'].map((sourceArn): Attempt => ({
    roleArn,
    principal: { kind: 'service', service: 'scraper.aps.amazonaws.com' },
    sourceArn,
    sourceAccount: '111111111111',
  }));
  const others = strangers().flatMap((principal): Attempt[] => [
    { roleArn, principal },
    ...externalIds.map((externalId) => ({ roleArn, principal, externalId })),
  ]);
  return [...asScraper, ...asSource, ...others];
}

/** Who can assume one of the connection's roles though he is not its scraper: nobody, at any time. */
export async function intruders(world: World): Promise<string[]> {
  const found: string[] = [];
  for (const { arn } of ownRoles(world)) {
    for (const attempt of attempts(world, arn)) {
      if ((await evaluateAssumeRole(world, attempt)).allowed) found.push(JSON.stringify(attempt));
    }
  }
  return found;
}

/** Whether a scraper can go the whole way: assume the source role, and as that the target role. */
export async function admits(world: World, scraperArn: string): Promise<boolean> {
  const source = await evaluateAssumeRole(world, {
    roleArn: NAMES.sourceRoleArn,
    principal: { kind: 'service', service: 'scraper.aps.amazonaws.com' },
    sourceArn: scraperArn,
    sourceAccount: NAMES.sourceAccountId,
  });
  const target = await evaluateAssumeRole(world, {
    roleArn: NAMES.targetRoleArn,
    principal: { kind: 'role', roleArn: NAMES.sourceRoleArn },
    externalId: scraperArn,
  });
  return source.allowed && target.allowed;
}
