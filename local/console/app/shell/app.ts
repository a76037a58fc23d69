import { h, type JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { AccountView } from '../accounts/accountView.ts';
import { AccountsView } from '../accounts/accountsView.ts';
import { WorkspaceView } from '../accounts/workspaceView.ts';
import type { Session } from '../calls/session.ts';
import { ConnectionsView } from '../connections/connectionsView.ts';
import { ExecutionsView } from '../executions/executionsView.ts';
import { ExecutionPage } from '../executions/executionPage.ts';
import { MessagesView } from '../messages/messagesView.ts';
import { StartView } from '../start/startView.ts';
import { Heading } from './heading.ts';
import { routeOf, type Route } from './route.ts';

const VIEWS: readonly (readonly [string, string, readonly Route['view'][]])[] = [
  ['#/', 'Start', ['start']],
  ['#/executions', 'Executions', ['executions', 'execution']],
  ['#/connections', 'Connections', ['connections']],
  ['#/accounts', 'Accounts', ['accounts', 'account', 'workspace']],
  ['#/messages', 'Messages', ['messages']],
];

/** The page: a header with its links, and the view that the location's hash names. */
export function App({ session }: { session: Session }): JSX.Element {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = () => setHash(location.hash);
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  const route = routeOf(hash);
  return h(
    'div',
    { class: 'console' },
    h('a', { class: 'skip', href: '#view' }, 'Skip to the view'),
    h('header', null, h('p', { class: 'product' }, 'amp-scraper'), navigation(route)),
    h('main', { id: 'view', tabIndex: -1 }, viewOf(route, session)),
  );
}

function navigation({ view }: Route): JSX.Element {
  const items = VIEWS.map(([href, text, views]) =>
    h(
      'li',
      { key: href },
      h('a', { href, ...(views.includes(view) ? { 'aria-current': 'page' as const } : {}) }, text),
    ),
  );
  return h('nav', { 'aria-label': 'Views' }, h('ul', null, items));
}

function viewOf(route: Route, session: Session): JSX.Element {
  switch (route.view) {
    case 'start':
      return h(StartView, { session });
    case 'executions':
      return h(ExecutionsView, { session });
    case 'execution':
      return h(ExecutionPage, { key: route.executionArn, session, executionArn: route.executionArn });
    case 'connections':
      return h(ConnectionsView, { session });
    case 'accounts':
      return h(AccountsView, { session });
    case 'account':
      return h(AccountView, { key: route.accountId, session, accountId: route.accountId });
    case 'workspace':
      return h(WorkspaceView, { key: route.workspaceArn, session, workspaceArn: route.workspaceArn });
    case 'messages':
      return h(MessagesView, {});
    case 'unknown':
      return h(
        'div',
        null,
        h(Heading, { text: 'There is no such view' }),
        h(
          'p',
          null,
          `${route.hash} names none. `,
          h('a', { href: '#/' }, 'Start an execution'),
          ' or choose a view above.',
        ),
      );
  }
}
