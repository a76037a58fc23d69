import { CLUSTER_LABEL, externalLabels, type Labels } from './externalLabels.ts';
import { isScalar } from '../schema/kinds.ts';
import { items } from '../parts.ts';
import type { Problem, YamlPath } from '../problem.ts';
import { isRecord } from '../values.ts';

/** What tells a connection's series from every other's, and what the configuration says of it. */
export interface Identity {
  clusterArn: string;
  /** The labels that are the connection's own: nothing else may stand there. */
  own: Labels;
}

const EKS_CLUSTER = /^arn:[^:]*:eks:[^:]*:\d*:cluster\//;

/**
 * A label of the connection's identity that would be something else: another cluster's ARN, another connection's id, or what a job
 * sets, which outweighs an external label ("external labels ... are never overwritten if already present":
 * https://prometheus.io/docs/prometheus/latest/configuration/configuration/, and what is present is the target's own). Of
 * `clusterArn` a user's own value stays: AWS's sample has the cluster's short name there.
 */
export function identityProblems(data: Record<string, unknown>, identity: Identity): Problem[] {
  const wanted = wantedLabels(externalLabels(data), identity);
  const jobs = items(data['scrape_configs']).flatMap(({ item, index }) =>
    jobProblems(item, ['scrape_configs', index], wanted),
  );
  return [...externalProblems(externalLabels(data), identity), ...jobs];
}

/** Whether a scalar is this text to Prometheus, with quotes or without. */
function says(value: unknown, wanted: unknown): boolean {
  return isScalar(value) && isScalar(wanted) && String(value) === String(wanted);
}

/** The identity's labels as every series is to have them. */
function wantedLabels(present: Record<string, unknown>, { clusterArn, own }: Identity): Record<string, unknown> {
  return { [CLUSTER_LABEL]: clusterArn, ...only(present, CLUSTER_LABEL), ...own };
}

function only(labels: Record<string, unknown>, name: string): Record<string, unknown> {
  return Object.hasOwn(labels, name) ? { [name]: labels[name] } : {};
}

function externalProblems(present: Record<string, unknown>, { clusterArn, own }: Identity): Problem[] {
  const at = (name: string): YamlPath => ['global', 'external_labels', name];
  const cluster = present[CLUSTER_LABEL];
  const isOthers = typeof cluster === 'string' && EKS_CLUSTER.test(cluster) && cluster !== clusterArn;
  const isEmpty = Object.hasOwn(present, CLUSTER_LABEL) && (cluster === null || cluster === '');
  const problem = isEmpty ? 'has no value' : "is the ARN of another cluster than the request's";
  const others =
    isEmpty || isOthers
      ? [{ at: at(CLUSTER_LABEL), value: cluster, problem, remedy: `Remove it, or write ${clusterArn}` }]
      : [];
  const taken = Object.entries(own)
    .filter(([name, id]) => Object.hasOwn(present, name) && !says(present[name], id))
    .map(([name]) => ({
      at: at(name),
      value: present[name],
      problem: "is the label by which this connection's samples are found, with another value",
      remedy: 'Remove it: the workflow writes it',
    }));
  return [...others, ...taken];
}

function jobProblems(job: Record<string, unknown>, at: YamlPath, wanted: Record<string, unknown>): Problem[] {
  const lists = items(job['static_configs']).flatMap(({ item, index }) =>
    staticProblems(item['labels'], [...at, 'static_configs', index, 'labels'], wanted),
  );
  const rules = ['relabel_configs', 'metric_relabel_configs'].flatMap((key) =>
    items(job[key]).flatMap(({ item, index }) => ruleProblems(item, [...at, key, index], wanted)),
  );
  return [...lists, ...rules];
}

const REMEDY = 'Remove it: every series gets this label from global.external_labels, unless its target has one';

function staticProblems(labels: unknown, at: YamlPath, wanted: Record<string, unknown>): Problem[] {
  if (!isRecord(labels)) return [];
  return Object.keys(wanted)
    .filter((name) => Object.hasOwn(labels, name) && !says(labels[name], wanted[name]))
    .map((name) => ({
      at: [...at, name],
      value: labels[name],
      problem: "would give the job's samples another identity than the connection's",
      remedy: REMEDY,
    }));
}

/** Actions that write to `target_label`; a labelmap writes to what its replacement names. */
const WRITING = ['replace', 'hashmod', 'lowercase', 'uppercase'];

function ruleProblems(rule: Record<string, unknown>, at: YamlPath, wanted: Record<string, unknown>): Problem[] {
  const { target_label: target, replacement } = rule;
  const action = String(rule['action'] ?? 'replace').toLowerCase();
  const written = WRITING.includes(action) ? target : action === 'labelmap' ? replacement : undefined;
  if (typeof written !== 'string' || !Object.hasOwn(wanted, written)) return [];
  if (action === 'replace' && says(replacement, wanted[written])) return [];
  return [
    {
      at: [...at, action === 'labelmap' ? 'replacement' : 'target_label'],
      value: written,
      problem: "would give the job's samples another identity than the connection's",
      remedy: REMEDY,
    },
  ];
}
