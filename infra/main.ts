import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesize } from './app.ts';
import { readConfiguration } from './configuration/configuration.ts';
import { ConfigurationError } from './configuration/configurationError.ts';
import { CONNECTIONS_VARIABLE, readConnections, refuseLeftConnections } from './configuration/leftConnections.ts';
import { stackSetTemplates } from './stacks/stackSets.ts';

// What the CDK CLI runs (cdk.json). The CLI says where the output goes; without it, cdk.out.
function main(outdir: string): void {
  const configuration = readConfiguration();
  refuseLeftConnections(configuration, readConnections(process.env[CONNECTIONS_VARIABLE]));
  synthesize(configuration, { bundling: true, outdir });
  for (const [kind, template] of Object.entries(stackSetTemplates(configuration))) {
    writeFileSync(join(outdir, `${kind}.template.json`), `${JSON.stringify(template, undefined, 1)}\n`);
  }
}

try {
  main(process.env['CDK_OUTDIR'] ?? 'cdk.out');
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
