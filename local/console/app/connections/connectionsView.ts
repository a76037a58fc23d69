import { h, type JSX } from 'preact';
import { connectionRows, type ConnectionRow } from '../../../report/connectionRow.ts';
import { linksView } from '../../../runReport/view/chainView.ts';
import { shortArn } from '../../../runReport/view/words.ts';
import { chainFacts, type ChainNow } from '../../facts.ts';
import { scan } from '../calls/dynamodb.ts';
import { fromServer } from '../calls/fromServer.ts';
import type { Session } from '../calls/session.ts';
import { lookingNote } from '../polling/lookingNote.ts';
import { refusalView } from '../polling/refusalView.ts';
import { usePolled } from '../polling/usePolled.ts';
import { Heading } from '../shell/heading.ts';
import { hashOf } from '../shell/route.ts';

/** The table's inventory, and the trust of every scraper as it is now. */
export function ConnectionsView({ session }: { session: Session }): JSX.Element {
  const rows = usePolled<ConnectionRow[]>({ look: () => connectionsOf(session), pauseMs: 3000 });
  const chains = usePolled<ChainNow[]>({ look: () => fromServer('/console/chains', chainFacts), pauseMs: 3000 });
  return h(
    'div',
    null,
    h(Heading, { text: 'Connections' }),
    h('h2', null, 'Inventory'),
    refusalView('Scan:', rows.problem),
    lookingNote(rows),
    rows.value === undefined ? null : inventory(rows.value),
    h('h2', null, 'Trust'),
    refusalView('The trust could not be evaluated.', chains.problem),
    chains.value?.length === 0 ? h('p', null, 'There is no scraper: nothing is let into a workspace.') : null,
    (chains.value ?? []).map(chainSection),
  );
}

function chainSection({ scraperArn, workspaceArn, links }: ChainNow): JSX.Element {
  const heading = `${shortArn(scraperArn)} to ${shortArn(workspaceArn)}`;
  return h(
    'section',
    { key: scraperArn, class: 'chain', 'aria-label': heading },
    h('h3', null, heading),
    linksView(links),
  );
}

async function connectionsOf({ facts, callsOf }: Session): Promise<ConnectionRow[]> {
  const tables = facts.places.map(({ accountId, region, environment }) =>
    scan(callsOf(accountId, region), environment.connectionsTable),
  );
  return connectionRows((await Promise.all(tables)).flat());
}

function inventory(rows: readonly ConnectionRow[]): JSX.Element {
  if (rows.length === 0)
    return h('p', null, 'The table has no connection. ', h('a', { href: '#/' }, 'Onboard a cluster'), '.');
  return h('div', { class: 'cards' }, rows.map(connectionCard));
}

function connectionCard(row: ConnectionRow): JSX.Element {
  const { id, clusterArn, workspaceArn, door, stackId, established, lease, outcome, settings, revoked } = row;
  const facts: readonly (readonly [string, JSX.Element | string | undefined])[] = [
    ['from', shortArn(clusterArn)],
    ['to', h('a', { href: hashOf('workspaces', workspaceArn) }, shortArn(workspaceArn))],
    ['door', stackId === undefined ? door : `${door}, ${stackId}`],
    ['settings', settings],
    ['revoked', revoked && `${revoked.time}, by ${revoked.execution}`],
    ['last', outcome],
    ['at work', lease && h('a', { href: hashOf('executions', lease) }, lease.split(':').at(-1))],
  ];
  const items = facts.flatMap(([name, value]) =>
    value === undefined ? [] : [h('dt', { key: `${name} name` }, name), h('dd', { key: name }, value)],
  );
  return h(
    'article',
    { key: id, class: 'card' },
    h('h3', null, id),
    h('p', null, h('b', { class: established ? 'succeeded' : '' }, established ? 'connected' : 'not connected')),
    h('dl', null, items),
  );
}
