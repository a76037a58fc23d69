import { h, type JSX } from 'preact';
import type { SampleCurve } from '../report.ts';
import { dataTable } from './table.ts';
import { clock, times } from './words.ts';

type Point = SampleCurve['points'][number];
type Side = 'up' | 'down';
const SIDES: readonly Side[] = ['up', 'down'];

const [WIDTH, HEIGHT, LEFT] = [600, 140, 34];

/** Targets up and down at each scrape; the table has the same. */
export function sampleView({ workspaceArn, connectionId, points }: SampleCurve): JSX.Element {
  const table = dataTable(
    'Targets',
    ['time', 'up', 'down'],
    points.map(({ at, up, down }) => [clock(at), up, down]),
  );
  return h(
    'section',
    { key: connectionId, class: 'samples' },
    h('h3', null, `Targets of ${connectionId}`),
    h('p', { class: 'arn' }, workspaceArn),
    points.length < 2 ? null : plot(points),
    h('p', null, latest(points.at(-1))),
    h('details', null, h('summary', null, 'as a table'), table),
  );
}

/** As steps: a target is taken to be what the last scrape has seen. */
function plot(points: readonly Point[]): JSX.Element[] {
  const most = Math.max(1, ...points.map(({ up, down }) => Math.max(up, down)));
  const [from, until] = [points[0]?.at ?? 0, points.at(-1)?.at ?? 0];
  const x = (at: number) => LEFT + ((at - from) / Math.max(1, until - from)) * (WIDTH - LEFT - 12);
  const y = (value: number) => HEIGHT - 22 - (value / most) * (HEIGHT - 40);
  const step = (of: Side, point: Point, i: number) => {
    const before = points[i - 1];
    if (before === undefined) return `M${x(point.at)} ${y(point[of])}`;
    return `L${x(point.at)} ${y(before[of])}V${y(point[of])}`;
  };
  const size = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT };
  return [
    h(
      'svg',
      { key: 'plot', ...size, role: 'img', 'aria-label': 'Targets up and down over time' },
      [0, most].map((value) =>
        h('text', { key: value, class: 'axis', x: LEFT - 6, y: y(value) + 4, 'text-anchor': 'end' }, value),
      ),
      h('text', { class: 'axis', x: LEFT, y: HEIGHT - 4 }, clock(from)),
      h('text', { class: 'axis', x: WIDTH - 12, y: HEIGHT - 4, 'text-anchor': 'end' }, clock(until)),
      SIDES.map((of) =>
        h('path', { key: of, class: `curve ${of}`, d: points.map((point, i) => step(of, point, i)).join(' ') }),
      ),
      SIDES.map((of) =>
        points.map((point) =>
          h('circle', { key: `${of} ${point.at}`, class: `dot ${of}`, cx: x(point.at), cy: y(point[of]), r: 3 }),
        ),
      ),
    ),
    h(
      'p',
      { key: 'legend', class: 'legend' },
      h('b', { class: 'succeeded' }, '— up'),
      ' ',
      h('b', { class: 'failed' }, '- - down'),
    ),
  ];
}

function latest(point: Point | undefined): string {
  if (point === undefined) return 'There is no sample.';
  const { at, up, down } = point;
  return `${up} of ${times(up + down, 'target')} up at ${clock(at)}, the last scrape.`;
}
