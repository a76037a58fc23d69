import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { synthesize, type SynthesizedStack } from './app.ts';
import { configurationFile, readConfiguration, type Configuration } from './configuration/configuration.ts';
import { CONNECTIONS_VARIABLE, readConnections, refuseLeftConnections } from './configuration/leftConnections.ts';
import { warningsOf } from './configuration/warnings.ts';
import { stackSetTemplates } from './stacks/stackSets.ts';

/** What is deployed, as files: the CDK's cloud assembly, and beside it the templates that StackSets put into accounts. */
export interface Assembly {
  configuration: Configuration;
  stacks: SynthesizedStack[];
}

/** @throws ConfigurationError about the configuration or the listing of connections */
export function writeAssembly(outdir: string): Assembly {
  const configuration = readConfiguration();
  refuseLeftConnections(configuration, readConnections(process.env[CONNECTIONS_VARIABLE]));
  for (const warning of warningsOf(configuration)) process.stderr.write(`Warning: ${warning}\n`);
  const stacks = synthesize(configuration, {
    bundling: true,
    outdir,
    productVersions: productVersionsFolder(configuration),
  });
  for (const [kind, template] of Object.entries(stackSetTemplates(configuration))) {
    writeFileSync(join(outdir, `${kind}.template.json`), `${JSON.stringify(template, undefined, 1)}\n`);
  }
  return { configuration, stacks };
}

/** Beside the configuration, to be kept with it; stages in several accounts may have their configurations in one folder. */
export function productVersionsFolder({ workflowAccountId }: Configuration): string {
  return fileURLToPath(new URL(`product-versions/${workflowAccountId}`, configurationFile()));
}
