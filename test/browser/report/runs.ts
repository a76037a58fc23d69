import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** What is run with `--html`, as `npm start` is given it. */
export interface Run {
  args: readonly string[];
  /** What is run before, in the same world. */
  before?: readonly string[];
  /** As the run is asked to end: 0, or 1 for a failure. */
  status: 0 | 1;
  /** How the verdict begins. */
  verdict: string;
}

const ONBOARD = 'events/console-onboard.json';

export const RUNS: Readonly<Record<string, Run>> = {
  onboard: { args: [ONBOARD], status: 0, verdict: 'ONBOARDED' },
  failed: { args: [ONBOARD, '--fault', 'putRolePolicy:access-denied'], status: 1, verdict: 'FAILED' },
  'dry-run': { args: ['--dry-run', ONBOARD], status: 0, verdict: 'PLANNED' },
  offboard: {
    before: [ONBOARD],
    args: ['--workflow', 'offboard', 'events/console-offboard-revoke.json'],
    status: 0,
    verdict: 'OFFBOARDED',
  },
  reconcile: { args: ['--workflow', 'reconcile'], status: 0, verdict: 'RECONCILED' },
};

/** Runs it. @param folder of which it makes the file. @returns the file, one page. @throws when it ends in another way than is asked */
export async function drawn(name: string, { args, before, status }: Run, folder: string): Promise<string> {
  const html = join(folder, `${name}.html`);
  const world = before === undefined ? [] : ['--state', join(folder, `${name}.state.json`)];
  if (before !== undefined) await start([...before, ...world], 0);
  await start([...args, ...world, '--html', html], status);
  return html;
}

function start(args: readonly string[], expected: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, ['local/start.ts', ...args], { cwd: root }, (_, stdout, stderr) => {
      if (child.exitCode === expected) resolve();
      else reject(new Error(`npm start -- ${args.join(' ')} ended with ${child.exitCode}: ${stdout}${stderr}`));
    });
  });
}
