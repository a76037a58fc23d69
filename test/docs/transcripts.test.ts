import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { PAGES } from './pages.ts';
import { furnish, playerOf } from './play.ts';
import { sharedRuntime } from './sharedRuntime.ts';
import { differenceOf, entriesOf, updated, writeOutputs, type Entry } from './transcript.ts';

const shared = vi.hoisted((): { close?: () => Promise<void> } => ({}));
vi.mock(import('../../local/workflow/runtime.ts'), async (original) => {
  const runtimes = await original();
  const { startRuntime, close } = sharedRuntime(runtimes);
  shared.close = close;
  return { ...runtimes, startRuntime };
});
afterAll(() => shared.close?.());

const isWriting = process.env['AMP_SCRAPER_WRITE_TRANSCRIPTS'] === '1';
const pages = PAGES.map((page) => ({ page, entries: entriesOf(page).filter(({ command }) => playerOf(command)) }));

describe.each(pages.filter(({ entries }) => entries.length > 0))('$page prints what it says', ({ page, entries }) => {
  const folder = mkdtempSync(join(tmpdir(), 'amp-scraper-docs-'));
  const outputs: { entry: Entry; printed: string }[] = [];
  furnish(folder);
  afterAll(() => {
    rmSync(folder, { recursive: true });
    if (isWriting) writeOutputs(page, outputs);
  });

  test.each(entries)('$command', async (entry) => {
    const { printed, status } = (await playerOf(entry.command)?.play(entry.command, folder)) ?? {
      printed: '',
      status: -1,
    };
    outputs.push({ entry, printed });
    if (isWriting) return;
    expect(differenceOf(entry, printed)).toBeUndefined();
    expect(status).toBe(/^(FAILED|CloudFormation is told {2}FAILED)/m.test(printed) ? 1 : 0);
  });
});

test('a line that differs by a character is told, with what is printed', () => {
  const entry = { page: 'README.md', command: 'npm start', at: 10, output: ['one', '…', 'three …'] };
  expect(differenceOf(entry, 'one\ntwo\nthree times\n')).toBeUndefined();
  expect(differenceOf(entry, 'one\ntwo\nthree times\nfour\n')).toMatch(/^README\.md:13 has\nthree …\n/);
  expect(differenceOf({ ...entry, output: ['one', 'two'] }, 'one\ntwo\nthree')).toMatch(/^README\.md:12 ends/);
  expect(differenceOf({ ...entry, output: ['one', 'twO'] }, 'one\ntwo')).toMatch(/^README\.md:12 has\ntwO\n/);
});

test('a page is brought up to date in its numbers and ids, and keeps what it leaves out', () => {
  const now = ['scraper/s-2f is ACTIVE: no reason', 'after 12 s', 'a tail'];
  expect(updated(['scraper/s-1e is ACTIVE: …', '…', 'after 7 s', 'another tail'], now)).toEqual([
    'scraper/s-2f is ACTIVE: …',
    '…',
    'after 12 s',
    'another tail',
  ]);
});
