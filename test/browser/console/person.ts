import type { Page } from 'puppeteer-core';

/** The page of `npm run aws` as a person uses it: by what controls are called, whatever they are made of. */
export interface Person {
  /** @param hash e.g. `#/executions` */
  open(hash?: string): Promise<void>;
  press(button: string): Promise<void>;
  follow(link: string): Promise<void>;
  /** Into a field or a list of choices. */
  put(field: string, text: string): Promise<void>;
  /** Waits until the heading is so. */
  sees(heading: RegExp): Promise<void>;
  /** Waits until the text stands somewhere in the view. */
  reads(text: string | RegExp): Promise<void>;
  view(): Promise<string>;
}

const PATIENCE_MS = 30_000;

export function personAt(page: Page, endpoint: string): Person {
  page.setDefaultTimeout(PATIENCE_MS);
  const named = (role: string, name: string) => page.locator(`::-p-aria([role="${role}"][name="${name}"])`);
  const until = async (selector: string, wanted: string | RegExp) => {
    const pattern = typeof wanted === 'string' ? RegExp.escape(wanted) : wanted.source;
    await page.waitForFunction(
      (where: string, source: string) =>
        [...document.querySelectorAll<HTMLElement>(where)].some((one) => new RegExp(source).test(one.innerText)),
      { timeout: PATIENCE_MS },
      selector,
      pattern,
    );
  };
  return {
    async open(hash = '') {
      await page.goto(`${endpoint}/${hash}`);
      await page.waitForSelector('h1');
    },
    press: (button) => named('button', button).click(),
    follow: (link) => named('link', link).click(),
    async put(field, text) {
      const control = await page.waitForSelector(`::-p-aria([name="${field}"])`);
      const isChoice = (await control?.evaluate((one) => one.nodeName)) === 'SELECT';
      if (isChoice) await control?.select(text);
      else await page.locator(`::-p-aria([name="${field}"])`).fill(text);
    },
    sees: (heading) => until('h1', heading),
    reads: (text) => until('main', text),
    view: () => page.$eval('main', (main) => main.innerText),
  };
}
