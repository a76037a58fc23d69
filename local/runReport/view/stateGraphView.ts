import { h, type JSX } from 'preact';
import { END, START, type StateNode, type TransitionEdge } from '../graph.ts';
import type { ExecutionPicture } from '../report.ts';
import { storiesOf, takenBy, type StateStory } from './passagesByState.ts';
import { ENDS, idOf, signed, times } from './words.ts';

/** A graph is shrunk to the page down to this width, and then scrolled. */
const WIDE = 960;

/** The state machine as Step Functions draws it; each state that was entered leads to its section. */
export function stateGraphView(execution: ExecutionPicture): JSX.Element {
  const { graph, machine, name } = execution;
  const stories = new Map(storiesOf(execution).map((one) => [one.state, one]));
  const isTaken = takenBy(execution);
  const ordered = graph.edges.toSorted((one, other) => Number(isTaken(one)) - Number(isTaken(other)));
  const marker = idOf('arrow', machine, name);
  return h(
    'figure',
    { class: 'graph' },
    h(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `State graph of ${machine} ${name}` },
      h(
        'svg',
        {
          class: graph.width > WIDE ? 'wide' : 'narrow',
          viewBox: `0 0 ${graph.width} ${graph.height}`,
          width: graph.width,
          height: graph.height,
          role: 'group',
        },
        h('title', null, `The states of ${machine} and what became of them`),
        h('defs', null, arrowHead(marker, 'arrow'), arrowHead(`${marker}-taken`, 'arrow taken')),
        graph.nodes.filter(isMap).map((node) => box(node, stories.get(node.state), execution)),
        ordered.map((edge) => arrow(edge, isTaken(edge), marker)),
        graph.nodes.filter((node) => !isMap(node)).map((node) => box(node, stories.get(node.state), execution)),
      ),
    ),
    h('figcaption', null, legend([...stories.values()])),
  );
}

/** Below what stands in it. */
function isMap({ type }: StateNode): boolean {
  return type === 'Map';
}

/** Of what there is in the picture. */
function legend(stories: readonly StateStory[]): JSX.Element {
  const ends = new Set(stories.map(({ end }) => end));
  const signs = ENDS.filter(({ end }) => ends.has(end)).map(({ end, meaning }) =>
    h('li', { key: end }, h('b', { class: end }, signed(end)), meaning === undefined ? null : `: ${meaning}`),
  );
  const passed = stories.some(({ passages }) => passages.length > 1)
    ? h('li', { key: 'passages' }, h('b', null, '×N'), ' entered N times')
    : null;
  const retried = stories.some(({ retries }) => retries > 0)
    ? h('li', { key: 'retries' }, h('b', null, '↻N'), ' N retries')
    : null;
  return h(
    'ul',
    { class: 'legend' },
    signs,
    passed,
    retried,
    h('li', { key: 'none' }, 'pale: not entered'),
    h('li', { key: 'catch' }, 'dotted arrow: Catch'),
  );
}

function arrowHead(id: string, name: string): JSX.Element {
  const size = { id, viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7 };
  return h('marker', { ...size, orient: 'auto-start-reverse' }, h('path', { d: 'M0 0 8 4 0 8z', class: name }));
}

function arrow({ from, to, kind, points, label }: TransitionEdge, isTaken: boolean, marker: string): JSX.Element {
  return h(
    'path',
    {
      key: `${from} ${to} ${kind}`,
      d: smooth(points),
      class: `edge ${kind}${isTaken ? ' taken' : ''}`,
      'marker-end': `url(#${marker}${isTaken ? '-taken' : ''})`,
    },
    h('title', null, `${from} → ${to}${label === undefined ? '' : `, on ${label}`}`),
  );
}

/** Through the middles between the points, each of which draws the line to itself. */
function smooth(points: TransitionEdge['points']): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return '';
  const curves = rest.slice(0, -1).map((point, i) => {
    const next = rest[i + 1] ?? last;
    return `Q${at(point)} ${at({ x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 })}`;
  });
  return `M${at(first)} ${curves.join(' ')} L${at(last)}`;
}

function at({ x, y }: { x: number; y: number }): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}

function box(node: StateNode, story: StateStory | undefined, { machine, name }: ExecutionPicture): JSX.Element {
  const { state, type, x, y, width, height } = node;
  if (type === START || type === END) {
    const circle = h('circle', { cx: x, cy: y, r: width / 2 });
    return h('g', { key: state, class: 'state round' }, circle, h('text', { x, y: y + 4 }, state));
  }
  const top = isMap(node) ? y - height / 2 + 18 : y;
  const drawn = [
    h('rect', { x: x - width / 2, y: y - height / 2, width, height, rx: 7 }),
    h('text', { x, y: top }, state),
    ' ',
    h('text', { class: 'type', x, y: top + 12 }, story === undefined ? type : `${type} ${signed(story.end)}`),
  ];
  if (story === undefined) {
    const label = `${state}, ${type}, not entered`;
    return h('g', { key: state, class: `state none ${type}`, role: 'img', 'aria-label': label }, drawn);
  }
  const entered = story.passages.length;
  const badges = [
    ...(entered > 1 ? [{ at: x + width / 2, text: `×${entered}` }] : []),
    ...(story.retries > 0 ? [{ at: x - width / 2, text: `↻${story.retries}` }] : []),
  ];
  const told = `entered ${times(entered, 'time')}, ${times(story.retries, 'retry', 'retries')}`;
  // What is seen comes first: whoever speaks to a browser says it.
  const seen = [state, type, signed(story.end), ...badges.map(({ text }) => text)].join(' ');
  const href = `#${idOf(machine, name, state)}`;
  const corners = badges.map((one) => [' ', badge(one.at, y - height / 2, one.text)]);
  const link = { key: state, class: `state ${story.end} ${type}`, href, 'aria-label': `${seen}, ${told}` };
  return h('a', link, drawn, corners);
}

function badge(x: number, y: number, text: string): JSX.Element {
  const width = text.length * 8 + 8;
  const shape = h('rect', { x: x - width / 2, y: y - 9, width, height: 18, rx: 9 });
  return h('g', { key: text, class: 'badge' }, shape, h('text', { x, y: y + 4 }, text));
}
