import { arnParts } from '../../../../functions/shared/arn.ts';
import { findCluster } from '../../../../local/state/lookup.ts';
import type { Scraper, World } from '../../../../local/state/state.ts';
import { KEY, WORKSPACES } from './fleet.ts';

/** The workspace that a cluster is to be connected to, by its tag alone; undefined of one that is gone or going. */
export function wishOf(world: World, clusterArn: string): string | undefined {
  const { status, tags = {} } = findCluster(world, clusterArn) ?? {};
  return status === 'DELETING' ? undefined : WORKSPACES[tags[KEY] ?? ''];
}

/** Those that bill. Who else would have made one? */
export function scrapersOf(world: World): Scraper[] {
  return Object.values(world.accounts)
    .flatMap(({ scrapers }) => Object.values(scrapers))
    .filter(({ status }) => status !== 'DELETING');
}

/** What is not as the tags say, by what it is: `missing <cluster>`, `unwanted <scraper>`. No rule of the product is asked. */
export function mismatchesOf(world: World): string[] {
  const scrapers = scrapersOf(world);
  const wanted = scrapers.filter(({ clusterArn, workspaceArn }) => wishOf(world, clusterArn) === workspaceArn);
  const writing = new Set(wanted.filter((one) => isWriting(world, one)).map(({ clusterArn }) => clusterArn));
  const clusters = Object.values(world.accounts).flatMap((account) => Object.keys(account.clusters));
  const missing = clusters.filter((arn) => wishOf(world, arn) !== undefined && !writing.has(arn));
  const unwanted = scrapers.filter((one) => !wanted.includes(one));
  return [...missing.map((arn) => `missing ${arn}`), ...unwanted.map(({ arn }) => `unwanted ${arn}`)];
}

/** Whether its samples arrive, as far as it and its roles go: a role whose trust was taken away has no allowance in it. */
function isWriting(world: World, { status, sourceRoleArn, targetRoleArn }: Scraper): boolean {
  const trusts = [sourceRoleArn, targetRoleArn].map((arn) => trustOf(world, arn));
  return status === 'ACTIVE' && trusts.every((trust) => trust.includes('"Allow"'));
}

function trustOf(world: World, roleArn: string = ''): string {
  const roles = Object.values(world.accounts[arnParts(roleArn).accountId]?.roles ?? {});
  return roles.find(({ arn }) => arn === roleArn)?.trustPolicy ?? '';
}
