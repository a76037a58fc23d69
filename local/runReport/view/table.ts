import { h, type JSX } from 'preact';

type Cell = string | number;

/** The first cell of each row is its heading. */
export function dataTable(caption: string, heads: readonly string[], rows: readonly (readonly Cell[])[]): JSX.Element {
  return h(
    'table',
    null,
    h('caption', null, caption),
    h(
      'thead',
      null,
      h(
        'tr',
        null,
        heads.map((head) => h('th', { key: head, scope: 'col' }, head)),
      ),
    ),
    h(
      'tbody',
      null,
      rows.map((cells, i) =>
        h(
          'tr',
          { key: i },
          cells.map((cell, n) => cellOf(cell, n)),
        ),
      ),
    ),
  );
}

function cellOf(cell: Cell, n: number): JSX.Element {
  if (n === 0) return h('th', { key: n, scope: 'row' }, breakable(String(cell)));
  return h('td', { key: n, class: /^\d+$/.test(String(cell)) ? 'number' : '' }, cell);
}

/** An operation may go to the next line after its service, e.g. `iam:`. */
function breakable(text: string): (JSX.Element | string)[] {
  const [, service = '', operation = text] = /^([a-z]+:)(.+)$/.exec(text) ?? [];
  return service === '' ? [text] : [service, h('wbr', { key: 'break' }), operation];
}
