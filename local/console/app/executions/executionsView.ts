import { h, type JSX } from 'preact';
import { useState } from 'preact/hooks';
import { listExecutions, listMachines, STATUSES, type ExecutionStatus } from '../calls/states.ts';
import type { Session } from '../calls/session.ts';
import { lookingNote } from '../polling/lookingNote.ts';
import { refusalView } from '../polling/refusalView.ts';
import { usePolled } from '../polling/usePolled.ts';
import { Heading } from '../shell/heading.ts';
import { executionTable } from './executionTable.ts';
import { newestFirst, type Listing } from './newestFirst.ts';

const PAGE = 25;
/** AWS's own limit of a page. */
const MOST = 1000;

/** All machines' executions: one call for each machine a look, however many run. */
export function ExecutionsView({ session }: { session: Session }): JSX.Element {
  const [wanted, setWanted] = useState(PAGE);
  const [status, setStatus] = useState<ExecutionStatus | undefined>(undefined);
  const { value, problem } = usePolled<Listing>({
    key: `${wanted} ${status ?? ''}`,
    look: () => lookAt(session, wanted, status),
    pauseMs: 2000,
  });
  const shown = value?.executions.slice(0, wanted) ?? [];
  const hasOlder = value !== undefined && (value.hasMore || value.executions.length > shown.length);
  return h(
    'div',
    null,
    h(Heading, { text: 'Executions' }),
    statusFilter(status, (next) => {
      setStatus(next);
      setWanted(PAGE);
    }),
    refusalView('ListExecutions:', problem),
    lookingNote({ value, problem }),
    value !== undefined && shown.length === 0 ? emptyNote(status) : null,
    shown.length === 0 ? null : executionTable(shown),
    hasOlder && wanted < MOST
      ? h('button', { type: 'button', onClick: () => setWanted(Math.min(MOST, wanted + PAGE)) }, 'Show older ones')
      : null,
  );
}

async function lookAt(
  { facts, callsOf }: Session,
  maxResults: number,
  statusFilter?: ExecutionStatus,
): Promise<Listing> {
  const filter = statusFilter === undefined ? {} : { statusFilter };
  const pages = await Promise.all(
    facts.places.map(async ({ accountId, region }) => {
      const calls = callsOf(accountId, region);
      const machines = await listMachines(calls);
      return Promise.all(
        machines.map(({ stateMachineArn }) => listExecutions(calls, { stateMachineArn, maxResults, ...filter })),
      );
    }),
  );
  return newestFirst(pages.flat());
}

function statusFilter(
  chosen: ExecutionStatus | undefined,
  choose: (status: ExecutionStatus | undefined) => void,
): JSX.Element {
  const options = STATUSES.map((status) => h('option', { key: status, value: status }, status));
  return h(
    'p',
    null,
    h('label', { for: 'status' }, 'Status '),
    h(
      'select',
      {
        id: 'status',
        value: chosen ?? '',
        onChange: ({ currentTarget }: { currentTarget: HTMLSelectElement }) =>
          choose(STATUSES.find((status) => status === currentTarget.value)),
      },
      h('option', { value: '' }, 'any'),
      options,
    ),
  );
}

function emptyNote(status: ExecutionStatus | undefined): JSX.Element {
  if (status !== undefined) return h('p', null, `No execution is ${status}.`);
  return h(
    'p',
    null,
    'There is no execution yet. ',
    h('a', { href: '#/' }, 'Start one'),
    ', or tag a cluster of an ',
    h('a', { href: '#/accounts' }, 'account'),
    '.',
  );
}
