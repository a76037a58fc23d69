import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { readPage } from './pages.ts';

const root = new URL('../../', import.meta.url);

const packageSchema = z.object({
  scripts: z.record(z.string(), z.string()),
  engines: z.object({ node: z.string() }),
  devDependencies: z.object({ node: z.string() }),
});
const lockSchema = z.object({
  packages: z.record(z.string(), z.object({ engines: z.object({ node: z.string().optional() }).optional() })),
});

const own = packageSchema.parse(readJson('package.json'));
const least = own.engines.node.replace('>=', '');

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, root), 'utf8'));
}

/** As npm compares: alternatives of comparisons, of which those with `^` or nothing before them bind the major version. */
function admits(range: string, version: string): boolean {
  return range.split('||').some((alternative) =>
    [...alternative.matchAll(/(>=|<|\^|)\s*(\d[\d.]*)/g)].every(([, operator = '', bound = '']) => {
      if (operator === '>=') return order(version, bound) >= 0;
      if (operator === '<') return order(version, bound) < 0;
      return order(version, bound) >= 0 && parseInt(version, 10) === parseInt(bound, 10);
    }),
  );
}

function order(one: string, other: string): number {
  const [a, b] = [one, other].map((version) => version.split('.').map(Number));
  for (const nth of [0, 1, 2]) {
    const difference = (a?.[nth] ?? 0) - (b?.[nth] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The packages that npm warns of (EBADENGINE) when it runs on this version. */
function warnedOf(version: string): string[] {
  return Object.entries(lockSchema.parse(readJson('package-lock.json')).packages)
    .filter(([, { engines }]) => engines?.node !== undefined && !admits(engines.node, version))
    .map(([path]) => path.replace('node_modules/', ''))
    .toSorted();
}

/** The name by which the README speaks of a package that is warned of. */
function familyOf(path: string): string {
  if (/cspell|^@streetsidesoftware|^import-fresh$/.test(path)) return 'cspell';
  return /@(?:babel|stryker-mutator)/.exec(path)?.[0] ?? path;
}

describe('Node.js', () => {
  test('of the package node is what every package runs on', () => {
    expect(warnedOf(own.devDependencies.node)).toEqual([]);
    expect(process.versions.node.split('.')[0]).toBe(own.devDependencies.node.split('.')[0]);
  });

  test('of the least version that may start npm has npm warn of those packages alone that the README names', () => {
    const warned = [...new Set(warnedOf(least).map(familyOf))].toSorted();
    expect(warned).toEqual(['@babel', '@stryker-mutator', 'aws-local-stepfunctions', 'cspell', 'vitest']);
    const readme = readPage('README.md').join('\n');
    for (const named of [...warned, least.replace(/\.0$/, '')]) expect(readme).toContain(named);
    expect(readme).toContain('From Node.js 22.18 on (of 24 from 24.11) npm is silent');
    expect([...warnedOf('22.18.0'), ...warnedOf('24.11.0')]).toEqual([]);
  });
});

describe('without what npm ci installs', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'amp-scraper-node-'));
    mkdirSync(join(folder, 'local'));
    cpSync(new URL('local/checkNode.mjs', root), join(folder, 'local/checkNode.mjs'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function check(): { status: number | null; stderr: string } {
    const { status, stderr } = spawnSync(process.execPath, ['local/checkNode.mjs'], { cwd: folder, encoding: 'utf8' });
    return { status, stderr };
  }

  /** A package node whose install script has run, or has not. */
  function installNode({ hasRun }: { hasRun: boolean }): void {
    mkdirSync(join(folder, 'node_modules/node/bin'), { recursive: true });
    writeFileSync(join(folder, 'node_modules/node/package.json'), '{}');
    if (hasRun) writeFileSync(join(folder, 'node_modules/node/bin/node'), '');
  }

  test('every npm command says so first', () => {
    const commands = Object.keys(own.scripts).filter(
      (name) => own.scripts[name.replace(/^pre/, '')] === undefined || !name.startsWith('pre'),
    );
    expect(commands.filter((name) => own.scripts[`pre${name}`] !== 'node local/checkNode.mjs')).toEqual([]);
  });

  test('that is one line', () => {
    expect(check()).toEqual({ status: 1, stderr: 'The packages are not installed. Run "npm ci" first.\n' });
  });

  test('and so is that the install script of the package node has not run', () => {
    installNode({ hasRun: false });
    const { status, stderr } = check();
    expect({ status, lines: stderr.split('\n').length }).toEqual({ status: 1, lines: 2 });
    expect(stderr).toContain('npm install-scripts approve node');
  });

  test('with it nothing is said', () => {
    installNode({ hasRun: true });
    expect(check()).toEqual({ status: 0, stderr: '' });
    expect(execFileSync(process.execPath, [new URL('local/checkNode.mjs', root).pathname], { encoding: 'utf8' })).toBe(
      '',
    );
  });
});
