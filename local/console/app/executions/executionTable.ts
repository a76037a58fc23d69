import { h, type JSX } from 'preact';
import { clock, lasting } from '../../../runReport/view/words.ts';
import type { ListedExecution } from '../calls/states.ts';
import { hashOf } from '../shell/route.ts';
import { machineOf } from './picture.ts';

const HEADS = ['status', 'state machine', 'execution', 'started', 'took'];

/** Times are the served clock's, UTC. The roles stand there since a narrow page does not lay it out as a table. */
export function executionTable(executions: readonly ListedExecution[]): JSX.Element {
  const heads = HEADS.map((text) => h('th', { key: text, scope: 'col', role: 'columnheader' }, text));
  return h(
    'table',
    { class: 'executions', role: 'table' },
    h('caption', null, 'The newest first'),
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, heads)),
    h('tbody', { role: 'rowgroup' }, executions.map(row)),
  );
}

function row({ executionArn, name, status, startDate, stopDate }: ListedExecution): JSX.Element {
  return h(
    'tr',
    { key: executionArn, role: 'row' },
    h('td', { role: 'cell' }, h('b', { class: status.toLowerCase() }, status)),
    h('td', { role: 'cell' }, machineOf(executionArn)),
    h('td', { class: 'name', role: 'cell' }, h('a', { href: hashOf('executions', executionArn) }, name)),
    h('td', { role: 'cell' }, clock(startDate)),
    h('td', { role: 'cell' }, stopDate === undefined ? '' : lasting(stopDate - startDate)),
  );
}
