import { ConfigurationError } from './configuration/configurationError.ts';
import { takeConfigurationOption } from './configuration/option.ts';

/**
 * Runs a command of this folder: by the file that `--config` names, and a mistake in what people wrote is told as it is.
 * @param main Its arguments but for that option, and its exit status
 */
export function command(main: (args: readonly string[]) => number): void {
  try {
    process.exitCode = main(takeConfigurationOption(process.argv.slice(2)));
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
