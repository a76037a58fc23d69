import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesize } from './app.ts';
import { command } from './command.ts';
import { readConfiguration } from './configuration/configuration.ts';
import { CONNECTIONS_VARIABLE, readConnections, refuseLeftConnections } from './configuration/leftConnections.ts';
import { stackSetTemplates } from './stacks/stackSets.ts';

// What the CDK CLI runs (cdk.json). The CLI says where the output goes; without it, cdk.out.
command(() => {
  const outdir = process.env['CDK_OUTDIR'] ?? 'cdk.out';
  const configuration = readConfiguration();
  refuseLeftConnections(configuration, readConnections(process.env[CONNECTIONS_VARIABLE]));
  synthesize(configuration, { bundling: true, outdir });
  for (const [kind, template] of Object.entries(stackSetTemplates(configuration))) {
    writeFileSync(join(outdir, `${kind}.template.json`), `${JSON.stringify(template, undefined, 1)}\n`);
  }
  return 0;
});
