import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { blocksOf, PAGES } from './pages.ts';

const DAY_MS = 86_400_000;

/** Answers as the AWS CLI does under the command's queries, and writes down what is to be deleted. */
const AWS = `#!/bin/sh
case "$2" in
  list-functions) printf 'amp-scraper-checkStatus\\tamp-scraper-claimConnection\\n' ;;
  list-versions-by-function) cat "$VERSIONS/$6" ;;
  delete-function) echo "$6 $8" >>"$VERSIONS/deleted" ;;
  *) exit 2 ;;
esac
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'amp-scraper-versions-'));
  writeFileSync(join(folder, 'aws'), AWS);
  chmodSync(join(folder, 'aws'), 0o755);
  writeFileSync(join(folder, 'deleted'), '');
  writeFileSync(join(folder, 'amp-scraper-claimConnection'), '');
});
afterEach(() => rmSync(folder, { recursive: true }));

function command(): string {
  const blocks = PAGES.flatMap(blocksOf).filter(({ lines }) => lines.join('\n').includes('list-versions-by-function'));
  expect(blocks).toHaveLength(1);
  return blocks[0]?.lines.join('\n') ?? '';
}

/** Lambda's own form of a date. */
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().replace('Z', '+0000');

/** What the command deletes of versions that were published so many days ago. */
function deleted(published: Record<string, number>): string[] {
  const lines = Object.entries(published).map(([version, days]) => `${version}\t${daysAgo(days)}\n`);
  writeFileSync(join(folder, 'amp-scraper-checkStatus'), lines.join(''));
  const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}`, VERSIONS: folder };
  execFileSync('sh', ['-e'], { input: command(), env, stdio: ['pipe', 'pipe', 'pipe'] });
  return readFileSync(join(folder, 'deleted'), 'utf8').split('\n').filter(Boolean);
}

test.each<[string, Record<string, number>, number[]]>([
  ['the only version, however old', { 1: 400 }, []],
  ['one that was replaced 14.9 days ago', { 1: 400, 2: 14.9 }, []],
  ['one that was replaced 15.1 days ago', { 1: 400, 2: 15.1 }, [1]],
  ['the last, however old', { 1: 400, 2: 300, 3: 200 }, [1, 2]],
  ['by the number, in whatever order they are listed', { 10: 20, 9: 30, 11: 3 }, [9]],
  ['one whose number a roll-back has left out', { 1: 400, 3: 20, 4: 2 }, [1]],
])('the command that removes old versions: %s', (_what, published, expected) => {
  expect(deleted(published)).toEqual(expected.map((version) => `amp-scraper-checkStatus ${version}`));
});
