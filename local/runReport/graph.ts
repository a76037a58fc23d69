/** A state machine as Step Functions draws it: where each state stands, and the transitions between them. */

import { Graph, layout, type EdgeLabel, type GraphLabel, type NodeLabel } from '@dagrejs/dagre';
import * as z from 'zod/mini';

/** A state machine as dagre has laid it out, in SVG's units. */
export interface StateGraph {
  width: number;
  height: number;
  nodes: StateNode[];
  edges: TransitionEdge[];
}

/** `Start` and `End` are none of the definition. The states of a Map's processor stand within it. */
export interface StateNode {
  state: string;
  /** The state's Type, or `Start` or `End`. */
  type: string;
  /** The innermost Map that it is in. */
  within?: string;
  /** Of its centre. */
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A way from a state to another, with the points that its line goes through. */
export interface TransitionEdge {
  from: string;
  to: string;
  kind: 'next' | 'choice' | 'default' | 'catch';
  /** Of a Catch: its errors. */
  label?: string;
  points: { x: number; y: number }[];
}

/** The name of the node before the first state. */
export const START = 'Start';
/** The name of the node behind all last states. */
export const END = 'End';

const text = z.string();
const stateSchema = z.looseObject({
  Type: text,
  Next: z.optional(text),
  End: z.optional(z.boolean()),
  Default: z.optional(text),
  Choices: z.optional(z.array(z.looseObject({ Next: text }))),
  Catch: z.optional(z.array(z.looseObject({ Next: text, ErrorEquals: z.array(text) }))),
  ItemProcessor: z.optional(z.looseObject({ StartAt: text, States: z.record(text, z.unknown()) })),
});
const definitionSchema = z.looseObject({ StartAt: text, States: z.record(text, stateSchema) });
type Definition = z.infer<typeof definitionSchema>;
type State = z.infer<typeof stateSchema>;
type Transition = Omit<TransitionEdge, 'points'>;

/** Of a name in the face that the picture is drawn in, and what stands around it. */
const CHARACTER_WIDTH = 7.4;
const PADDING = 28;
/** Of what stands below the name, e.g. `Choice ✓ succeeded`. */
const LEAST_WIDTH = 132;
const HEIGHT = 38;
const ROUND = 44;
/** Of a Map, above its processor: its own name. */
const HEADING = 30;

/**
 * @param definition the Amazon States Language's JSON text
 * @throws for a text that is no definition
 */
export function stateGraph(definition: string): StateGraph {
  const { StartAt, States } = definitionSchema.parse(JSON.parse(definition));
  return laidOut({
    StartAt: START,
    States: { [START]: { Type: START, Next: StartAt }, ...States, [END]: { Type: END } },
  });
}

/** A Map is laid out as one state that is as large as its processor, which is laid out by itself: dagre takes no edge to what holds others. */
function laidOut({ States }: Definition): StateGraph {
  const states = Object.entries(States).map(([state, one]) => ({ state, definition: one, inner: processorOf(one) }));
  const isWhole = States[END] !== undefined;
  const transitions = states.flatMap(({ state, definition }) => transitionsOf(state, definition, isWhole));
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 20, edgesep: 8, ranksep: 34, marginx: 16, marginy: 16 });
  for (const { state, definition, inner } of states) graph.setNode(state, sizeOf(state, definition, inner));
  for (const one of transitions) graph.setEdge(one.from, one.to, { weight: one.kind === 'catch' ? 1 : 3 }, one.kind);
  layout(graph);
  const nodes = states.map(({ state, definition, inner }) => {
    const { x = 0, y = 0, width = 0, height = 0 } = graph.node(state);
    return { node: { state, type: definition.Type, x, y, width, height }, inner };
  });
  const edges = transitions.map((one) => ({ ...one, points: graph.edge(one.from, one.to, one.kind).points ?? [] }));
  const within = nodes.flatMap(({ node, inner }) => (inner === undefined ? [] : [movedInto(node, inner)]));
  const { width = 0, height = 0 } = graph.graph();
  return {
    width,
    height,
    nodes: [...nodes.map(({ node }) => node), ...within.flatMap((one) => one.nodes)],
    edges: [...edges, ...within.flatMap((one) => one.edges)],
  };
}

function processorOf({ ItemProcessor }: State): StateGraph | undefined {
  return ItemProcessor && laidOut(definitionSchema.parse(ItemProcessor));
}

function movedInto(
  { state, x, y, width, height }: StateNode,
  { nodes, edges }: StateGraph,
): Omit<StateGraph, 'width' | 'height'> {
  const [left, top] = [x - width / 2, y - height / 2 + HEADING];
  return {
    nodes: nodes.map((node) => ({ ...node, within: node.within ?? state, x: node.x + left, y: node.y + top })),
    edges: edges.map((edge) => ({
      ...edge,
      points: edge.points.map((point) => ({ x: point.x + left, y: point.y + top })),
    })),
  };
}

function sizeOf(state: string, { Type }: State, inner: StateGraph | undefined): { width: number; height: number } {
  if (Type === START || Type === END) return { width: ROUND, height: ROUND };
  const width = Math.max(LEAST_WIDTH, Math.round(state.length * CHARACTER_WIDTH + PADDING));
  if (inner === undefined) return { width, height: HEIGHT };
  return { width: Math.max(width, inner.width), height: inner.height + HEADING };
}

/** Of several ways of one kind from one state to another there is one arrow. @param toEnd whether what it ends is the execution */
function transitionsOf(
  from: string,
  { Type, Next, End, Default, Choices = [], Catch = [] }: State,
  toEnd: boolean,
): Transition[] {
  const ends = toEnd && (End === true || Type === 'Succeed' || Type === 'Fail');
  return [
    ...(Next === undefined ? [] : [{ from, to: Next, kind: 'next' as const }]),
    ...(ends ? [{ from, to: END, kind: 'next' as const }] : []),
    ...[...new Set(Choices.map((choice) => choice.Next))].map((to) => ({ from, to, kind: 'choice' as const })),
    ...(Default === undefined ? [] : [{ from, to: Default, kind: 'default' as const }]),
    ...[...Map.groupBy(Catch, (one) => one.Next)].map(([to, catchers]) => ({
      from,
      to,
      kind: 'catch' as const,
      label: catchers.flatMap(({ ErrorEquals }) => ErrorEquals).join(', '),
    })),
  ];
}
