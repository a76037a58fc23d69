import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nextOf, readDefinition } from '../statemachine/definition.ts';
import { blocksOf, tableBelow } from './pages.ts';

const PAGE = 'docs/architecture.md';
const root = new URL('../../', import.meta.url);

test.each([
  { heading: '### functions/shared', folder: 'functions/shared' },
  { heading: '### infra', folder: 'infra' },
  { heading: '### local', folder: 'local' },
  { heading: '### test', folder: 'test' },
])('the table of $folder has every folder that there is, and no other', ({ heading, folder }) => {
  const named = tableBelow(PAGE, heading).map(([cell = '']) => cell.replaceAll('`', ''));
  const folders = readdirSync(new URL(folder, root), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(named.toSorted()).toEqual(folders.map(({ name }) => name).toSorted());
});

describe('the picture of onboard', () => {
  const { StartAt, States } = readDefinition('onboard');
  const lines = blocksOf(PAGE).find(({ info }) => info === 'mermaid')?.lines ?? [];
  const titles = new Map(
    lines.flatMap((line) => {
      const [, title = '', name = ''] = /state "(.+)" as (\w+)/.exec(line) ?? [];
      return name === '' ? [] : [[name, title] as const];
    }),
  );
  const arrows = lines.flatMap((line) => {
    const [, from = '', to = ''] = /^ *(\S+) --> ([^\s:]+)/.exec(line) ?? [];
    return from === '' ? [] : [`${titles.get(from) ?? from} --> ${titles.get(to) ?? to}`];
  });
  const ends = Object.keys(States).filter((name) => nextOf(States[name]).length === 0);
  const ways = Object.entries(States).flatMap(([name, state]) => nextOf(state).map((next) => `${name} --> ${next}`));
  const caught = Object.entries(States).flatMap(([name, { Catch = [] }]) =>
    Catch.map(({ Next }) => `${name} --> ${Next}`),
  );
  const edges = [`[*] --> ${StartAt}`, ...ends.map((name) => `${name} --> [*]`)];

  test('has no arrow that the definition has not', () => {
    expect(arrows.length).toBeGreaterThan(50);
    expect(arrows.filter((arrow) => ![...ways, ...edges].includes(arrow))).toEqual([]);
  });

  test('has every way but those of failures', () => {
    const shown = [...edges, ...ways.filter((way) => !caught.includes(way))];
    expect(shown.filter((way) => !arrows.includes(way))).toEqual([]);
  });
});
