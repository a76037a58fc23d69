import type { Page } from 'puppeteer-core';

/** An element that Tab has come to. */
export interface Stop {
  /** Where Enter leads to, for a link. */
  href: string | null;
  label: string;
  /** Whether a person sees that it has the focus, and all of it or as much as there is room for. */
  isSeen: boolean;
}

/** Every element that Tab comes to, from the beginning of the page, until it leaves it. @throws after 2,000: Tab is caught somewhere. */
export async function tabThrough(page: Page): Promise<Stop[]> {
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  });
  const stops: Stop[] = [];
  while (stops.length < 2_000) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate((): Stop | undefined => {
      const element = document.activeElement;
      if (element === null || element === document.body) return undefined;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const { top, bottom, left, right } = element.getBoundingClientRect();
      const isInView = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
      return {
        href: element.getAttribute('href'),
        label: element.getAttribute('aria-label') ?? element.textContent,
        isSeen: isInView && outlineStyle !== 'none' && outlineWidth !== '0px',
      };
    });
    if (stop === undefined) return stops;
    stops.push(stop);
  }
  throw new Error('Tab does not leave the page.');
}
