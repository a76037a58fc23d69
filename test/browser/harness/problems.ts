import type { Page } from 'puppeteer-core';

/** What went wrong in a page, by Chromium's own words: errors of its console, of its scripts, of its Content-Security-Policy, of its requests. */
export interface Problems {
  list(): string[];
  /** Those of this kind are what the test is about: they count no more, and there has to be one. */
  expect(kind: RegExp): void;
  /** Kinds that were expected and have not come. */
  missed(): string[];
}

export function watchProblems(page: Page): Problems {
  const seen: string[] = [];
  const expected: RegExp[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warn')
      seen.push(`console: ${message.text()} (${message.location().url ?? ''})`);
  });
  page.on('pageerror', (error) => seen.push(`script: ${error instanceof Error ? error.message : String(error)}`));
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // What a page that is left does not want any more.
    if (why !== 'net::ERR_ABORTED') seen.push(`request: ${request.method()} ${request.url()} ${why}`);
  });
  return {
    list: () => seen.filter((one) => !expected.some((kind) => kind.test(one))),
    expect: (kind) => void expected.push(kind),
    missed: () => expected.filter((kind) => !seen.some((one) => kind.test(one))).map(String),
  };
}
