import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as AxeCore from 'axe-core';
import type { Page } from 'puppeteer-core';

declare const axe: typeof AxeCore;

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds in the page: the rule, what it asks, and the elements, by their HTML. All rules that are on by default, and the size of targets. */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(source);
  const { violations } = await page.evaluate((): Promise<AxeCore.AxeResults> =>
    axe.run({ rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'] }),
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ target, html, failureSummary }) => `${id}: ${help}: ${String(target)} ${html.slice(0, 200)} ${failureSummary}`,
    ),
  );
}
