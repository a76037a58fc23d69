import manifest from '../../../package.json' with { type: 'json' };

/** What npm runs Node.js with for `npm start`. */
export const START: readonly string[] = manifest.scripts.start.split(' ').slice(1);
