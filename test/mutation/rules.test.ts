import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../mutants/mutant.ts';
import { HELD, OTHERS } from './rules.ts';
import { readSurvivors } from './survivors.ts';

describe('what npm run mutate changes', () => {
  test.each([...HELD, ...OTHERS])('$file is there, and its tests are', ({ file, tests }) => {
    const paths = [`functions/shared/${file}`, ...tests.map((path) => `test/functions/shared/${path}`)];
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

test('what survives stands in a rule that is held, as it is told', () => {
  for (const { file, original } of readSurvivors()) {
    expect(HELD.map((rule) => rule.file)).toContain(file);
    expect(readFileSync(join(ROOT, 'functions/shared', file), 'utf8')).toContain(original);
  }
});
