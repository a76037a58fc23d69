import { h, type JSX } from 'preact';
import type { ReconcileOutput } from '../../../functions/shared/fleet/run.ts';

/** How many connections are in each class, and what a run of reconcile started and held back. */
export function fleetView({
  outcome,
  reason,
  counts = {},
  started = {},
  held = {},
  warnings,
  report = [],
}: ReconcileOutput): JSX.Element {
  const most = Math.max(1, ...Object.values(counts));
  const bars = Object.entries(counts).map(([name, count], i) =>
    h(
      'g',
      { key: name },
      h('text', { class: 'row', x: 150, y: i * 20 + 15, 'text-anchor': 'end' }, name),
      h('rect', { class: 'bar', x: 158, y: i * 20 + 3, width: Math.max(2, (count / most) * 300), height: 14 }),
      h('text', { class: 'row', x: 164 + (count / most) * 300, y: i * 20 + 15 }, count),
    ),
  );
  const list = (label: string, of: Readonly<Record<string, number | undefined>>) =>
    Object.entries(of).map(([name, count]) => h('li', { key: `${label} ${name}` }, `${count} ${label}: ${name}`));
  return h(
    'section',
    { class: 'fleet' },
    h('h3', null, `The fleet: ${outcome}`),
    reason === undefined ? null : h('p', null, reason),
    bars.length === 0 ? null : chart(bars, counts),
    h(
      'ul',
      null,
      list('started', started),
      list('held back', held),
      warnings.map((text) => h('li', { key: text }, text)),
    ),
    report.length === 0 ? null : h('pre', { tabindex: 0 }, report.join('\n')),
  );
}

function chart(bars: readonly JSX.Element[], counts: Readonly<Record<string, number | undefined>>): JSX.Element {
  const height = bars.length * 20 + 4;
  const label = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
  const size = { viewBox: `0 0 520 ${height}`, width: 520, height };
  return h('svg', { ...size, role: 'img', 'aria-label': label.join(', ') }, bars);
}
