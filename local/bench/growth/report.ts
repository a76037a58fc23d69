import { renderTable } from '../table.ts';
import { keysOf } from './bars.ts';
import { MEASURES, type Growth, type GrowthPoint, type Measure } from './measure.ts';

/** Both series, to read. */
export function reportGrowth({ connections, accounts }: Growth): string {
  return [growthTable('connections', connections), growthTable('accounts', accounts)].join('\n\n');
}

function growthTable(what: string, points: readonly GrowthPoint[]): string {
  return renderTable(
    [what, ...Object.values(MEASURES)],
    points.map((point) => [String(point.size), ...keysOf(MEASURES).map((measure) => shown(point, measure))]),
  );
}

/** A figure as the table and the plot have it. */
export function shown(point: GrowthPoint, measure: Measure): string {
  const value = point[measure];
  return measure === 'seconds' && value < 100 ? value.toFixed(2) : String(Math.round(value));
}
