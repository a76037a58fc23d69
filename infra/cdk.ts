import { spawnSync } from 'node:child_process';
import { readConfiguration } from './configuration/configuration.ts';
import { ConfigurationError } from './configuration/configurationError.ts';
import { namedConfigurations } from './configuration/namedConfigurations.ts';
import { takeConfigurationOption } from './configuration/option.ts';

/** The CDK CLI with `--config FILE` beside its own options, by npm, which has the CLI on its path. A configuration that is wrong starts none. */
function main(args: readonly string[]): number {
  const rest = takeConfigurationOption(args);
  readConfiguration();
  namedConfigurations();
  // An interrupt reaches the CLI as well, which ends by itself.
  process.on('SIGINT', () => {});
  const { status, error } = spawnSync('cdk', rest, { stdio: 'inherit' });
  if (error) throw error;
  return status ?? 1;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
