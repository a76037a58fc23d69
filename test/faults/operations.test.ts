import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ELSEWHERE, LISTS } from './cases.ts';

const ROOT = new URL('../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, ROOT), 'utf8');

/** As IAM writes an action's service, by the client's package. */
const SERVICES: Readonly<Record<string, string>> = { amp: 'aps', sfn: 'states' };
/** The workspace's query API has no SDK client. */
const SIGNED_QUERY = { file: 'functions/shared/ingestion/prometheus.ts', operation: 'aps:QueryMetrics' };

/** What the functions can ask of AWS: the commands and paginators that they import of the SDK. */
function importedOperations(): string[] {
  const texts = globSync('functions/**/*.ts', { cwd: ROOT }).map(read);
  const imports = texts.flatMap((text) => [...text.matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-(\w+)'/g)]);
  return imports.flatMap(([, names = '', client = '']) =>
    [...names.matchAll(/\b(?:(\w+)Command|paginate(\w+))\b/g)].map(
      ([, command, paginated]) => `${SERVICES[client] ?? client}:${command ?? paginated}`,
    ),
  );
}

const imported = [...new Set([...importedOperations(), SIGNED_QUERY.operation])].toSorted();
const covered = new Set(LISTS.flat().map(([operation]) => operation));

test('every operation that the functions import has its cases, or is injected elsewhere', () => {
  expect(imported.length).toBeGreaterThan(30);
  expect(imported.filter((one) => !covered.has(one) && !(one in ELSEWHERE))).toEqual([]);
});

test('the cases have no operation that no function imports', () => {
  expect([...covered, ...Object.keys(ELSEWHERE)].filter((one) => !imported.includes(one))).toEqual([]);
});

test('the signed query is the one call that needs no import of the SDK', () => {
  const files = globSync('functions/**/*.ts', { cwd: ROOT });
  expect(files.filter((file) => /\bfetch\(|SignatureV4\(/.test(read(file)))).toEqual([SIGNED_QUERY.file]);
});

test.each(Object.entries(ELSEWHERE))('%s is injected in %s, and has no cases here', (operation, file) => {
  expect(covered).not.toContain(operation);
  expect(read(file)).toMatch(new RegExp(`'${operation}:[a-z]`));
});
