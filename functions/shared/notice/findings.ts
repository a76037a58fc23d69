import { causeMessage } from '../failure.ts';

/** What a Cause says is wrong, a line for each: InvalidRequest's and PreflightFailed's alone have any. */
export function findingLines(cause: string): string[] {
  return causeMessage(cause)
    .split(/\n(?=- )/)
    .slice(1)
    .map((line) => line.slice('- '.length));
}

/** How many there were, of which a Cause has those that it has room for. */
export function findingCount(cause: string): number {
  const [heading = ''] = causeMessage(cause).split('\n', 1);
  return Number(/\((\d{1,6}) findings?\):$/.exec(heading)?.[1] ?? findingLines(cause).length);
}

/** Where a finding is: the field, without the value and the words behind it. */
export function placeOf(finding: string): string {
  return finding.split(/ \(|: /, 1)[0] ?? '';
}
