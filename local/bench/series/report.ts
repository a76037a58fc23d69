import { renderTable } from '../table.ts';
import type { AlertVerdict } from './alerts.ts';
import { PRICES, pricePerMonth, type Cluster, type Counted } from './count.ts';

const rounded = (value: number) => (value === 0 ? '' : value.toFixed(1).replace(/\.0$/, ''));

/** A table of series and samples, job by job, for one configuration. */
export function reportCounts(name: string, counts: readonly Counted[], { nodes, pods, apiServers }: Cluster): string {
  const rows = counts.map((one) => [
    one.job,
    String(one.exposed),
    String(one.stored),
    rounded(one.perTarget),
    rounded(one.perNode),
    rounded(one.perPod),
    String(one.total),
    (one.samplesPerMonth / 1e6).toFixed(1),
  ]);
  const total = counts.reduce((sum, one) => sum + one.total, 0);
  const samples = counts.reduce((sum, one) => sum + one.samplesPerMonth, 0);
  const sum = ['together', '', '', '', '', '', String(total), (samples / 1e6).toFixed(1)];
  const head = ['job', 'exposed', 'stored', 'per target', 'per node', 'per pod', 'series', 'M samples a month'];
  return [
    `${name} on ${nodes} nodes with ${pods} pods and ${apiServers} endpoints of the API server; what the recorded targets expose:`,
    '',
    renderTable(head, [...rows, sum]),
    '',
    `$${pricePerMonth(samples).toFixed(2)} a month: $${(PRICES.perSampleIngested * 1e7).toFixed(2)} ingested and $${(PRICES.perSampleCollected * 1e7).toFixed(2)} collected per 10 million samples, $${PRICES.perCollectorHour.toFixed(2)} an hour.`,
  ].join('\n');
}

/** A table of how many alerts find their series, group by group, and why the others do not. */
export function reportAlerts(name: string, verdicts: readonly AlertVerdict[]): string {
  const groups = [...new Set(verdicts.map(({ group }) => group))];
  const isFine = ({ missing, tooShort }: AlertVerdict) => missing.length + tooShort.length === 0;
  const rows = groups.map((group) => {
    const own = verdicts.filter((one) => one.group === group);
    return [group, String(own.length), String(own.filter(isFine).length)];
  });
  const sum = ['together', String(verdicts.length), String(verdicts.filter(isFine).length)];
  const others = verdicts.filter((one) => !isFine(one)).map((one) => `${one.alert}: ${whyNot(one)}`);
  return [
    `Alerts that find their series with ${name}:`,
    '',
    renderTable(['group', 'alerts', 'find theirs'], [...rows, sum]),
    ...(others.length === 0 ? [] : ['', ...new Set(others)]),
  ].join('\n');
}

function whyNot({ missing, tooShort }: AlertVerdict): string {
  return [
    ...(missing.length === 0 ? [] : [`no ${missing.join(', ')}`]),
    ...tooShort.map((range) => `fewer than two scrapes in ${range}`),
  ].join('; ');
}
