import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Stack } from 'aws-cdk-lib/core';
import { build } from 'esbuild';
import { expect, inject, test } from 'vitest';
import { HANDLER_NAMES } from '../../functions/shared/names.ts';
import { deployedConfiguration, readConfiguration } from '../../infra/configuration/configuration.ts';
import { deploymentFile } from '../../functions/shared/deploymentData.ts';
import { BUNDLING } from '../../infra/bundling/bundling.ts';
import { WorkflowFunction } from '../../infra/constructs/workflowFunction.ts';
import { newApp } from '../../infra/newApp.ts';
import { functionPermissions } from '../../infra/permissions/functions.ts';
import { startRuntime } from '../../local/workflow/runtime.ts';
import { BUNDLED } from '../bundles.ts';
import { temporaryFolder } from '../temporary.ts';
import { DEPLOYMENT, freshWorld, REQUEST } from '../workflow/support.ts';

const NAMES = HANDLER_NAMES;

const folder = inject('bundles');

test('the bundled handlers run the workflow as the sources do', async () => {
  const runtime = await startRuntime(DEPLOYMENT, BUNDLED);
  try {
    const input = { ...REQUEST, scrapeConfiguration: { name: 'minimal' } };
    const { status, output } = await runtime.execute({ world: freshWorld(), input });
    expect({ status, output }).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'ONBOARDED' } });
    const refused = await runtime.execute({ world: freshWorld(), input: {} });
    expect(refused.error, 'names survive minifying').toBe('InvalidRequest');
  } finally {
    await runtime.close();
  }
});

