/**
 * Loaded before the command (`node --import`), whose own modules take a second: a terminal says at once that it is at work, and Node.js
 * keeps what it has compiled for the next time. Plain JavaScript: for TypeScript that is loaded before there is a cache, Node.js loads
 * its compiler each time.
 */

import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/amp-scraper/', import.meta.url)));
if (isMainThread) {
  const { showProgress } = await import('./progress.ts');
  showProgress('Loading the workflow and the embedded AWS …');
}
