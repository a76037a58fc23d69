/**
 * Which of a command's arguments name stacks: the names themselves, and patterns as the CDK CLI takes them (`amp-scraper-account-*`).
 * All else are the CLI's options with their values.
 */
export function namedStacks(args: readonly string[], stackNames: readonly string[]): string[] {
  if (args.includes('--all')) return [...stackNames];
  return stackNames.filter((name) => args.some((arg) => matches(arg, name)));
}

/** Whether somebody has chosen stacks, even if there are none of that name: the CDK CLI says so then. */
export function choosesStacks(args: readonly string[], installation: string): boolean {
  return args.some(
    (arg) => arg === '--all' || (!arg.startsWith('-') && (arg.includes('*') || arg.startsWith(`${installation}-`))),
  );
}

function matches(arg: string, name: string): boolean {
  const literal = arg.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
  return !arg.startsWith('-') && new RegExp(`^${literal.replaceAll('*', '.*')}$`).test(name);
}
