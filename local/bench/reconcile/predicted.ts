import { ROLES_A_RUN } from '../../../functions/shared/fleet/rules/connecting.ts';
import { PRICES } from '../waiting/price.ts';
import {
  CONNECTION_CALLS,
  CONNECTION_TRANSITIONS,
  floorsOf,
  MOST_SESSIONS,
  runTransitions,
  rangesOf,
  runCalls,
  times,
  type FleetShape,
  type Floor,
} from './model.ts';
import { COUNT_QUOTAS } from './quotas.ts';

/** How fast reconcile connects: what a run begins at most, and how long after one the next begins. */
export interface Pace {
  name: string;
  /** As configured. */
  maximumNew: number;
  everySeconds: number;
}

/** The largest `maximumNew` is what a configuration may have, and an hour the shortest schedule; a person starts runs as he likes. */
const PACES: readonly Pace[] = [
  { name: 'maximumNew 20, hourly', maximumNew: 20, everySeconds: 3_600 },
  { name: 'maximumNew 1000, hourly', maximumNew: 1_000, everySeconds: 3_600 },
  { name: 'maximumNew 1000, by hand every 20 min', maximumNew: 1_000, everySeconds: 1_200 },
];

/** Connecting all at a pace. */
export interface Connected extends Pace {
  /** In each Region. */
  runs: number;
  seconds: number;
  /** Of the least that the quotas of AWS allow. */
  ratio: number;
}

/** What a fleet takes, by the quotas, by what a run of reconcile does, and by what is assumed. */
export interface Prediction {
  shape: FleetShape;
  lookSeconds: number;
  /** What binds a look, the strongest first. */
  lookFloors: Floor[];
  /** The least that the quotas of AWS allow for connecting all: whatever starts the onboards. */
  leastSeconds: number;
  connectFloors: Floor[];
  paces: Connected[];
  /** What there is too much of, whatever the rates. */
  tooMany: string[];
  /** US dollars a month of hourly looks in all Regions. */
  monthly: { stepFunctions: number; lambda: number; dynamodb: number; total: number };
}

/** Of Lambda's latencies and sizes nothing here can be measured. UNVERIFIED, all of them. */
export const ASSUMED = {
  /** From a range's start to its end, ten accounts side by side. */
  rangeSeconds: 2,
  /** Of beginning, planning and ending: two scans of the table, and the writes of the ranges. */
  otherSeconds: 15,
  /** Of noting an attempt and starting its execution, one after the other. */
  startSeconds: 0.1,
  /** An item of the table, of a connection or of what was seen of an account. */
  itemBytes: 1_024,
} as const;

/** Of the state machine: `MaxConcurrency` of Look. */
const RANGES_AT_ONCE = 40;
/** From a start to the end of an onboard: its scraper's 1,038 s, and the look that sees it. */
export const ONBOARD_SECONDS = 1_070;
const RUNS_A_MONTH = 730;

/**
 * US dollars a million in us-east-1, on demand; the page https://aws.amazon.com/dynamodb/pricing/on-demand/ fills in its rates by a script:
 * UNVERIFIED at the source.
 */
const DYNAMODB = { writeUnit: 0.625, readUnit: 0.125 } as const;

/** Seconds and US dollars that follow from the shape and the quotas, without a run. */
export function predict(shape: FleetShape): Prediction {
  const lookFloors = floorsOf(times(runCalls(shape, 0), shape.regions), shape);
  const look = lookSeconds(shape, lookFloors);
  const connectFloors = floorsOf(connectCalls(shape), shape);
  const least = (connectFloors[0]?.seconds ?? 0) + ONBOARD_SECONDS;
  return {
    shape,
    lookSeconds: look,
    lookFloors,
    leastSeconds: least,
    connectFloors,
    paces: PACES.map((pace) => connectedAt(pace, shape, { look, least })),
    tooMany: tooMany(shape),
    monthly: monthlyOf(shape),
  };
}

function connectedAt(
  pace: Pace,
  { regions, clusters, targets }: FleetShape,
  { look, least }: { look: number; least: number },
): Connected {
  const wanted = clusters / regions;
  const aRun = Math.min(pace.maximumNew, Math.floor(ROLES_A_RUN / regions) * targets);
  const runs = Math.ceil(wanted / aRun);
  const last = wanted - (runs - 1) * aRun;
  const seconds = (runs - 1) * pace.everySeconds + look + last * ASSUMED.startSeconds + ONBOARD_SECONDS;
  return { ...pace, runs, seconds, ratio: seconds / least };
}

function connectCalls({ clusters }: FleetShape) {
  return {
    ...times(CONNECTION_CALLS, clusters),
    'workflow sts:AssumeRole': MOST_SESSIONS * clusters,
    'workflow states:StartExecution': 3 * clusters,
    'workflow states:DescribeExecution': clusters,
    'workflow states:transition': CONNECTION_TRANSITIONS * clusters,
  };
}

/** What all Regions wait for together, then the slowest of what else binds it, or the ranges in their turns. */
function lookSeconds(shape: FleetShape, floors: readonly Floor[]): number {
  const turns = Math.ceil(rangesOf(shape, shape.clusters / shape.regions) / RANGES_AT_ONCE);
  const listing = floors.find(({ quota }) => quota.scope === 'organization')?.seconds ?? 0;
  const others = floors.filter(({ quota }) => quota.scope !== 'organization').map(({ seconds }) => seconds);
  return listing + Math.max(turns * ASSUMED.rangeSeconds, ...others) + ASSUMED.otherSeconds;
}

function tooMany({ accounts, regions, clusters, targets }: FleetShape): string[] {
  const { scrapersOfAccount, rolesOfAccount } = COUNT_QUOTAS;
  const counts = [
    { count: clusters / regions / accounts, most: scrapersOfAccount, of: 'scrapers of an account and Region' },
    { count: clusters / targets, most: rolesOfAccount, of: 'roles of an account of workspaces' },
  ];
  return counts.flatMap(({ count, most, of }) => (count > most ? [`${count} ${of}; ${most} are allowed.`] : []));
}

function monthlyOf(shape: FleetShape): Prediction['monthly'] {
  const { accounts, regions, clusters } = shape;
  const ranges = rangesOf(shape, clusters / regions);
  const many = RUNS_A_MONTH * regions;
  const calls = runCalls(shape, 0);
  const stored = (clusters / regions + accounts) * ASSUMED.itemBytes;
  const reads = ((2 * stored + accounts * ASSUMED.itemBytes) / 4_096) * (DYNAMODB.readUnit / 1e6);
  const writes = (calls['workflow dynamodb:PutItem'] ?? 0) * (DYNAMODB.writeUnit / 1e6);
  const invocations = ranges + 3;
  const seconds = ranges * ASSUMED.rangeSeconds + ASSUMED.otherSeconds;
  const stepFunctions = many * runTransitions(ranges) * PRICES.perTransition;
  const lambda = many * (invocations * PRICES.perRequest + seconds * PRICES.perGbSecond);
  const dynamodb = many * (reads + writes);
  return { stepFunctions, lambda, dynamodb, total: stepFunctions + lambda + dynamodb };
}
