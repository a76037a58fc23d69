import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);

/** A fenced block of a page; one in a list without its indentation. */
export interface Block {
  page: string;
  /** What stands after the fence's three backticks. */
  info: string;
  /** Where its first line is in the page, from 0. */
  at: number;
  lines: string[];
}

/** The pages that the map of the README leads to, and itself. */
export const DOCS: readonly string[] = readdirSync(new URL('docs/', root), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md'))
  .map((file) => `docs/${file}`)
  .toSorted();

/** The pages of the embedded AWS lie beside it. */
export const LOCAL_PAGES: readonly string[] = ['local/README.md', 'local/manual-procedure.md', 'local/world-file.md'];

/** All that a newcomer reads. */
export const PAGES: readonly string[] = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', ...DOCS];

/** @param page a path from the project's folder */
export function readPage(page: string): string[] {
  return readFileSync(new URL(page, root), 'utf8').trimEnd().split('\n');
}

export function blocksOf(page: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  let indent = '';
  for (const [at, line] of readPage(page).entries()) {
    const [, before = '', info] = /^( *)```(.*)$/.exec(line) ?? [];
    if (info === undefined) open?.lines.push(line.startsWith(indent) ? line.slice(indent.length) : line);
    else if (open === undefined) {
      indent = before;
      open = { page, info, at: at + 1, lines: [] };
    } else {
      blocks.push(open);
      open = undefined;
    }
  }
  return blocks;
}

/** The lines that are prose, by their place in the page: what a fenced block has is none. */
export function proseOf(page: string): { at: number; line: string }[] {
  const inside = new Set(
    blocksOf(page).flatMap(({ at, lines }) => Array.from({ length: lines.length + 2 }, (_, n) => at - 1 + n)),
  );
  return readPage(page)
    .map((line, at) => ({ at, line }))
    .filter(({ at }) => !inside.has(at));
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(page: string): string[] {
  return proseOf(page).flatMap(({ line }) => {
    const heading = /^#{1,6} (.+)$/.exec(line)?.[1];
    return heading === undefined ? [] : [anchorOf(heading)];
  });
}

export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** The cells of the rows of the table below a heading, without its head. */
export function tableBelow(page: string, heading: string): string[][] {
  const lines = readPage(page);
  const from = lines.findIndex((line, nth) => nth > lines.indexOf(heading) && line.startsWith('|'));
  const rows = lines.slice(from);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(2, end === -1 ? undefined : end).map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** Links to places in the tree, without those to other hosts. */
export function linksOf(page: string): { at: number; to: string }[] {
  return proseOf(page).flatMap(({ at, line }) =>
    [...line.replaceAll(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, to = '']) => ({ at, to }))
      .filter(({ to }) => !/^[a-z]+:/.test(to)),
  );
}
