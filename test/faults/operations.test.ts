import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ELSEWHERE, LISTS } from './cases.ts';
import { importedOperations, SIGNED_QUERY, SIGNING_FILE } from './importedOperations.ts';

const ROOT = new URL('../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, ROOT), 'utf8');

const imported = importedOperations();
const covered = new Set(LISTS.flat().map(([operation]) => operation));

test('every operation that the functions import has its cases, or is injected elsewhere', () => {
  expect(imported.length).toBeGreaterThan(30);
  expect(imported.filter((one) => !covered.has(one) && !(one in ELSEWHERE))).toEqual([]);
});

test('the cases have no operation that no function imports', () => {
  expect([...covered, ...Object.keys(ELSEWHERE)].filter((one) => !imported.includes(one))).toEqual([]);
});

test('a call that needs no import of the SDK is the signed query, or goes by signedPost, whose operations are found', () => {
  const files = globSync('functions/**/*.ts', { cwd: ROOT });
  const signing = files.filter((file) => /\bfetch\(|SignatureV4\(/.test(read(file)));
  expect(signing).toEqual([SIGNING_FILE]);
  const querying = files.filter((file) => /\bsignPost\(/.test(read(file)) && file !== SIGNING_FILE);
  expect(querying).toEqual([SIGNED_QUERY.file]);
  const posting = files.filter((file) => /\bsignedPost\(/.test(read(file)) && file !== SIGNING_FILE);
  expect(imported).toEqual(expect.arrayContaining(['lambda:Invoke', 'organizations:ListParents', 'sns:Publish']));
  expect(posting).toHaveLength(4);
});

test.each(Object.entries(ELSEWHERE))('%s is injected in %s, and has no cases here', (operation, file) => {
  expect(covered).not.toContain(operation);
  expect(read(file)).toMatch(new RegExp(`'${operation}:[a-z]`));
});
