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
  if (files.length > 1) throw new ConfigurationError(`${OPTION} is given ${files.length} times. Give it once.`);
  if (files.length > 0) useConfiguration(files[0]);
  return rest;
}

function useConfiguration(file: string | undefined): void {
  if (!file || file.startsWith('-'))
    throw new ConfigurationError(`${OPTION} has no FILE. Give the file of a configuration: ${OPTION} FILE`);
  process.env[CONFIGURATION_VARIABLE] = file;
}
