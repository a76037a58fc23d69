import { h, type JSX } from 'preact';
import type { ExecutionPicture } from '../report.ts';
import { storiesOf } from './passagesByState.ts';
import { clock, lasting, signOf } from './words.ts';

const WIDTH = 1200;
const NAMES = 190;
const ROW = 18;
/** What takes no virtual time is seen all the same. */
const LEAST = 2;

/** To scale: a row per state, a bar per passage. The table of states says the same in words. */
export function timelineView(execution: ExecutionPicture, now: number): JSX.Element {
  const { startedAt, endedAt = now, machine, name } = execution;
  const stories = storiesOf(execution);
  const span = Math.max(1, endedAt - startedAt);
  const xOf = (at: number) => NAMES + ((at - startedAt) / span) * (WIDTH - NAMES - 10);
  const height = (stories.length + 1) * ROW + 8;
  const ticks = Array.from({ length: 5 }, (_, i) => startedAt + (span * i) / 4);
  return h(
    'div',
    { class: 'timeline', tabindex: 0, role: 'region', 'aria-label': `Time line of ${machine} ${name}` },
    h(
      'svg',
      {
        viewBox: `0 0 ${WIDTH} ${height}`,
        width: WIDTH,
        height,
        role: 'img',
        'aria-label': `${machine}, ${lasting(span)} to scale`,
      },
      ticks.map((at, i) => [
        h('line', { key: `l${i}`, class: 'tick', x1: xOf(at), x2: xOf(at), y1: ROW, y2: height }),
        h(
          'text',
          {
            key: `t${i}`,
            class: 'axis',
            x: xOf(at),
            y: 12,
            'text-anchor': i === 4 ? 'end' : i === 0 ? 'start' : 'middle',
          },
          clock(at),
        ),
      ]),
      stories.map(({ state, passages, end: how }, row) => {
        const y = (row + 1) * ROW + 4;
        return h(
          'g',
          { key: state },
          h('text', { class: 'row', x: NAMES - 8, y: y + 12, 'text-anchor': 'end' }, `${state} ${signOf(how)}`),
          passages.map(({ enteredAt, leftAt = endedAt, end }, i) =>
            h(
              'rect',
              {
                key: i,
                class: `bar ${end}`,
                x: xOf(enteredAt),
                y: y + 2,
                width: Math.max(LEAST, xOf(leftAt) - xOf(enteredAt)),
                height: ROW - 5,
              },
              h('title', null, `${state} ${clock(enteredAt)}–${clock(leftAt)}`),
            ),
          ),
        );
      }),
    ),
  );
}
