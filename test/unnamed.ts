import type { ExecutionRecord, World } from '../local/state/state.ts';

/** A role or a scraper that an onboard made, by its tags. */
interface Thing {
  arn: string;
  /** The tag that says of which connection it is, as `key=value`. */
  tag: string;
  connectionId: string;
  /** Whether it is a scraper that is not on its way out. */
  isLiveScraper: boolean;
}

function thingsOf(world: World): Thing[] {
  return Object.values(world.accounts).flatMap(({ roles, scrapers }) => [
    ...Object.values(roles).flatMap((role) => thingOf(role.arn, role.tags, false)),
    ...Object.values(scrapers).flatMap(({ arn, tags, status }) => thingOf(arn, tags, status !== 'DELETING')),
  ]);
}

function thingOf(arn: string, tags: Readonly<Record<string, string>>, isLiveScraper: boolean): Thing[] {
  return Object.entries(tags).flatMap(([key, connectionId]) =>
    key.endsWith(':connection') ? [{ arn, tag: `${key}=${connectionId}`, connectionId, isLiveScraper }] : [],
  );
}

/** The connections that a table has an item of. */
function tabled(world: World): Set<string> {
  const items = Object.values(world.tables ?? {}).flatMap((table) => table.items);
  const keys = items.map(({ sk }) => (typeof sk === 'object' && sk !== null ? String(Reflect.get(sk, 'S')) : ''));
  return new Set(keys.flatMap((key) => (key.startsWith('connection#') ? [key.slice('connection#'.length)] : [])));
}

function isInACause({ arn, tag, connectionId }: Thing, executions: readonly ExecutionRecord[]): boolean {
  const named = arn.includes(':role/') ? [arn] : [arn, tag];
  return executions.some(
    ({ cause = '' }) => cause.includes(connectionId) && named.some((name) => cause.includes(name)),
  );
}

/**
 * What bills or can be assumed and that nobody is told of, when no execution runs: a role or scraper with a connection's tag that
 * neither an item of the table nor a Cause names. An item names its connection's roles and one scraper of it: a second one
 * belongs to nothing.
 */
export function unnamed(world: World): string[] {
  if (tampered.has(world)) return [];
  const things = thingsOf(world);
  const executions = Object.values(world.executions ?? {});
  const inTable = tabled(world);
  const isSecond = (one: Thing) =>
    one.isLiveScraper && things.some((other) => other !== one && other.isLiveScraper && other.tag === one.tag);
  return things
    .filter((one) => (!inTable.has(one.connectionId) || isSecond(one)) && !isInACause(one, executions))
    .map(({ arn }) => arn);
}

const tampered = new WeakSet<World>();

/** Of a test that has items taken away under an execution, as nobody but a person does. */
export function expectUnnamed(world: World): void {
  tampered.add(world);
}

/** Whether an execution is at work, be it one that a test put there. */
export function isAtWork(world: World): boolean {
  return Object.values(world.executions ?? {}).some(({ status }) => status === 'RUNNING');
}
