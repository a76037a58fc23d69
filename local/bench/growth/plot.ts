import { h, type JSX } from 'preact';
import { render } from 'preact-render-to-string';
import { keysOf } from './bars.ts';
import { MEASURES, type Growth, type GrowthPoint, type Measure } from './measure.ts';
import { shown } from './report.ts';

const PANEL = { width: 400, height: 330, left: 52, right: 96, top: 46, bottom: 44 } as const;
/** Apart in hue and in lightness, on white. */
const STROKES: Readonly<Record<Measure, string>> = {
  virtualSeconds: '#1f4e9c',
  calls: '#b34700',
  seconds: '#2a7a2a',
  megabytes: '#8a3f97',
};

/**
 * An SVG of both series: how many times each figure is what it is at the least size, both axes logarithmic, beside a dashed line for
 * linear growth. The table says the same in figures.
 */
export function plotGrowth({ connections, accounts }: Growth): string {
  const panels = [
    { title: 'Connections, by one run of reconcile', points: connections },
    { title: 'Accounts of the organization, one connection', points: accounts },
  ];
  const [width, height] = [PANEL.width * panels.length, PANEL.height + 30];
  const picture = h(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'font-family': 'sans-serif',
      'font-size': 12,
      'aria-label': 'Growth of time, calls, processor time and memory, beside linear growth',
    },
    h('rect', { width, height, fill: '#ffffff' }),
    panels.map(({ title, points }, index) =>
      h('g', { key: title, transform: `translate(${index * PANEL.width} 0)` }, panel(title, points)),
    ),
    h('g', { transform: `translate(${PANEL.left} ${PANEL.height + 12})` }, legend()),
  );
  return `${render(picture)}\n`;
}

function panel(title: string, points: readonly GrowthPoint[]): JSX.Element[] {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) throw new RangeError('A plot needs points.');
  const spanned = Math.log10(last.size / first.size);
  const [right, bottom] = [PANEL.width - PANEL.right, PANEL.height - PANEL.bottom];
  const x = (size: number) => PANEL.left + (Math.log10(size / first.size) / spanned) * (right - PANEL.left);
  const y = (times: number) => bottom - (Math.log10(times) / spanned) * (bottom - PANEL.top);
  const decades = Array.from({ length: Math.floor(spanned) + 1 }, (_, exponent) => 10 ** exponent);
  return [
    h('text', { key: 'title', x: PANEL.left, y: 22, 'font-weight': 'bold' }, title),
    ...decades.map((times) =>
      h('g', { key: `times${times}` }, [
        h('line', { x1: PANEL.left, x2: right, y1: y(times), y2: y(times), stroke: '#dddddd' }),
        h('text', { x: PANEL.left - 8, y: y(times) + 4, 'text-anchor': 'end', fill: '#444444' }, `${times}×`),
      ]),
    ),
    ...points.map(({ size }) =>
      h(
        'text',
        { key: `size${size}`, x: x(size), y: bottom + 18, 'text-anchor': 'middle', fill: '#444444' },
        String(size),
      ),
    ),
    h('line', {
      key: 'linear',
      x1: x(first.size),
      y1: y(1),
      x2: right,
      y2: y(last.size / first.size),
      stroke: '#666666',
      'stroke-dasharray': '5 4',
    }),
    ...keysOf(MEASURES).map((measure) =>
      h('polyline', {
        key: measure,
        points: points
          .map((point) => `${x(point.size).toFixed(1)},${y(Math.max(1, point[measure] / first[measure])).toFixed(1)}`)
          .join(' '),
        fill: 'none',
        stroke: STROKES[measure],
        'stroke-width': 2,
      }),
    ),
    ...apart(keysOf(MEASURES).map((measure) => ({ measure, at: y(Math.max(1, last[measure] / first[measure])) }))).map(
      ({ measure, at }) =>
        h(
          'text',
          { key: `${measure}At`, x: right + 6, y: at + 4, fill: STROKES[measure] },
          `${shown(last, measure)} ${UNITS[measure]}`,
        ),
    ),
  ];
}

const UNITS: Readonly<Record<Measure, string>> = {
  virtualSeconds: 's virtual',
  calls: 'calls',
  seconds: 's user',
  megabytes: 'MB',
};
const LINE = 14;

/** Labels of lines that end at one height, one below the other, the highest in its place or pushed up by those below it. */
function apart(labels: readonly { measure: Measure; at: number }[]): { measure: Measure; at: number }[] {
  let free = Infinity;
  return labels
    .toSorted((one, other) => other.at - one.at)
    .map(({ measure, at }) => {
      free = Math.min(at, free - LINE);
      return { measure, at: free };
    });
}

function legend(): JSX.Element[] {
  const entries = [
    ...keysOf(MEASURES).map((measure) => ({ name: MEASURES[measure], stroke: STROKES[measure], dash: '' })),
    { name: 'linear', stroke: '#666666', dash: '5 4' },
  ];
  const widths = entries.map(({ name }) => 56 + 6.5 * name.length);
  const at = (index: number) => widths.slice(0, index).reduce((sum, width) => sum + width, 0);
  return entries.map(({ name, stroke, dash }, index) =>
    h('g', { key: name, transform: `translate(${at(index)} 0)` }, [
      h('line', {
        x1: 0,
        x2: 22,
        y1: 0,
        y2: 0,
        stroke,
        'stroke-width': 2,
        ...(dash ? { 'stroke-dasharray': dash } : {}),
      }),
      h('text', { x: 28, y: 4, fill: '#222222' }, name),
    ]),
  );
}
