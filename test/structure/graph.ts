/** What leads where. */
export type Graph = ReadonlyMap<string, readonly string[]>;

export function graphOf(edges: readonly { from: string; to: string }[]): Graph {
  return new Map([...Map.groupBy(edges, ({ from }) => from)].map(([from, own]) => [from, own.map(({ to }) => to)]));
}

/** Everything that a place leads to, by whatever way: itself only when it is in a circle. */
export function reachableFrom(graph: Graph, start: string): string[] {
  const seen = new Set<string>();
  const open = [start];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const next = (graph.get(place) ?? []).filter((to) => !seen.has(to));
    for (const to of next) seen.add(to);
    open.push(...next);
  }
  return [...seen];
}

/** The circles: each all the places that lead to one another (the strongly connected components). */
export function circlesOf(graph: Graph): string[][] {
  const reached = new Map([...graph.keys()].map((place) => [place, new Set(reachableFrom(graph, place))]));
  const inCircles = [...reached].filter(([place, places]) => places.has(place));
  const circles = inCircles.map(([place, places]) =>
    [...places].filter((other) => reached.get(other)?.has(place)).toSorted(),
  );
  return [...new Map(circles.map((circle) => [circle.join(), circle])).values()];
}
