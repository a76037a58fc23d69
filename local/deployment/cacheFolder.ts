import { fileURLToPath } from 'node:url';

/** What is made of the sources is kept here, each under the contents that it was made of; what Node.js compiles, too. */
export const CACHE_FOLDER: string = fileURLToPath(new URL('../../node_modules/.cache/amp-scraper/', import.meta.url));
