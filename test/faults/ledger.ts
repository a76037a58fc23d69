import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { ALL_CASES } from './cases.ts';
import type { Ended } from './trial.ts';

const FILE = new URL('ledger.md', import.meta.url);
const HEAD = `# What was injected, and what came of it

Written by the fault suite (\`AMP_SCRAPER_WRITE_FAULTS=1 npx vitest run test/faults\`), which also holds it against what it sees.
\`whole\`: the connection works. \`nothing\`: nothing is left of it. \`left\`: something is left, named in the Cause or in the table,
that nobody but its own scraper can use, and one more onboard or offboard has mended it. \`once\`, \`second\`: the first or the second
call of the operation; \`long\`: 18 calls of the 21 that a state's attempts make; \`always\`: every call.
`;

/** One section of the table: rows are what was done, how often it was injected, and how it ended. */
export interface Ledger {
  note(row: string, injected: number, outcome: string): void;
  /** The section as it is to be in the file. With AMP_SCRAPER_WRITE_FAULTS=1 it is written. */
  settle(): { seen: string[]; written: string[] };
}

export function openLedger(title: string): Ledger {
  const rows: { row: string; injected: number; outcome: string }[] = [];
  return {
    note: (row, injected, outcome) => rows.push({ row, injected, outcome }),
    settle() {
      const injected = rows.reduce((sum, one) => sum + one.injected, 0);
      process.stdout.write(`${title}: ${rows.length} runs, ${injected} injections\n`);
      if (process.env['AMP_SCRAPER_WRITE_FAULTS'] === '1') write(title, rows);
      const written = readSection(title).map(([row = '', , outcome = '']) => `${row} | ${outcome}`);
      const seen = rows.map(({ row, outcome }) => `${row} | ${outcome}`);
      // Outside the soak some of the rows are folded.
      return { seen, written: ALL_CASES ? written : written.filter((one) => seen.includes(one)) };
    },
  };
}

/** How a run ended, for the table. */
export function outcomeOf({ result: { status, error }, end }: Ended): string {
  return `${status === 'SUCCEEDED' ? status : `${status} ${error}`}, ${end}`;
}

function sections(): string[] {
  return existsSync(FILE)
    ? readFileSync(FILE, 'utf8')
        .split(/^(?=## )/m)
        .slice(1)
    : [];
}

function write(title: string, rows: { row: string; injected: number; outcome: string }[]): void {
  const lines = rows.map(({ row, injected, outcome }) => `| ${row} | ${injected} | ${outcome} |`);
  const section = `## ${title}\n\n| What | Injected | Outcome |\n| --- | --- | --- |\n${lines.join('\n')}\n`;
  const others = sections()
    .map((one) => one.trimEnd())
    .filter((one) => !one.startsWith(`## ${title}\n`));
  const all = [...others, section.trimEnd()].toSorted();
  writeFileSync(FILE, `${HEAD}\n${all.join('\n\n')}\n`);
}

function readSection(title: string): string[][] {
  const section = sections().find((one) => one.startsWith(`## ${title}\n`)) ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}
