import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterAll, expect, test } from 'vitest';
import { compose } from '../../infra/app.ts';
import { newApp } from '../../infra/newApp.ts';
import { CONFIGURATIONS } from './support.ts';

const outdir = mkdtempSync(join(tmpdir(), 'amp-scraper-nag-'));
afterAll(() => rmSync(outdir, { recursive: true }));

test.each(Object.entries(CONFIGURATIONS))('cdk-nag (AwsSolutions) finds nothing in %s', (_name, configuration) => {
  const app = newApp({ outdir, validation: false });
  compose(app, configuration, { bundling: false });
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  const found = violations.map(({ ruleName, violatingResources }) => [
    ruleName,
    violatingResources.map(({ constructPath }) => constructPath),
  ]);
  expect(found).toEqual([]);
});
