import {
  TAKE_OVER_SECONDS,
  nextStep,
  UNWAITED,
  samplesWait,
  WAITS,
  type Wait,
  type Waited,
} from '../../functions/shared/waiting.ts';
import { nextOf, type DefinitionText, type Retrier, type State } from './definition.ts';

/** Seconds and events of the history, of which Step Functions keeps 25,000. */
export interface Cost {
  seconds: number;
  events: number;
}

const NONE: Cost = { seconds: 0, events: 0 };
const plus = (a: Cost, b: Cost): Cost => ({ seconds: a.seconds + b.seconds, events: a.events + b.events });

/** Seconds between the attempts of one Retrier that is used up. */
export function pausesOf({ MaxAttempts, IntervalSeconds, BackoffRate, MaxDelaySeconds = Infinity }: Retrier): number {
  const pauses = Array.from({ length: MaxAttempts }, (_, nth) =>
    Math.min(IntervalSeconds * BackoffRate ** nth, MaxDelaySeconds),
  );
  return pauses.reduce((sum, one) => sum + one, 0);
}

/** Scheduled, started and failed. */
const EVENTS_OF_ATTEMPT = 3;
/** Of a round of a Wait, its Task and its Choice: entered and left, and the Task's call. */
const EVENTS_OF_ROUND = 9;

/** A task once, with each of its Retriers used up and every attempt ended by the Task's time-out. */
export function taskCost({ Retry = [], TimeoutSeconds = 0 }: State): Cost {
  const attempts = 1 + Retry.reduce((sum, { MaxAttempts }) => sum + MaxAttempts, 0);
  const pauses = Retry.reduce((sum, one) => sum + pausesOf(one), 0);
  return { seconds: attempts * TimeoutSeconds + pauses, events: 2 + attempts * EVENTS_OF_ATTEMPT };
}

/** Of a job that scrapes every 15 minutes: longer ones are rare. */
const LONGEST_INTERVAL_SECONDS = 900;

/** The waits that a function paces, by where its Wait state reads them. */
const PACED: Readonly<Record<string, { wait: Wait; atFirst: number }>> = {
  '$.claim.waitSeconds': { wait: WAITS.turn, atFirst: TAKE_OVER_SECONDS },
  '$.scraper.progress.waitSeconds': { wait: WAITS.active, atFirst: 0 },
  '$.ingestion.waitSeconds': { wait: samplesWait(LONGEST_INTERVAL_SECONDS), atFirst: 0 },
  '$.restoration.waitSeconds': { wait: WAITS.restoration, atFirst: 0 },
  '$.deletion.waitSeconds': { wait: WAITS.deletion, atFirst: 0 },
};

/** Looks of a wait that goes to its limit. */
function looksOf(wait: Wait): number {
  let looks = 0;
  for (let at: Waited | undefined = UNWAITED; at !== undefined; at = nextStep(wait, at)) looks += 1;
  return looks;
}

/** What a wait state costs in all, with each look that follows as long as `lookSeconds`. @throws for a path that is not known. */
function waitCost({ Seconds, SecondsPath = '' }: State, lookSeconds: number): Cost {
  if (Seconds !== undefined) return { seconds: Seconds, events: 2 };
  const paced = PACED[SecondsPath];
  if (paced === undefined) throw new Error(`It is not known how long a Wait of ${SecondsPath} lasts.`);
  const looks = looksOf(paced.wait) + (paced.atFirst > 0 ? 1 : 0);
  const seconds = paced.wait.limitSeconds + paced.atFirst + looks * lookSeconds;
  return { seconds, events: looks * EVENTS_OF_ROUND };
}

/** A state, with all of the Waits that lead to it: a loop counts with the task that looks. */
function stateCost({ States }: DefinitionText, name: string, slow: boolean): Cost {
  const state = States[name];
  if (state?.Type !== 'Task') return { seconds: 0, events: 2 };
  const waits = Object.values(States).filter(({ Type, Next }) => Type === 'Wait' && Next === name);
  const lookSeconds = slow ? (state.TimeoutSeconds ?? 0) : 0;
  const own = slow ? taskCost(state) : { seconds: 0, events: 5 };
  return waits.map((wait) => waitCost(wait, lookSeconds)).reduce(plus, own);
}

/** Entered twice: the scraper is looked for, and waited for, once more after its roles have gone. */
const LOOKS_LAST: readonly string[] = ['UndoScraper', 'ScraperUndone?', 'DeleteScraper', 'ScraperGone?'];

/** The states that may follow on a way: none again, but those that look last, and no Wait back to where the way has been. */
function nextsOf(definition: DefinitionText, before: readonly string[], from: string): string[] {
  const way = [...before, from];
  const isWaitBack = ({ Type, Next = '' }: State): boolean => Type === 'Wait' && way.includes(Next);
  return nextOf(definition.States[from]).filter((next) => {
    const state = definition.States[next];
    const times = way.filter((one) => one === next).length;
    return state !== undefined && !isWaitBack(state) && times < (LOOKS_LAST.includes(next) ? 2 : 1);
  });
}

/**
 * The dearest way from a state to an end.
 * @param slow whether every Retrier is used up and every call takes as long as it may; else the waits alone count.
 */
export function longest(definition: DefinitionText, from: string, slow: boolean, before: readonly string[] = []): Cost {
  const ways = nextsOf(definition, before, from).map((next) => longest(definition, next, slow, [...before, from]));
  const rest = ways.reduce(
    (a, b) => ({ seconds: Math.max(a.seconds, b.seconds), events: Math.max(a.events, b.events) }),
    NONE,
  );
  return plus(stateCost(definition, from, slow), rest);
}
