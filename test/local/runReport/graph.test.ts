import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { END, stateGraph, START, type StateNode, type TransitionEdge } from '../../../local/runReport/graph.ts';

const MACHINES = ['onboard', 'offboard', 'reconcile'];

interface State {
  Type: string;
  Next?: string;
  End?: boolean;
  Default?: string;
  Choices?: { Next: string }[];
  Catch?: { Next: string }[];
  ItemProcessor?: { StartAt: string; States: Record<string, State> };
}

function definitionOf(machine: string): string {
  return readFileSync(new URL(`../../../statemachine/${machine}.asl.json`, import.meta.url), 'utf8');
}

/** Every state with the Map that it is in. */
function statesOf(states: Record<string, State>, within?: string): { name: string; state: State; within?: string }[] {
  return Object.entries(states).flatMap(([name, state]) => [
    { name, state, ...(within === undefined ? {} : { within }) },
    ...statesOf(state.ItemProcessor?.States ?? {}, name),
  ]);
}

function transitionsOf(name: string, { Next, End, Type, Default, Choices = [], Catch = [] }: State, within?: string) {
  const ends = within === undefined && (End === true || Type === 'Succeed' || Type === 'Fail');
  return [
    ...(Next === undefined ? [] : [`${name} next ${Next}`]),
    ...(ends ? [`${name} next ${END}`] : []),
    ...(Default === undefined ? [] : [`${name} default ${Default}`]),
    ...Choices.map((choice) => `${name} choice ${choice.Next}`),
    ...Catch.map((one) => `${name} catch ${one.Next}`),
  ];
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function boxOf({ x, y, width, height }: StateNode): Box {
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

function overlap(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

function contains(outer: Box, inner: Box): boolean {
  const across = outer.left <= inner.left && inner.right <= outer.right;
  return across && outer.top <= inner.top && inner.bottom <= outer.bottom;
}

/** Whether a point is on a box's border, as far as the layout computes. */
function isAtBorder({ x, y }: { x: number; y: number }, { left, right, top, bottom }: Box): boolean {
  const near = (one: number, other: number) => Math.abs(one - other) < 1;
  const isInside = left - 1 < x && x < right + 1 && top - 1 < y && y < bottom + 1;
  return isInside && (near(x, left) || near(x, right) || near(y, top) || near(y, bottom));
}

describe.each(MACHINES)('the state graph of %s', (machine) => {
  const definition = definitionOf(machine);
  const { StartAt, States }: { StartAt: string; States: Record<string, State> } = JSON.parse(definition);
  const graph = stateGraph(definition);
  const nodes = new Map(graph.nodes.map((node) => [node.state, node]));
  const all = statesOf(States);
  const boxFor = (state: string) => {
    const node = nodes.get(state);
    if (node === undefined) throw new Error(`${state} is not drawn.`);
    return boxOf(node);
  };

  test('has each state once, with its type and the Map that it is in, and Start and End', () => {
    const drawn = graph.nodes.map(({ state, type, within }) => [state, type, within]);
    const expected = all.map(({ name, state, within }) => [name, state.Type, within]);
    const rounds = [START, END].map((round) => [round, round, undefined]);
    expect(new Set(drawn.map(String))).toEqual(new Set([...expected, ...rounds].map(String)));
    expect(drawn).toHaveLength(all.length + 2);
  });

  test('has an arrow for each transition of the definition, and no other', () => {
    const expected = all.flatMap(({ name, state, within }) => transitionsOf(name, state, within));
    const drawn = graph.edges.map(({ from, kind, to }: TransitionEdge) => `${from} ${kind} ${to}`);
    expect(drawn.toSorted()).toEqual([...new Set([`${START} next ${StartAt}`, ...expected])].toSorted());
  });

  test('puts no state over another, and what is in a Map within it', () => {
    const faults = graph.nodes.flatMap((one, nth) =>
      graph.nodes.slice(nth + 1).flatMap((other) => {
        if (one.within === other.within)
          return overlap(boxOf(one), boxOf(other)) ? [`${one.state} on ${other.state}`] : [];
        return [];
      }),
    );
    const outside = graph.nodes.filter(
      ({ within, ...node }) => within !== undefined && !contains(boxFor(within), boxOf(node)),
    );
    const whole = { left: 0, top: 0, right: graph.width, bottom: graph.height };
    expect(faults).toEqual([]);
    expect(outside.map(({ state }) => state)).toEqual([]);
    expect(graph.nodes.filter((node) => !contains(whole, boxOf(node)))).toEqual([]);
  });

  test("leads each arrow from its state's border to the other's", () => {
    const loose = graph.edges.filter(({ from, to, points }) => {
      const [first, last] = [points[0], points.at(-1)];
      if (first === undefined || last === undefined) return true;
      return !isAtBorder(first, boxFor(from)) || !isAtBorder(last, boxFor(to));
    });
    expect(loose.map(({ from, to }) => `${from} ${to}`)).toEqual([]);
  });
});

test.each(['{}', 'no JSON', '{"StartAt": "A", "States": {"A": {}}}'])('%s is no definition', (text) => {
  expect(() => stateGraph(text)).toThrow();
});
