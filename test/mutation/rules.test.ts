import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../mutants/mutant.ts';
import { CALLS_AWS } from '../structure/rules.ts';
import { sourceFiles } from '../structure/sources.ts';
import { RULES } from './rules.ts';
import { readSurvivors } from './survivors.ts';

describe('what npm run mutate changes', () => {
  test('is every file of functions/shared that calls no AWS, once', () => {
    const pure = sourceFiles('functions/shared').filter(
      (file) => !file.startsWith('functions/shared/aws/') && !CALLS_AWS.includes(file),
    );
    const listed = RULES.map(({ file }) => `functions/shared/${file}`);
    expect(listed.toSorted()).toEqual(pure.toSorted());
  });

  test.each(RULES)('$file is there, and its tests are', ({ file, tests }) => {
    const paths = [`functions/shared/${file}`, ...tests.map((path) => `test/functions/shared/${path}`)];
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

test('what survives stands in a rule, as it is told', () => {
  for (const { file, original } of readSurvivors()) {
    expect(RULES.map((rule) => rule.file)).toContain(file);
    expect(readFileSync(join(ROOT, 'functions/shared', file), 'utf8')).toContain(original);
  }
});
