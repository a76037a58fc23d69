/** Whether an input asks for a dry run; undefined for one that cannot. */
export function dryRunOf(input: unknown): boolean | undefined {
  return isObject(input) ? Reflect.get(input, 'dryRun') === true : undefined;
}

/** The text of the same input with or without a dry run. */
export function withDryRun(input: unknown, dryRun: boolean): string {
  const { dryRun: _before, ...rest } = isObject(input) ? { ...input, dryRun } : { dryRun };
  return JSON.stringify(dryRun ? { ...rest, dryRun } : rest, null, 2);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
