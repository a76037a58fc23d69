import type { Page } from 'puppeteer-core';

/**
 * Opens an empty page as if it had come from this address: so does a page whose name resolved to its own server, and resolves to this
 * machine from then on. All that it asks for goes where it should.
 */
export async function openAs(page: Page, url: string): Promise<void> {
  const session = await page.createCDPSession();
  const body = Buffer.from('<!doctype html><html lang="en"><title>A page</title><body></body></html>').toString(
    'base64',
  );
  const responseHeaders = [{ name: 'content-type', value: 'text/html' }];
  session.on('Fetch.requestPaused', ({ requestId }) => {
    void session.send('Fetch.fulfillRequest', { requestId, responseCode: 200, responseHeaders, body });
  });
  await session.send('Fetch.enable', { patterns: [{ urlPattern: url }] });
  await page.goto(url);
  await session.detach();
}
