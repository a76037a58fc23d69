import { findWorkspace } from '../state/lookup.ts';
import type { Series, World } from '../state/state.ts';
import type { ExecutionPicture, SampleCurve } from './report.ts';
import { touchedBy } from './touched.ts';

/** Of each connection that the executions were about, as far back as its workspace has samples. */
export function sampleCurves(world: World, executions: readonly ExecutionPicture[]): SampleCurve[] {
  const wanted = new Map<string, SampleCurve>();
  for (const { connectionIds, workspaceArns } of executions.map(touchedBy)) {
    for (const connectionId of connectionIds) {
      for (const workspaceArn of workspaceArns)
        wanted.set(`${connectionId} ${workspaceArn}`, { connectionId, workspaceArn, points: [] });
    }
  }
  return [...wanted.values()]
    .map((curve) => ({ ...curve, points: pointsOf(seriesOf(world, curve)) }))
    .filter(({ points }) => points.length > 0);
}

function seriesOf(world: World, { workspaceArn, connectionId }: SampleCurve): Series[] {
  const { series = [] } = findWorkspace(world, workspaceArn) ?? {};
  return series.filter(({ labels }) => Object.values(labels).includes(connectionId));
}

/** How many series were 1 and how many 0 at each time at which one was scraped. */
function pointsOf(series: readonly Series[]): SampleCurve['points'] {
  const samples = series.flatMap((one) => one.samples);
  return [...Map.groupBy(samples, ({ at }) => at)]
    .map(([at, of]) => ({
      at,
      up: of.filter(({ value }) => value === 1).length,
      down: of.filter(({ value }) => value === 0).length,
    }))
    .toSorted((one, other) => one.at - other.at);
}
