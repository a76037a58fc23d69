import { describe, expect, test } from 'vitest';
import { graphOf, circlesOf } from './graph.ts';
import { RULES } from './rules.ts';
import { importsOf, sourceFiles, textOf } from './sources.ts';

const files = sourceFiles();
const imports = files.flatMap((file) => importsOf(file, textOf(file)));

const isIn = (folder: string) => (file: string) => file.startsWith(`${folder}/`);

describe('imports point one way', () => {
  test('there are some to look at', () => {
    for (const folder of ['functions', 'infra', 'local', 'test'])
      expect(imports.filter(({ from }) => isIn(folder)(from)).length).toBeGreaterThan(100);
    const missing = imports.filter(({ to, isPackage }) => !isPackage && to.endsWith('.ts') && !files.includes(to));
    expect(missing.filter(({ to }) => !to.endsWith('.d.ts'))).toEqual([]);
  });

  const rules = RULES.map((rule) => [rule.name, rule] as const);

  test.for(rules)('%s', ([, { breaches }]) => {
    expect(breaches(imports)).toEqual([]);
  });

  test.for(rules)('%s: an import against it is noticed', ([, { breaches, planted }]) => {
    expect(planted.filter((one) => breaches([...imports, one]).length === 0)).toEqual([]);
  });

  test('every line of the log is one of the registry: the frame alone has the means to write one', () => {
    const writing = files
      .filter(isIn('functions'))
      .filter((file) => /powertools\/logger'|(?<![.'])\bconsole\.|std(out|err)/.test(textOf(file)));
    expect(writing).toEqual(['functions/shared/handler/frame.ts']);
  });
});

test('development-only licences are not among what the functions are made of', () => {
  const bundled = imports.filter(
    ({ from, to, isPackage }) => isIn('functions')(from) && isPackage && !to.startsWith('node:'),
  );
  const packages = bundled.map(({ to }) =>
    to
      .split('/')
      .slice(0, to.startsWith('@') ? 2 : 1)
      .join('/'),
  );
  expect(packages.filter((name) => name.startsWith('@cloud-copilot'))).toEqual([]);
  const dependencies = Object.keys(JSON.parse(textOf('package.json')).dependencies);
  expect([...new Set(packages)].filter((name) => !dependencies.includes(name))).toEqual([]);
});

describe('what a text imports', () => {
  const found = (text: string) =>
    importsOf('local/aws/a.ts', text).map(({ to, isPackage, isType }) => [to, isPackage, isType]);

  test.each([
    ["import { a } from './b.ts';", 'local/aws/b.ts', false, false],
    ["import type { A } from '../b.ts';", 'local/b.ts', false, true],
    ["import {\n  type A,\n  type B,\n} from './b.ts';", 'local/aws/b.ts', false, true],
    ["import { a, type B } from './b.ts';", 'local/aws/b.ts', false, false],
    ["import a, { type B } from 'b';", 'b', true, false],
    ["import * as z from 'zod/mini';", 'zod/mini', true, false],
    ["import './b.ts';", 'local/aws/b.ts', false, false],
    ["export * from './b.ts';", 'local/aws/b.ts', false, false],
    ["export type { A } from './b.ts';", 'local/aws/b.ts', false, true],
    ["const b = await import('b');", 'b', true, false],
  ])('%j', (text, ...expected) => {
    expect(found(text)).toEqual([expected]);
  });

  test('is nothing for an export of its own', () => {
    expect(found("export const a = from('./b.ts');\nexport function b() {\n  return 'from';\n}\n")).toEqual([]);
  });
});

describe('a circle', () => {
  const graph = (...pairs: string[]) => graphOf(pairs.map(([from = '', to = '']) => ({ from, to })));

  test.each([
    ['none', graph('ab', 'bc', 'ac'), []],
    ['a file that imports itself', graph('aa', 'ab'), [['a']]],
    ['one that others lead to', graph('ab', 'bc', 'cd', 'db', 'de'), [['b', 'c', 'd']]],
    [
      'two',
      graph('ab', 'ba', 'bc', 'cd', 'dc'),
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
  ])('%s', (_case, edges, circles) => {
    expect(circlesOf(edges)).toEqual(circles);
  });
});
