import type { Print } from '../report/printer.ts';
import type { Examination } from './examine.ts';
import type { Finding } from './seen.ts';

/** What no read of the workflow account tells. */
const NOT_SEEN = [
  "Not looked at: other accounts' stacks, which their own credentials alone can read (the",
  'plan warns of provisioners that are too old), and whether the code of functions is',
  "this checkout's: npm run diff.",
].join(' ');

/** The findings, the plan's own report, and the verdict in the last line; at 80 columns but for ARNs and commands. */
export function printReport({ installation, accountId, region, findings, plan }: Examination, print: Print): void {
  print(`${installation} in ${region} of the workflow account ${accountId}`);
  for (const finding of findings) printFinding(finding, print);
  if (plan !== undefined) {
    print(`\nThe fleet's plan, of the execution\n  ${plan.executionArn}`);
    for (const line of plan.output.report ?? []) print(`  ${line}`, 'unbroken');
  }
  print(`\n${NOT_SEEN}`);
  print(`\n${verdict(findings)}`);
}

function printFinding({ check, what, where, value, remedy }: Finding, print: Print): void {
  print(`\n${check}: ${what}`);
  print(`  where   ${where}`, 'unbroken');
  print(`  value   ${value}`, 10);
  print(`  remedy  ${remedy}`, 'unbroken');
}

function verdict({ length }: readonly Finding[]): string {
  if (length === 0) return 'HEALTHY  nothing was found.';
  return `${length} ${length === 1 ? 'FINDING' : 'FINDINGS'}`;
}
