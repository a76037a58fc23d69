import { arnParts } from '../arn.ts';
import { FLEET_CLASSES, type FleetClass } from './fleetClasses.ts';
import type { FleetAction, FleetEntry, FleetPlan, HeldBack } from './plan.ts';

const COLUMNS = 80;
/** More of one class, of what is begun or of what waits are counted alone: a person reads no more, and an output has an end. */
const LISTED = 20;

const CLASS_TEXTS: Readonly<Record<FleetClass, string>> = {
  connected: 'connected',
  working: 'an execution or AMP is at work',
  wanted: 'wanted and missing',
  unwanted: 'unwanted',
  orphan: 'orphans: of a cluster that is gone, or left by an execution',
  silent: 'silent: ACTIVE, and no samples come',
  drifted: 'drifted',
  foreign: "somebody else's scraper in the way",
  waiting: 'waiting for a quota',
  quarantined: 'quarantined after failures',
  held: 'held',
  unreachable: 'accounts that could not be looked at',
};

const KIND_TEXTS: Readonly<Record<FleetAction['kind'], string>> = {
  connect: 'onboard',
  repair: 'onboard, to repair',
  disconnect: 'offboard',
  bury: 'offboard, the cluster being gone',
  clean: 'offboard of what an execution left',
};

interface Counted {
  /** When the run began, as `since` of what it has seen for the first time. */
  at?: string;
  isDryRun: boolean;
  counts?: Readonly<Partial<Record<FleetClass, number>>>;
  heldCount?: number;
}

/**
 * What a run has seen and decided, in lines of at most 80 columns but for an ARN that is longer by itself.
 * @param counts of each class, and @param heldCount of what is held back, where the plan does not have all of them.
 */
export function fleetReport(
  { entries, actions, held, digest }: FleetPlan,
  { at, isDryRun, counts = {}, heldCount = held.length }: Counted,
): string[] {
  const classes = FLEET_CLASSES.flatMap((one) => {
    const listedOnes = entries.filter((entry) => entry.class === one);
    return classLines(
      one,
      listedOnes.map((entry) => datedWhy(entry, at)),
      counts[one] ?? listedOnes.length,
    );
  });
  return [
    ...(entries.length === 0 && Object.keys(counts).length === 0
      ? ['Nothing is connected, and nothing is wanted.']
      : classes),
    ...listed(`${isDryRun ? 'Would start' : 'Starts'}: ${counted(actions.length, 'execution')}`, actions, actionLines),
    ...(held.length === 0 ? [] : listed(`Holds back: ${heldCount}`, held, heldLines, heldCount)),
    ...(digest === undefined
      ? []
      : wrapped(
          `To have done what waits for approval, start reconcile within 24 h with {"approve": "${digest}"}.`,
          '',
        )),
  ];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** What is first seen in this run is news by itself. */
function datedWhy(entry: FleetEntry, at: string | undefined): FleetEntry {
  const { since, why } = entry;
  return since === undefined || since === at ? entry : { ...entry, why: `${why} So since ${since}.` };
}

/** Nobody reads a list of what is well: it is counted. */
function classLines(one: FleetClass, entries: readonly FleetEntry[], count: number): string[] {
  const isWell = one === 'connected' || one === 'working';
  if (entries.length === 0 && !isWell) return [];
  const heading = `${CLASS_TEXTS[one]}: ${count}`;
  return isWell ? [heading] : listed(heading, entries, entryLines, count);
}

function listed<T>(heading: string, all: readonly T[], linesOf: (one: T) => string[], count = all.length): string[] {
  const more = count - LISTED;
  return [heading, ...all.slice(0, LISTED).flatMap(linesOf), ...(more > 0 ? [`  and ${more} more`] : [])];
}

function entryLines({ accountId, clusterArn, workspaceArn, scraperArn, door, why }: FleetEntry): string[] {
  if (clusterArn === undefined || workspaceArn === undefined)
    return [`  account ${accountId}`, ...wrapped(why, '    ')];
  return [
    `  ${clusterArn}`,
    ...wrapped(`to ${placeOf(workspaceArn)}${door === undefined ? '' : `, by the ${door} door`}`, '    '),
    ...(scraperArn === undefined ? [] : [`    ${scraperArn}`]),
    ...wrapped(why, '    '),
  ];
}

function actionLines({ kind, clusterArn, workspaceArn }: FleetAction): string[] {
  return [`  ${clusterArn}`, ...wrapped(`to ${placeOf(workspaceArn)}: ${KIND_TEXTS[kind]}`, '    ')];
}

function heldLines({ action, reason, why }: HeldBack): string[] {
  return [...actionLines(action), ...wrapped(`${reason}: ${why}`, '    ')];
}

function placeOf(workspaceArn: string): string {
  const { accountId, resource } = arnParts(workspaceArn);
  return `${resource} of ${accountId}`;
}

/** Words stay whole: one that is longer than a line has a line of its own. */
function wrapped(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && indent.length + longer.length > COLUMNS) {
      lines.push(indent + line);
      line = word;
    } else line = longer;
  }
  return [...lines, indent + line];
}
