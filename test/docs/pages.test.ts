import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { anchorsOf, blocksOf, DOCS, linksOf, LOCAL_PAGES, PAGES, readPage, tableBelow } from './pages.ts';

const root = new URL('../../', import.meta.url).pathname;
const LINKING = [...PAGES, ...LOCAL_PAGES];

describe('README.md', () => {
  test('has at most 250 lines, each shorter than 140 characters', () => {
    const lines = readPage('README.md');
    expect(lines.length).toBeLessThanOrEqual(250);
    expect(lines.filter((line) => line.length >= 140)).toEqual([]);
  });

  test('has every page in its map, the decisions by their index', () => {
    const linked = linksOf('README.md').map(({ to }) => to.replace(/#.*$/, ''));
    const pages = DOCS.filter((page) => !/^docs\/adr\/\d/.test(page));
    expect(
      [...pages, 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'].filter((page) => !linked.includes(page)),
    ).toEqual([]);
  });
});

test.each(LINKING)('%s draws boxes whose edges meet', (page) => {
  const drawings = blocksOf(page).filter(({ lines }) => lines.some((line) => line.startsWith('+--')));
  const widths = drawings.map(({ lines }) => new Set(lines.filter((line) => /^[+|]/.test(line)).map((l) => l.length)));
  expect(widths.map((of) => of.size)).toEqual(drawings.map(() => 1));
});

test('the index of the decisions has each of them', () => {
  const linked = linksOf('docs/adr/README.md').map(({ to }) => `docs/adr/${to}`);
  expect(DOCS.filter((page) => /^docs\/adr\/\d/.test(page) && !linked.includes(page))).toEqual([]);
});

test.each(LINKING)('%s has at most 400 lines', (page) => {
  expect(readPage(page).length).toBeLessThanOrEqual(400);
});

test.each(LINKING)('%s links to files and headings that there are', (page) => {
  const broken = linksOf(page).filter(({ to }) => {
    const [path = '', anchor] = to.split('#');
    const file = path === '' ? page : normalize(join(dirname(page), path));
    if (!existsSync(join(root, file))) return true;
    return anchor !== undefined && (statSync(join(root, file)).isDirectory() || !anchorsOf(file).includes(anchor));
  });
  expect(broken.map(({ at, to }) => `${page}:${at + 1} ${to}`)).toEqual([]);
});

test.each(LINKING)('%s has no two headings of one anchor', (page) => {
  const anchors = anchorsOf(page);
  expect(anchors.filter((anchor, nth) => anchors.indexOf(anchor) !== nth)).toEqual([]);
});

/** A path of the tree, as a page names it between backticks. */
const PATH = /`((?:functions|infra|local|test|statemachine|events|docs)\/[A-Za-z\d./-]*)`/g;

test.each(LINKING)('%s names files that there are', (page) => {
  const named = [...readPage(page).join('\n').matchAll(PATH)].map(([, path = '']) => path);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

describe('what docs/evidence.md calls proved', () => {
  const headings = ['### The workflow', '### Doors and fleet', '### Security', '### Deployment, documents and tests'];
  const claims = headings.flatMap((heading) => tableBelow('docs/evidence.md', heading));

  test.each(claims)('%s', (_claim, provedBy = '') => {
    const paths = [...provedBy.matchAll(PATH)].map(([, path = '']) => path);
    expect(paths.length).toBeGreaterThan(0);
    expect(paths.filter((path) => !/^test\/(.+\.(test|browser)\.ts|[a-z]+)$/.test(path))).toEqual([]);
  });
});
