import { h, type JSX } from 'preact';
import type { Session } from '../calls/session.ts';
import { Heading } from '../shell/heading.ts';
import { hashOf } from '../shell/route.ts';

/** Each account leads to what it has: of a thousand, one is looked at. */
export function AccountsView({ session: { facts } }: { session: Session }): JSX.Element {
  const { accounts, places } = facts;
  const items = accounts.map((id) => {
    const regions = places.filter(({ accountId }) => accountId === id).map(({ region }) => region);
    const part = regions.length === 0 ? '' : ` has the workflow, in ${regions.join(', ')}`;
    return h('li', { key: id }, h('a', { href: hashOf('accounts', id) }, id), part);
  });
  return h('div', null, h(Heading, { text: 'Accounts' }), h('ul', null, items));
}
