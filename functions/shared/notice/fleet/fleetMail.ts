import type { ReconcileOutput } from '../../fleet/run.ts';
import { FLEET_CLASSES, type FleetClass } from '../../fleet/fleetClasses.ts';
import { consoleUrl, type Mail } from '../mail.ts';

/** A run of reconcile that people are to be told of. */
export interface FleetRun {
  executionArn: string;
  /** When it started (ISO 8601). */
  at: string;
  output: ReconcileOutput;
}

/** Classes in which nothing is for a person to do, or soon is not. */
const WELL: readonly FleetClass[] = ['connected', 'working', 'wanted'];

/**
 * What of a run is news when it is not what the one before has found: how much there is of each class that somebody may have to look
 * at, and what waits for an approval. What a run has started is news each time.
 */
export function fleetCode({ counts = {}, held = {}, digest }: ReconcileOutput): string {
  const unwell = FLEET_CLASSES.filter((one) => !WELL.includes(one)).map((one) => `${one}=${counts[one] ?? 0}`);
  return [...unwell, `approval=${held.approval ?? 0}`, digest ?? 'none'].join(' ');
}

/** Whether a run has changed something. */
export function hasStarted({ started = {} }: ReconcileOutput): boolean {
  return Object.values(started).some((count) => count > 0);
}

/** The mail about a run that found, or did, something new: counts, and where to read the rest. */
export function fleetMail({ executionArn, output }: FleetRun, installation: string): Mail {
  const { counts = {}, started = {}, held = {}, digest } = output;
  return {
    subject: `${installation} reconcile: the fleet has changed`,
    about: {},
    message: [
      'What the run found, by class:',
      ...linesOf(counts),
      ...(hasStarted(output) ? ['', 'What it started:', ...linesOf(started)] : []),
      ...(Object.keys(held).length === 0 ? [] : ['', 'What waits, by what it waits for:', ...linesOf(held)]),
      ...(digest === undefined
        ? []
        : [
            '',
            `To approve the removals that wait, start reconcile within 24 h with {"approve": "${digest}"}: docs/alarms.md#removals-held`,
          ]),
      '',
      `Execution: ${consoleUrl(executionArn)}`,
      'What each class means: docs/fleet.md#what-it-sees',
      '',
    ].join('\n'),
  };
}

function linesOf(counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts).map(([name, count]) => `  ${name}: ${count}`);
}
