import { writeFileSync } from 'node:fs';
import { parseCommandLine, tellMistake } from '../commandLine.ts';
import { figuresOf } from './figures.ts';
import { plotGrowth } from './growth/plot.ts';
import { measure } from './measure.ts';
import { reportBench } from './report.ts';

const USAGE = `usage: npm run bench [-- [--json] [--plot FILE]]

Measures in one run, side by side: every handler's bundle and load time against CDK's default, each door in worlds of 3 and of
1,000 accounts, what an onboarding costs by the way it waits for the scraper, and the calls of a run of reconcile that connects
200 clusters, by which it models what 10,000 take; and how time, calls and memory grow with connections and with accounts. Takes some
minutes.
  --json       one JSON document on standard output and nothing else (npm -s run bench -- --json)
  --plot FILE  writes the growth as SVG
Exit status: 0 every bar is met, 1 one is missed and named, or the configuration is wrong, 2 wrong usage.
`;

async function main(): Promise<number> {
  try {
    const { values } = parseCommandLine({
      options: { json: { type: 'boolean' }, plot: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    return values.help ? print(USAGE, 0) : await bench(values.json ?? false, values.plot);
  } catch (error) {
    return tellMistake(error, USAGE);
  }
}

async function bench(json: boolean, plot?: string): Promise<number> {
  const figures = figuresOf(await measure());
  if (plot !== undefined) writeFileSync(plot, plotGrowth(figures.growth));
  const status = figures.missed.length === 0 ? 0 : 1;
  return print(`${json ? JSON.stringify(figures, null, 2) : reportBench(figures)}\n`, status);
}

function print(text: string, status: number): number {
  process.stdout.write(text);
  return status;
}

process.exitCode = await main();
