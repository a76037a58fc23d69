import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesize } from './app.ts';
import { readConfiguration } from './configuration/configuration.ts';
import { CONNECTIONS_VARIABLE, refuseLeftConnections } from './configuration/leftConnections.ts';
import { stackSetTemplates } from './stacks/stackSets.ts';

// What the CDK CLI runs (cdk.json). The CLI says where the output goes; without it, cdk.out.
const outdir = process.env['CDK_OUTDIR'] ?? 'cdk.out';
const configuration = readConfiguration();
const connections = process.env[CONNECTIONS_VARIABLE];
refuseLeftConnections(configuration, connections && readFileSync(connections, 'utf8'));
synthesize(configuration, { bundling: true, outdir });
for (const [kind, template] of Object.entries(stackSetTemplates(configuration))) {
  writeFileSync(join(outdir, `${kind}.template.json`), `${JSON.stringify(template, undefined, 1)}\n`);
}
