/**
 * The option that npm took for itself: those before `--` are npm's own, which tells a script of them by `npm_config_NAME` alone, without
 * its value, and the command would go on as if it had not been given
 * (https://docs.npmjs.com/cli/v11/using-npm/config#environment-variables). So does one in a .npmrc.
 * @param names of the command's options, without dashes
 * @param args what the command was given
 */
export function takenByNpm(
  names: readonly string[],
  args: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const isGiven = (name: string) => args.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
  return names.find((name) => {
    const value = environment[`npm_config_${name.replaceAll('-', '_')}`] ?? '';
    return !['', 'false', 'null'].includes(value) && !isGiven(name);
  });
}

/** What a person is told of an option that npm took for itself: that nothing was done, and the command as it has to be written. */
export function takenText(name: string, environment: NodeJS.ProcessEnv = process.env): string {
  const script = environment['npm_lifecycle_event'] ?? 'start';
  const command = script === 'start' ? 'npm start' : `npm run ${script}`;
  return (
    `npm took --${name} for an option of its own, and the command has not got it: nothing was done. ` +
    `Write the command's options after two dashes: ${command} -- --${name}`
  );
}
