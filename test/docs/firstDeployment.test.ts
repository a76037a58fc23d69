import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { STEPS } from '../../local/verify/scenario.ts';
import { sourceFiles, textOf } from '../structure/sources.ts';

const page = readFileSync(new URL('../../docs/first-deployment.md', import.meta.url), 'utf8');

describe('the page of the first deployment', () => {
  const unverified = sourceFiles().filter(
    (file) => /^(functions|infra)\//.test(file) && textOf(file).includes('UNVERIFIED'),
  );

  test('has files to look at', () => {
    expect(unverified.length).toBeGreaterThan(2);
    expect(STEPS).toHaveLength(6);
  });

  test.each(unverified)('names %s, which has something that is UNVERIFIED', (file) => {
    expect(page).toContain(`\`${file}\``);
  });

  test('says in each line what to look at, and what to change', () => {
    const rows = page.split('\n').filter((line) => /^\| (?!fact|-)/.test(line));
    expect(rows.length).toBeGreaterThan(30);
    const cells = rows.map((row) => row.split(' | ').map((cell) => cell.replaceAll('|', '').trim()));
    expect(cells.filter((row) => row.length !== 4 || row.includes(''))).toEqual([]);
  });
});