test.each(NAMES)('%s is small, and nothing under a development-only licence is in it', (name) => {
  const file = join(folder, `${name}.cjs`);
  expect(statSync(file).size).toBeLessThanOrEqual(560_000);
  expect(readFileSync(`${file}.map`, 'utf8')).not.toMatch(/\/@cloud-copilot\//);
});

test.each([...NAMES, 'scrapeConfiguration'])(
  '%s has the port of RE2 only if it checks scrape configurations',
  (name) => {
    const map = readFileSync(join(folder, `${name}.cjs.map`), 'utf8');
    expect(map.includes('/re2js/')).toBe(name === 'scrapeConfiguration');
  },
);

test('what checks scrape configurations lies beside ResolveRequest, which deploys it', () => {
  const bundle = readFileSync(join(folder, 'resolveRequest.cjs'), 'utf8');
  expect(bundle.includes('require("./scrapeConfiguration.cjs")'), 'is required when it is asked for').toBe(true);
  const { asset } = synthesized('resolveRequest');
  const [deployed, tested] = [asset, folder].map((where) =>
    readFileSync(join(where, 'scrapeConfiguration.cjs'), 'utf8'),
  );
  expect(deployed === tested, 'byte for byte').toBe(true);
});

/** Those that make a scrape configuration, or compare two. */
const READS_YAML = ['createScraper', 'planConnection', 'resolveRequest', 'restoreScraper'];

test.each(NAMES)('%s has a parser of YAML only if it reads scrape configurations', (name) => {
  const map = readFileSync(join(folder, `${name}.cjs.map`), 'utf8');
  expect(map.includes('/yaml/browser/dist/')).toBe(READS_YAML.includes(name));
});

/** The packages of credential providers of which a bundle has code, by its source map. */
function credentialProviders(mapFile: string): Set<string> {
  return new Set(readFileSync(mapFile, 'utf8').match(/credential-provider-[a-z-]+/g));
}

/** Names that only profiles, processes, SSO, assumed roles and container endpoints have: minifying leaves them as they are. */
const CHAIN = /credential_process|sso_start_url|role_arn|AWS_CONTAINER_CREDENTIALS/;

test.each(NAMES)("%s takes its credentials from the environment, and has no code of the SDK's chain", (name) => {
  const file = join(folder, `${name}.cjs`);
  expect([...credentialProviders(`${file}.map`)]).toEqual(['credential-provider-env']);
  expect(readFileSync(file, 'utf8').match(CHAIN)).toBeNull();
});

/** Packages, and parts of them, that no path of a function reaches; of yaml the twin whose modules nothing can be dropped from. */
const LEFT_OUT =
  /\/(event-streams|parseIni|getHomeDir|mnemonist|endpoint-cache|middleware-endpoint-discovery|signature-v4-multi-region|bowser|yaml\/dist)[/.][^"]*/g;

test.each(NAMES)('%s has nothing of what has a stand-in, and of no package.json more than its version', (name) => {
  const file = join(folder, `${name}.cjs`);
  expect(readFileSync(`${file}.map`, 'utf8').match(LEFT_OUT)).toBeNull();
  expect(readFileSync(file, 'utf8')).not.toMatch(/devDependencies|npmjs|"?sideEffects"?:/);
});

test.each(Object.keys(BUNDLING.alias))(
  'what imports of %s a name that its stand-in has not is not bundled',
  async (name) => {
    const contents = `export { unheardOf } from '${name}';`;
    const stdin = { contents, resolveDir: import.meta.dirname };
    await expect(build({ ...BUNDLING, stdin, write: false, outfile: 'index.js', logLevel: 'silent' })).rejects.toThrow(
      'No matching export',
    );
  },
);

test("the bundles tell their client's version", () => {
  const { version } = JSON.parse(
    readFileSync(new URL('../../node_modules/@aws-sdk/client-sts/package.json', import.meta.url), 'utf8'),
  );
  expect(readFileSync(join(folder, 'checkStatus.cjs'), 'utf8')).toContain(`version:"${version}"`);
});

/** What the stacks deploy for a handler: the folder of its asset, and the template that it is in. */
function synthesized(name: (typeof HANDLER_NAMES)[number]) {
  const outdir = temporaryFolder();
  const configuration = readConfiguration();
  const [region = ''] = configuration.regions;
  const app = newApp({ outdir, validation: false });
  const stack = new Stack(app, 'Deployed', { env: { account: configuration.workflowAccountId, region } });
  const permissions = functionPermissions(
    configuration,
    'arn:aws:lambda:us-west-2:333333333333:function:amp-scraper-checkStatus',
  );
  const logGroup = new LogGroup(stack, 'Log');
  const deployment = deploymentFile(deployedConfiguration(configuration));
  const props = { installation: configuration.name, name, permissions, environment: {}, logGroup, deployment };
  const { function: handler } = new WorkflowFunction(stack, 'Handler', { ...props, bundling: true });
  const template = JSON.stringify(app.synth().getStackByName(handler.stack.stackName).template);
  const [asset = ''] = readdirSync(outdir).filter((file) => file.startsWith('asset.'));
  return { asset: join(outdir, asset), template };
}

test.each(NAMES)('%s requires what it loads later: import() would load all that node:http exports', (name) => {
  expect(/\bimport\(/.test(readFileSync(join(folder, `${name}.cjs`), 'utf8')), 'has an import()').toBe(false);
});

test('what the stacks deploy is these bundles, with a source map that no option makes Node.js read', () => {
  const code = (file: string) => readFileSync(file, 'utf8');
  const { asset, template } = synthesized('checkStatus');
  expect(code(join(asset, 'index.js')) === code(join(folder, 'checkStatus.cjs')), 'byte for byte').toBe(true);
  expect(readdirSync(asset).toSorted()).toEqual([
    'deployment.json',
    'index.js',
    'index.js.map',
    'scrapeConfigurations',
  ]);
  expect(readFileSync(join(asset, 'deployment.json'), 'utf8')).toBe(
    deploymentFile(deployedConfiguration(readConfiguration())),
  );
  expect([...credentialProviders(join(asset, 'index.js.map'))]).toEqual(['credential-provider-env']);
  expect(template).toContain('amp-scraper-checkStatus');
  expect(template).not.toContain('NODE_OPTIONS');
});
