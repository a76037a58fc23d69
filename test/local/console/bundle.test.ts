import { expect, test } from 'vitest';
import { bundleApp } from '../../../local/console/bundle.ts';
import { HTML } from '../../../local/console/html.ts';

/** Of all that the page loads together. */
const MOST_BYTES = 300_000;

const { script, style, sources } = await bundleApp();

test('the page loads no more than it may', () => {
  const bytes = [HTML, script, style].map((text) => Buffer.byteLength(text));
  expect(bytes.every((count) => count > 0)).toBe(true);
  expect(bytes.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(MOST_BYTES);
});

test('the script has nothing of the server, of a policy evaluator or of an SDK client', () => {
  expect(sources).toContain('local/console/app/main.ts');
  expect(sources).toContain('functions/shared/request/request.ts');
  const foreign = /@aws-sdk|iam-simulate|^local\/(aws|policies|scrapers|deployment|state|world)\/|^test\//;
  expect(sources.filter((path) => foreign.test(path))).toEqual([]);
});

test('the style names no other place', () => {
  expect(style).not.toMatch(/url\(|@import/);
  expect(style).toContain('prefers-color-scheme');
});
