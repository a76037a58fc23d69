import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { taskRoots } from '../../../local/workflow/lambda/taskRoot.ts';

const HANDLER = new URL('../../../functions/createScraper.ts', import.meta.url);

/** Node warns of the eleventh listener, and a warning stands between the lines of a run. */
test('a process in which many worlds run listens for its end once', () => {
  const before = process.listenerCount('exit');
  const many = Array.from({ length: 12 }, () => taskRoots());
  const folders = many.map((roots) => roots.folderOf(HANDLER, '{}'));
  expect(process.listenerCount('exit')).toBeLessThanOrEqual(before + 1);
  expect(folders.filter((folder) => existsSync(folder))).toHaveLength(12);
  for (const roots of many) roots.remove();
  expect(folders.filter((folder) => existsSync(folder))).toEqual([]);
});
