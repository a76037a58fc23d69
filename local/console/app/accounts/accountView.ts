import { h, type JSX } from 'preact';
import { pretty, shortArn } from '../../../runReport/view/words.ts';
import type { Scraper, Workspace } from '../calls/aps.ts';
import type { Role } from '../calls/iam.ts';
import type { Session } from '../calls/session.ts';
import { lookingNote } from '../polling/lookingNote.ts';
import { refusalView } from '../polling/refusalView.ts';
import { usePolled } from '../polling/usePolled.ts';
import { Heading } from '../shell/heading.ts';
import { hashOf } from '../shell/route.ts';
import { ClusterCard } from './clusterCard.ts';
import { lookAtAccount, type AccountSeen } from './lookAtAccount.ts';

/** What an account has: clusters, which can be tagged here, and what connections have made. */
export function AccountView({ session, accountId }: { session: Session; accountId: string }): JSX.Element {
  const { value, problem, again } = usePolled<AccountSeen>({
    look: () => lookAtAccount(session, accountId),
    pauseMs: 5000,
  });
  return h(
    'div',
    null,
    h(Heading, { text: `Account ${accountId}` }),
    refusalView('What the account has could not be listed.', problem),
    lookingNote({ value, problem }),
    value === undefined ? null : seenView(value, session, again),
  );
}

function seenView(seen: AccountSeen, session: Session, again: () => void): JSX.Element {
  const { clusters, hasMoreClusters, scrapers, workspaces, roles } = seen;
  const cards = clusters.map((cluster) => h(ClusterCard, { key: cluster.arn, session, cluster, onChanged: again }));
  return h(
    'div',
    null,
    section('Clusters', cards, 'It has no cluster in the workflow’s Regions.'),
    hasMoreClusters ? h('p', null, `It has more: these are the first ${clusters.length}.`) : null,
    section('Scrapers', scrapers.map(scraperCard), 'It has no scraper: none of its clusters is connected.'),
    section('Workspaces', workspaces.map(workspaceCard), 'It has no workspace.'),
    section('Roles of connections', roles.map(roleView), 'No connection has a role here.'),
  );
}

function section(heading: string, cards: readonly JSX.Element[], empty: string): JSX.Element {
  const body = cards.length === 0 ? h('p', null, empty) : h('div', { class: 'cards' }, cards);
  return h('section', { 'aria-label': heading }, h('h2', null, heading), body);
}

function scraperCard({ arn, alias, scraperId, status, statusReason, source, destination }: Scraper): JSX.Element {
  return h(
    'article',
    { key: arn, class: 'card' },
    h('h3', null, alias ?? scraperId),
    h('p', null, h('b', null, status.statusCode), statusReason === undefined ? '' : ` ${statusReason}`),
    h(
      'p',
      { class: 'arn' },
      shortArn(source.eksConfiguration.clusterArn),
      ' → ',
      shortArn(destination.ampConfiguration.workspaceArn),
    ),
    h('p', { class: 'arn' }, scraperId),
  );
}

function workspaceCard({ arn, alias, workspaceId, status }: Workspace): JSX.Element {
  return h(
    'article',
    { key: arn, class: 'card' },
    h('h3', null, h('a', { href: hashOf('workspaces', arn) }, alias ?? workspaceId)),
    h('p', null, status.statusCode),
    h('p', { class: 'arn' }, workspaceId),
  );
}

function roleView({ arn, name, trustPolicy }: Role): JSX.Element {
  return h(
    'details',
    { key: arn, class: 'card' },
    h('summary', null, name),
    h('p', null, 'Trust policy'),
    h('pre', { tabIndex: 0 }, pretty(trustPolicy)),
  );
}
