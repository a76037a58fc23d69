import { ConfigurationError } from './configuration/configurationError.ts';
import { takeConfigurationOption } from './configuration/option.ts';
import { takenByNpm, takenText } from './npmOptions.ts';

/** Ours, and those of the CDK CLI that change what is deployed, where to, or by whom. */
const OPTIONS = ['config', 'profile', 'exclusively', 'require-approval', 'concurrency', 'role-arn', 'output'];

/**
 * Runs a command of this folder: by the file that `--config` names, and a mistake in what people wrote is told as it is.
 * @param main Its arguments but for that option, and its exit status
 */
export function command(main: (args: readonly string[]) => number): void {
  try {
    const args = process.argv.slice(2);
    const taken = takenByNpm(OPTIONS, args);
    if (taken !== undefined) throw new ConfigurationError(takenText(taken));
    process.exitCode = main(takeConfigurationOption(args));
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
