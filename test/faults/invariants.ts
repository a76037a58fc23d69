import { ERROR_NAMES } from '../../functions/shared/errors.ts';
import type { ExecutionRecord, World } from '../../local/state/state.ts';
import { causeMessage } from '../../functions/shared/failure.ts';
import { NAMES } from '../workflow/support.ts';
import { admits, foreignText, intruders, ownRoles, ownScrapers, shapeOf, trustText } from './scene.ts';

/** How a world is left: the connection whole; nothing of it; or something, which has to be named and mended. */
export type End = 'whole' | 'nothing' | 'left';

/** What whole and nothing look like, as a run without a fault has them. */
export interface Clean {
  whole: string;
  nothing: string;
}

export function endOf(world: World, clean: Clean): End {
  const shape = shapeOf(world);
  if (shape === clean.whole) return 'whole';
  return shape === clean.nothing ? 'nothing' : 'left';
}

/** Far above what any run needs, and far below a loop without an end: two waits of 45 minutes by 15 seconds. */
export const MAX_TRANSITIONS = 1_400;

/** What Lambda and Step Functions themselves end with, of a function that died and of executions that were cut short. */
const PLATFORM_ERRORS = ['States.Timeout', 'Sandbox.Timedout', 'Runtime.ExitError', 'Lambda.Unknown'];
const CLOSED_SET: readonly string[] = [...ERROR_NAMES, ...PLATFORM_ERRORS];

const NAMES_A_THING = /arn:aws|\b[a-z0-9]+:[A-Z][A-Za-z]+|\b(s|subnet|ws)-[0-9a-f]{8}|amp-scraper-|^- /m;
const REMEDY = /\b(run again|deploy|remove|delete|give|mend|choose|wait|offboard|look at|add|use|raise)\b/i;

/** Of a failed execution: an error that nobody knows, that names nothing or that says nothing to do. */
export function errorViolations({ executionArn, status, error = '', cause = '' }: ExecutionRecord): string[] {
  if (status !== 'FAILED' && status !== 'TIMED_OUT') return [];
  if (!CLOSED_SET.includes(error))
    return [`${executionArn} ends in "${error}", which is not of the closed set: ${cause}`];
  if (PLATFORM_ERRORS.includes(error)) return [];
  const message = causeMessage(cause);
  return [
    ...(NAMES_A_THING.test(message) ? [] : [`${error} names neither operation nor resource: ${message}`]),
    ...(REMEDY.test(message) ? [] : [`${error} has no remedy: ${message}`]),
  ];
}

/** What must hold at any moment, and is cheap: at most one scraper of the pair is not on its way out. */
export function momentViolations(world: World): string[] {
  const staying = ownScrapers(world).filter(({ status }) => status !== 'DELETING');
  return staying.length <= 1
    ? []
    : [`There are ${staying.length} scrapers: ${staying.map(({ arn }) => arn).join(', ')}`];
}

/** The lease of an execution that runs, when nothing runs any more. */
function leaseViolations(world: World): string[] {
  return connectionItems(world).flatMap(({ lease }) => {
    const holder = lease === undefined ? undefined : world.executions?.[lease];
    return holder?.status === 'RUNNING' ? [`The lease is held by ${holder.executionArn}, which is RUNNING`] : [];
  });
}

/** A connection's item, as far as invariants look at it. */
interface Item {
  lease: string | undefined;
  outcome: string | undefined;
  isEstablished: boolean;
}

export function connectionItems(world: World): Item[] {
  return Object.values(world.tables ?? {})
    .flatMap(({ items }) => items)
    .filter((item) => textOf(item['pk'])?.startsWith('arn:'))
    .map((item) => ({
      lease: textOf(item['lease']),
      outcome: textOf(item['outcome']),
      isEstablished: isTrue(item['established']),
    }));
}

/** A connection that works and that the table does not know, or of which its item says two things. */
function tableViolations(world: World, end: End): string[] {
  const items = connectionItems(world);
  return [
    ...(end === 'whole' && items.length === 0 ? ['The connection is whole, and the table has no item of it'] : []),
    ...(items.some(({ outcome, isEstablished }) => outcome === 'CONNECTED' && !isEstablished)
      ? ['The last execution ended CONNECTED, and the item is not established']
      : []),
  ];
}

function isTrue(attribute: unknown): boolean {
  return typeof attribute === 'object' && attribute !== null && Reflect.get(attribute, 'BOOL') === true;
}

function textOf(attribute: unknown): string | undefined {
  const text: unknown = typeof attribute === 'object' && attribute !== null ? Reflect.get(attribute, 'S') : undefined;
  return typeof text === 'string' ? text : undefined;
}

/** Whether whoever looks learns what is left: the Cause of an execution names it, or the table has the connection. */
function isNamed(world: World): boolean {
  if (connectionItems(world).length > 0) return true;
  const left = [...ownRoles(world), ...ownScrapers(world)].map(({ arn }) => arn);
  const causes = Object.values(world.executions ?? {}).map(({ cause = '' }) => cause);
  return left.every((arn) => causes.some((cause) => cause.includes(arn)));
}

/** Ids do not matter to who may assume a role: each kind of state is evaluated once. */
const evaluated = new Map<string, Promise<string[]>>();

export function trustViolations(world: World): Promise<string[]> {
  const key = trustText(world);
  const known = evaluated.get(key) ?? intruders(structuredClone(world));
  evaluated.set(key, known);
  return known;
}

/** Whatever happened: what must hold when nothing runs any more. @param foreign `foreignText` of the world before. */
export async function violations(world: World, end: End, foreign: string): Promise<string[]> {
  const [scraper] = ownScrapers(world);
  const isUsable = end !== 'whole' || (scraper !== undefined && (await admits(world, scraper.arn)));
  return [
    ...(foreignText(world) === foreign ? [] : ['Something that is not ours was touched']),
    ...(isUsable ? [] : [`The scraper of ${NAMES.id} cannot assume its roles`]),
    ...(end !== 'left' || isNamed(world) ? [] : ['What is left is named nowhere']),
    ...leaseViolations(world),
    ...tableViolations(world, end),
    ...Object.values(world.executions ?? {}).flatMap(errorViolations),
    ...(await trustViolations(world)),
  ];
}
