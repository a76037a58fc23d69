import { ConfigurationError } from './configurationError.ts';
import { CONFIGURATION_VARIABLE } from './configuration.ts';

const OPTION = '--config';

/**
 * Takes `--config FILE` out of a command's arguments. The file is what CONFIGURATION_VARIABLE names from then on, in this process and in
 * those that it starts: the CDK CLI, which knows no such option, starts the app.
 * @throws ConfigurationError when it names no file, or is there twice
 */
export function takeConfigurationOption(args: readonly string[]): string[] {
  const rest: string[] = [];
  const files: (string | undefined)[] = [];
  const all = args.values();
  for (const arg of all) {
    if (arg === OPTION) files.push(all.next().value);
    else if (arg.startsWith(`${OPTION}=`)) files.push(arg.slice(OPTION.length + 1));
    else rest.push(arg);
  }
  if (files.length > 1) throw new ConfigurationError(`${OPTION} is there ${files.length} times: one file at a time.`);
  if (files.length > 0) useConfiguration(files[0]);
  return rest;
}

function useConfiguration(file: string | undefined): void {
  if (!file || file.startsWith('-')) throw new ConfigurationError(`${OPTION} takes the FILE of a configuration.`);
  process.env[CONFIGURATION_VARIABLE] = file;
}
