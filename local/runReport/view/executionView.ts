import { h, type JSX } from 'preact';
import type { ExecutionPicture } from '../report.ts';
import { fleetView } from './fleetView.ts';
import { payloadList, type Payloads } from './payloads.ts';
import { planView } from './planView.ts';
import { stateGraphView } from './stateGraphView.ts';
import { statesView } from './statesView.ts';
import { timelineView } from './timelineView.ts';
import { clock, idOf, lasting } from './words.ts';

/** One execution, whole. @param now where it is RUNNING, the time up to which it is drawn */
export function executionView(
  execution: ExecutionPicture,
  now: number = execution.endedAt ?? execution.startedAt,
): JSX.Element {
  const { machine, name, status, startedAt, endedAt = now, error, cause, plan, fleet, input, output } = execution;
  const payloads: Payloads = new Map();
  const own = [
    { label: 'input', text: input },
    { label: 'output', text: output },
  ];
  return h(
    'section',
    {
      key: execution.executionArn,
      class: 'execution',
      id: idOf(machine, name),
      tabindex: -1,
      'aria-label': `${machine} ${name}`,
    },
    h('h2', null, machine, ' ', h('small', null, name)),
    h(
      'p',
      { class: 'status' },
      h('b', { class: status.toLowerCase(), role: 'status' }, status),
      ` ${clock(startedAt)}–${clock(endedAt)}, ${lasting(endedAt - startedAt)}`,
    ),
    error === undefined ? null : h('p', null, h('b', { class: 'failed' }, error)),
    cause === undefined ? null : h('pre', { tabindex: 0 }, cause),
    plan === undefined ? null : planView(plan),
    fleet === undefined ? null : fleetView(fleet),
    h('h3', null, 'States'),
    stateGraphView(execution),
    endedAt === startedAt ? null : [h('h3', { key: 'heading' }, 'Time line'), timelineView(execution, now)],
    h('h3', null, 'State by state'),
    payloadList(own, 'the execution', idOf(machine, name), payloads),
    statesView(execution, payloads),
  );
}
