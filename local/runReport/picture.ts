/** `--html FILE`: what is kept of a run while it runs, and the file that it is drawn into. */

import { writeFileSync } from 'node:fs';
import type { Deployed } from '../deployedWorld.ts';
import { buildReport, type Ran } from './build.ts';
import { watchChains } from './chains.ts';
import { reportHtml } from './html.ts';
import type { RunReport } from './report.ts';

type Outcome = Pick<Ran, 'title' | 'verdict' | 'hasSucceeded' | 'executions'>;

/** What has to be told while the run goes on, for a report when it has ended. */
export interface RunWatch {
  /** PatchTrust is entered: the trust as it is before is kept. */
  patching(): void;
  /** When the run has ended. */
  report(outcome: Outcome): Promise<RunReport>;
}

/** Before the run begins. Its executions have to keep their histories. */
export function watchRun({ world, deployment }: Pick<Deployed, 'world' | 'deployment'>): RunWatch {
  const from = world.now;
  const chains = watchChains(world);
  return {
    patching: () => chains.patching(),
    report: async (outcome) => buildReport({ ...outcome, from, world, deployment, chains: await chains.chains() }),
  };
}

/** A report that becomes a file. */
export interface Picture extends Pick<RunWatch, 'patching'> {
  draw(outcome: Outcome): Promise<void>;
}

/** @param file of HTML, written when the run has ended, over whatever is there. */
export function openPicture(file: string, deployed: Deployed): Picture {
  const watch = watchRun(deployed);
  return {
    patching: () => watch.patching(),
    draw: async (outcome) => writeFileSync(file, reportHtml(await watch.report(outcome))),
  };
}
