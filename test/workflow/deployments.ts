import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll } from 'vitest';
import type { FunctionName, HandlerName } from '../../functions/shared/names.ts';
import { synthesize, type SynthesizedStack } from '../../infra/app.ts';
import { readConfiguration, type Configuration } from '../../infra/configuration/configuration.ts';
import { readDeployment } from '../../local/deployment/read/readTemplates.ts';
import type { Deployment } from '../../local/deployment/deployed.ts';
import { BUNDLED } from '../bundles.ts';

/** A deployment with the code that its functions are deployed with. */
export interface Release {
  deployment: Deployment;
  file: (name: HandlerName) => URL;
}

/** A module's text around the bundle at `file`, whose `handler` it has at hand as `inner`. */
type Wrapper = (file: string) => string;

/** Of a handler that says so in its log, and else does what it did. */
export const TELLING: Wrapper = (file) => `
  const { handler: inner } = require(${JSON.stringify(file)});
  exports.handler = (...given) => {
    console.log('the second code');
    return inner(...given);
  };`;

/** A handler that calls the status of the scraper's progress by another name, in what it is given as in what it answers. */
export const RENAMING: Wrapper = (file) => `
  const { handler: inner } = require(${JSON.stringify(file)});
  const called = ({ status, ...rest }) => ({ ...rest, state: status });
  const before = ({ state, ...rest }) => ({ ...rest, status: rest.status ?? state });
  exports.handler = async ({ scraper, state, ...event }, ...given) => {
    const known = (one) => one && { ...one, progress: before(one.progress) };
    const all = state && { ...state, scraper: known(state.scraper) };
    const answer = await inner({ ...event, ...(scraper && { scraper: known(scraper) }), ...(all && { state: all }) }, ...given);
    return typeof answer.seenPending === 'boolean' ? called(answer) : answer;
  };`;

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** What is deployed over `before` when some functions have another code, and whatever else is different. */
export function release(
  before: Deployment | undefined,
  {
    code = {},
    configuration = readConfiguration(),
    rewrite = (text) => text,
  }: {
    code?: Partial<Record<FunctionName, Wrapper>>;
    configuration?: Configuration;
    /** Changes the templates' text. */
    rewrite?: (text: string) => string;
  } = {},
): Release {
  const placeholders = Object.fromEntries(Object.entries(code).map(([name, wrapper]) => [name, wrapper(name)]));
  const stacks: SynthesizedStack[] = synthesize(configuration, { bundling: false, placeholders }).map((stack) => ({
    ...stack,
    template: JSON.parse(rewrite(JSON.stringify(stack.template))),
  }));
  return { deployment: readDeployment(stacks, before), file: filesWith(code) };
}

function filesWith(code: Partial<Record<string, Wrapper>>): Release['file'] {
  const folder = mkdtempSync(join(tmpdir(), 'amp-scraper-release-'));
  folders.push(folder);
  return (name) => {
    const wrapper = code[name];
    const bundle = BUNDLED.file(name);
    if (wrapper === undefined) return bundle;
    const file = join(folder, `${name}.cjs`);
    writeFileSync(file, wrapper(fileURLToPath(bundle)));
    return pathToFileURL(file);
  };
}
