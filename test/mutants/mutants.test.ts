import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { applyMutant, parseMutant, PatchError, plainName, readMutants, ROOT, type Mutant } from './mutant.ts';
import { verdictOf } from './verdict.ts';

const mutants = readMutants();
const source = (path: string) => (existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), 'utf8') : undefined);

describe('every patch of test/mutants', () => {
  const listed = z.array(z.object({ name: z.string(), file: z.string() }));
  // Vitest reads the titles off the text of the files, and runs nothing. Of files whose tests another file makes it knows none.
  const files = [...new Set(mutants.map(({ testFile }) => testFile))];
  const readable = files.filter((file) => /\b(test|it)[.(]/.test(source(file) ?? ''));
  let tests: z.infer<typeof listed> = [];
  beforeAll(() => {
    if (readable.length === 0) return;
    const args = ['node_modules/vitest/vitest.mjs', 'list', ...readable, '--static-parse', '--json'];
    tests = listed.parse(JSON.parse(execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' })));
  });

  test.each(mutants)('$name applies to the source as it is, and names a test that there is', (mutant) => {
    expect(Object.keys(applyMutant(mutant, source)).length).toBeGreaterThan(0);
    expect(source(mutant.testFile), mutant.testFile).toBeDefined();
    if (!readable.includes(mutant.testFile)) return;
    const titles = tests.filter(({ file }) => file === join(ROOT, mutant.testFile)).map(({ name }) => plainName(name));
    // What is in a title for a value is known only when the tests run.
    const found = titles.some((title) => title.includes(mutant.testName) || /%[sdifjo#$]|\$/.test(title));
    expect(found, `${mutant.testFile} has no test "${mutant.testName}"`).toBe(true);
  });
});

const DIFF = `diff --git a/one.ts b/one.ts
--- a/one.ts
+++ b/one.ts
@@ -1,3 +1,3 @@
 const a = 1;
-const b = 2;
+const b = 3;
 const c = 3;
`;
const HEAD = 'Brings back what was.\nTest: test/one.test.ts\nName: one thing > is two\n\n';
const SOURCE = 'const a = 1;\nconst b = 2;\nconst c = 3;\n';

describe('a patch', () => {
  test('has a test beside its diff', () => {
    const mutant = parseMutant('sample', HEAD + DIFF);
    expect(mutant).toEqual({
      name: 'sample',
      testFile: 'test/one.test.ts',
      testName: 'one thing is two',
      diff: DIFF,
    });
    expect(applyMutant(mutant, () => SOURCE)).toEqual({ 'one.ts': SOURCE.replace('b = 2', 'b = 3') });
  });

  test.each([
    ['no diff', HEAD, SOURCE, 'no line that begins with "diff --git"'],
    ['no test', DIFF, SOURCE, 'no line "Test: ..."'],
    ['a diff that does not fit', HEAD + DIFF, SOURCE.replace('2', '4'), 'does not fit one.ts'],
    ['a diff of a file that is gone', HEAD + DIFF, undefined, 'does not fit one.ts'],
    ['a file of no syntax', HEAD + DIFF.replace('b = 3', 'b = = 3'), SOURCE, 'nothing that can be loaded'],
    ['a new file', HEAD + DIFF.replace('--- a/one.ts', '--- /dev/null'), SOURCE, 'makes, deletes or renames'],
    ['no hunk', `${HEAD}diff --git a/one.ts b/one.ts\n`, SOURCE, 'changes nothing'],
  ])('with %s is refused', (_case, text, before, problem) => {
    const applied = () => applyMutant(parseMutant('sample', text), () => before);
    expect(applied).toThrow(PatchError);
    expect(applied).toThrow(problem);
  });
});

describe('a run of its test', () => {
  const mutant: Mutant = { ...parseMutant('sample', HEAD + DIFF), testName: 'is two' };
  const ran = (status: string, fullName = 'one thing is two', message = '') => ({
    testResults: [{ name: '/copy/test/one.test.ts', message, assertionResults: [{ fullName, status }] }],
  });

  test.each([
    ['failed', ran('failed'), { kind: 'failed' }],
    ['passed', ran('passed'), { kind: 'passed' }],
    ['was skipped', ran('skipped'), { kind: 'notRun', why: 'test/one.test.ts has no test "is two"' }],
    ['was another', ran('failed', 'another'), { kind: 'notRun', why: 'test/one.test.ts has no test "is two"' }],
    [
      'came after what failed',
      ran('skipped', 'one thing is two', 'it broke\nhere'),
      { kind: 'notRun', why: 'test/one.test.ts: it broke' },
    ],
    ['was in no file', { testResults: [] }, { kind: 'notRun', why: 'test/one.test.ts was not run' }],
  ])('that %s is told so', (_case, report, verdict) => {
    expect(verdictOf(report, mutant)).toEqual(verdict);
  });
});
