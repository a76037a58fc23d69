import { spawnSync } from 'node:child_process';
import { command } from './command.ts';
import { readConfiguration } from './configuration/configuration.ts';
import { namedConfigurations } from './configuration/namedConfigurations.ts';

// The CDK CLI with `--config FILE` beside its own options, by npm, which has the CLI on its path. A configuration that is wrong starts none.
command((args) => {
  readConfiguration();
  namedConfigurations();
  // An interrupt reaches the CLI as well, which ends by itself.
  process.on('SIGINT', () => {});
  const { status, error } = spawnSync('cdk', args, { stdio: 'inherit' });
  if (error) throw error;
  return status ?? 1;
});
