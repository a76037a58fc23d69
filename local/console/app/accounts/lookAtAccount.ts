import { rolePath } from '../../../../functions/shared/names.ts';
import { firstScrapers, firstWorkspaces, type Scraper, type Workspace } from '../calls/aps.ts';
import { firstClusters, type Cluster } from '../calls/eks.ts';
import { firstRoles, type Role } from '../calls/iam.ts';
import { regionsOf, type Session } from '../calls/session.ts';

/** What an account has that connections are about. */
export interface AccountSeen {
  clusters: Cluster[];
  hasMoreClusters: boolean;
  scrapers: Scraper[];
  workspaces: Workspace[];
  /** Of the connections. */
  roles: Role[];
}

/** Each is described by itself. */
const MOST_CLUSTERS = 25;

/** In every Region of a workflow; the first page of each list, and at most 25 clusters a Region. */
export async function lookAtAccount(session: Session, accountId: string): Promise<AccountSeen> {
  const regions = regionsOf(session).map((region) => session.callsOf(accountId, region));
  const [first] = regions;
  const paths = [...new Set(session.facts.places.map(({ environment }) => rolePath(environment.name)))];
  const [clusters, scrapers, workspaces, roles] = await Promise.all([
    Promise.all(regions.map((calls) => firstClusters(calls, MOST_CLUSTERS))),
    Promise.all(regions.map(firstScrapers)),
    Promise.all(regions.map(firstWorkspaces)),
    Promise.all(first === undefined ? [] : paths.map((path) => firstRoles(first, path))),
  ]);
  return {
    clusters: clusters.flatMap((one) => one.clusters),
    hasMoreClusters: clusters.some(({ hasMore }) => hasMore),
    scrapers: scrapers.flat(),
    workspaces: workspaces.flat(),
    roles: roles.flat(),
  };
}
