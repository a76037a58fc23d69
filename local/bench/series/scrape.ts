import { parse } from 'yaml';
import * as z from 'zod';
import { relabel, relabelRule, type Labels } from './relabel.ts';

const job = z.object({
  job_name: z.string(),
  honor_labels: z.boolean().default(false),
  scrape_interval: z.string().optional(),
  scheme: z.string().default('http'),
  metrics_path: z.string().default('/metrics'),
  kubernetes_sd_configs: z.array(
    z.strictObject({ role: z.string(), namespaces: z.strictObject({ names: z.array(z.string()) }).optional() }),
  ),
  relabel_configs: z.array(relabelRule).default([]),
  metric_relabel_configs: z.array(relabelRule).default([]),
});
/** What of a scrape job decides which series there are. */
export type Job = z.infer<typeof job>;

const configuration = z.object({
  global: z.object({ scrape_interval: z.string(), external_labels: z.record(z.string(), z.string()).default({}) }),
  scrape_configs: z.array(job),
});
/** Of the shipped files, which are known to be valid. */
export type Configuration = z.infer<typeof configuration>;

/** What of a shipped configuration decides which series there are. */
export function readConfiguration(text: string): Configuration {
  return configuration.parse(parse(text));
}

/** Where a target is read, and the labels of all its series. */
export interface Target {
  url: string;
  labels: Labels;
}

/**
 * The target that a job makes of what discovery found: https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config.
 * Undefined when the job does not look there, or drops it.
 */
export function targetOf(one: Job, role: string, discovered: Labels): Target | undefined {
  if (!one.kubernetes_sd_configs.some((sd) => sd.role === role && isIn(sd.namespaces?.names, discovered))) return;
  const own = { job: one.job_name, __scheme__: one.scheme, __metrics_path__: one.metrics_path };
  const labels = relabel({ ...own, ...discovered }, one.relabel_configs);
  if (labels === undefined) return;
  const { __scheme__: scheme, __address__: address = '', __metrics_path__: path } = labels;
  return { url: `${scheme}://${address}${path}`, labels: visible({ instance: address, ...labels }) };
}

function isIn(
  namespaces: readonly string[] | undefined,
  { __meta_kubernetes_namespace: namespace = '' }: Labels,
): boolean {
  return namespaces === undefined || namespaces.includes(namespace);
}

function visible(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !name.startsWith('__')));
}

/** The labels that a series is stored under, without external ones; undefined when it is dropped. */
export function seriesOf(one: Job, target: Target, exposed: Labels): Labels | undefined {
  const joined = one.honor_labels
    ? { ...target.labels, ...exposed }
    : { ...exported(exposed, target.labels), ...target.labels };
  const stored = relabel(joined, one.metric_relabel_configs);
  return stored && Object.fromEntries(Object.entries(stored).filter(([, value]) => value !== ''));
}

/** What a target says under the name of one of its labels is kept as exported_NAME, unless labels are honored. */
function exported(exposed: Labels, own: Labels): Labels {
  const rename = (name: string): string => {
    const other = `exported_${name}`;
    return other in exposed || other in own ? rename(other) : other;
  };
  return Object.fromEntries(
    Object.entries(exposed)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => [name in own ? rename(name) : name, value]),
  );
}
