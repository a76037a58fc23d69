import { arnParts } from '../../functions/shared/arn.ts';
import type { Account, Role, Scraper, World } from '../state/state.ts';
import { touchedBy } from './touched.ts';
import type { AccountCard, ExecutionPicture } from './report.ts';

type Part = AccountCard['parts'][number];

/** The accounts that the executions ran in or were about, and what they have of connections now. */
export function accountCards(world: World, executions: readonly ExecutionPicture[]): AccountCard[] {
  const parts = new Map<string, Set<Part>>();
  const take = (arns: readonly string[], part: Part) => {
    for (const arn of arns) {
      const { accountId } = arnParts(arn);
      parts.set(accountId, (parts.get(accountId) ?? new Set()).add(part));
    }
  };
  const touched = executions.map(touchedBy);
  take(
    executions.map(({ executionArn }) => executionArn),
    'workflow',
  );
  for (const { clusterArns } of touched) take(clusterArns, 'source');
  for (const { workspaceArns } of touched) take(workspaceArns, 'target');
  const clusters = new Set(touched.flatMap(({ clusterArns }) => clusterArns));
  return [...parts].flatMap(([accountId, of]) => {
    const account = world.accounts[accountId];
    return account === undefined ? [] : [cardOf(account, [...of], clusters)];
  });
}

function cardOf(account: Account, parts: Part[], touched: ReadonlySet<string>): AccountCard {
  const { accountId, clusters, roles, scrapers, workspaces } = account;
  return {
    accountId,
    parts,
    clusters: Object.values(clusters)
      .filter(({ arn }) => touched.has(arn))
      .map(({ name, arn, tags }) => ({ name, arn, region: arnParts(arn).region, tags })),
    roles: Object.values(roles).filter(isOfConnection).map(roleOf),
    scrapers: Object.values(scrapers).map(scraperOf),
    workspaces: Object.values(workspaces).map(({ arn, alias, series }) => ({
      arn,
      ...(alias === undefined ? {} : { alias }),
      series: series.length,
    })),
  };
}

/** Their names begin with their path, whatever installation's. */
function isOfConnection({ path, roleName }: Role): boolean {
  return roleName.startsWith(`${path.slice(1, -1)}-`);
}

function roleOf({
  roleName,
  arn,
  trustPolicy,
  inlinePolicies,
  attachedPolicyArns,
}: Role): AccountCard['roles'][number] {
  const inline = Object.entries(inlinePolicies).map(([name, document]) => ({ name, document }));
  return { name: roleName, arn, trustPolicy, policies: [...inline, ...attachedPolicyArns.map((name) => ({ name }))] };
}

function scraperOf({ scraperId, arn, alias, status, statusReason }: Scraper): AccountCard['scrapers'][number] {
  return {
    scraperId,
    arn,
    status,
    ...(alias === undefined ? {} : { alias }),
    ...(statusReason === undefined ? {} : { statusReason }),
  };
}
