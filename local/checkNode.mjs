// Plain JavaScript on purpose: it has to run on, and refuse, a Node.js that does not know TypeScript, with no package installed.
import { existsSync } from 'node:fs';

const WANTED = 24;

/** In one line what is missing for any of the npm commands, or undefined. */
function missing() {
  const isThere = (path) => existsSync(new URL(`../node_modules/node/${path}`, import.meta.url));
  if (!isThere('package.json')) return 'The packages are not installed. Run "npm ci" first.';
  if (!isThere('bin/node'))
    return `Node.js ${WANTED} is not installed: the package "node" fetches it by an install script, which has not run. Run "npm install-scripts approve node", then "npm ci".`;
  const [major] = process.versions.node.split('.').map(Number);
  if (major !== WANTED)
    return `This runs on Node.js ${process.version} and needs ${WANTED}, Lambda's. Start it by npm, which takes the package "node", or put Node.js ${WANTED} first on the PATH.`;
  return undefined;
}

const problem = missing();
if (problem !== undefined) {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}
