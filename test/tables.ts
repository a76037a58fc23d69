import type { World } from '../local/state/state.ts';

type Item = NonNullable<World['tables']>[string]['items'][number];

/** What the tables have of connections and of stacks that asked for them: all but which accounts have answered, what is the fleet's, and what people were told. */
export function itemsOf(world: World): Item[] {
  const all = Object.values(world.tables ?? {}).flatMap(({ items }) => items);
  return all.filter(({ pk }) => !/"(account#|fleet"|told")/.test(JSON.stringify(pk)));
}
