import { FEW_ACCOUNTS, MANY_ACCOUNTS, type DoorFigures } from './fleet.ts';
import { median } from './load.ts';
import { SHAPES, type Schedule } from './waiting/schedules.ts';
import { uniform, waitOf, type Shape, type Wait } from './waiting/wait.ts';

/** A bundle of one handler: its size, and how long a fresh process takes to load it. */
export interface BundleFigures {
  bytes: number;
  loadMilliseconds: number;
}

/** One handler, by our settings and by CDK's default. */
export interface HandlerFigures {
  name: string;
  ours: BundleFigures;
  byDefault: BundleFigures;
}

/** What a figure must not exceed: bytes of a bundle, ratios, minutes. */
export const BARS = {
  bytes: 560_000,
  /** Of each handler, and the median of all. */
  loadRatio: 0.58,
  medianLoadRatio: 0.46,
  /** What a door may take in a world of many accounts, of what it takes in one of few. */
  doorRatio: 1.3,
  /** Where a scraper is expected to become ACTIVE, in minutes. */
  fromMinute: 15,
  toMinute: 25,
  /** Looks for a scraper that becomes ACTIVE there, each second as likely, and seconds from ACTIVE to the look that sees it. */
  looks: 37,
  lagSeconds: 5,
} as const;

/** Time to load our bundle, of the time that the CDK's default bundle takes: 1 is no gain. */
export function loadRatio({ ours, byDefault }: HandlerFigures): number {
  return ours.loadMilliseconds / byDefault.loadMilliseconds;
}

/** A sentence per bar that a handler misses. */
export function missedByHandler(handler: HandlerFigures): string[] {
  const { name, ours } = handler;
  const ratio = loadRatio(handler);
  return [
    ...(ours.bytes <= BARS.bytes ? [] : [`${name} is ${ours.bytes} bytes; the bar is ${BARS.bytes}.`]),
    ...(ratio <= BARS.loadRatio
      ? []
      : [
          `${name} loads in ${ratio.toFixed(2)} of the time that it takes as NodejsFunction bundles it by default; the bar is ${BARS.loadRatio}.`,
        ]),
  ];
}

/** A sentence when the handlers' ratios of load times miss the bar of their median. */
export function missedByMedian(handlers: readonly HandlerFigures[]): string[] {
  const ratio = median(handlers.map(loadRatio));
  if (ratio <= BARS.medianLoadRatio) return [];
  return [`The median of the load ratios is ${ratio.toFixed(2)}; the bar is ${BARS.medianLoadRatio}.`];
}

/** A sentence for a door that misses its bar. */
export function missedByDoor({ door, ratio }: DoorFigures): string[] {
  if (ratio <= BARS.doorRatio) return [];
  const worlds = `${MANY_ACCOUNTS} accounts takes ${ratio.toFixed(2)} of what it takes in one of ${FEW_ACCOUNTS}`;
  return [`The ${door} door in a world of ${worlds}; the bar is ${BARS.doorRatio}.`];
}

/**
 * A sentence per shape of the time to ACTIVE in which a peer beats us by both: the shapes as a whole and each minute of the first, so
 * that a mean hides nothing.
 */
export function missedBySchedule(ours: Schedule, peers: readonly Schedule[]): string[] {
  const { fromMinute, toMinute } = BARS;
  const minutes = Array.from({ length: toMinute - fromMinute }, (_, n) => fromMinute + n);
  const shapes = [...SHAPES, ...minutes.map((minute) => uniform(minute, minute + 1))];
  return shapes.flatMap((shape) => missedByShape(shape, ours, peers));
}

/** A sentence for a schedule whose looks between 15 and 25 minutes are more, or later, than the bars say. */
export function missedByLooks({ looks }: Schedule): string[] {
  const { fromMinute, toMinute, looks: most, lagSeconds } = BARS;
  const mean = waitOf(looks, uniform(fromMinute, toMinute));
  const isMet = mean !== undefined && mean.calls <= most && mean.lagSeconds <= lagSeconds;
  if (mean === undefined || isMet) return [];
  const own = `${mean.calls.toFixed(1)} looks and ${mean.lagSeconds.toFixed(1)} s of lag`;
  return [
    `Between ${fromMinute} and ${toMinute} minutes our schedule has ${own}; the bar is ${most} and ${lagSeconds} s.`,
  ];
}

function missedByShape(shape: Shape, ours: Schedule, peers: readonly Schedule[]): string[] {
  const own = waitOf(ours.looks, shape);
  if (own === undefined) return [`${shape.name}: our schedule gives up.`];
  return peers.flatMap(({ name, looks }) => {
    const peer = waitOf(looks, shape);
    return peer && isBeaten(own, peer)
      ? [`${shape.name}: ${name} has both ${comparison(peer, own)} than our schedule.`]
      : [];
  });
}

function isBeaten(own: Wait, peer: Wait): boolean {
  return peer.calls < own.calls && peer.lagSeconds < own.lagSeconds;
}

function comparison(peer: Wait, own: Wait): string {
  const calls = `fewer calls (${peer.calls.toFixed(1)} against ${own.calls.toFixed(1)})`;
  return `${calls} and less lag (${peer.lagSeconds.toFixed(1)} s against ${own.lagSeconds.toFixed(1)} s)`;
}
