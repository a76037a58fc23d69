import { causeMessage } from '../failure.ts';

/** What a Cause says is wrong, a line for each: InvalidRequest's and PreflightFailed's alone have any. */
export function findingLines(cause: string): string[] {
  return causeMessage(cause)
    .split(/\n(?=- )/)
    .slice(1)
    .map((line) => line.slice('- '.length));
}

/** Where a finding is: the field, without the value and the words behind it. */
export function placeOf(finding: string): string {
  return finding.split(/ \(|: /, 1)[0] ?? '';
}
