import type { Labels } from './relabel.ts';
import { targetOf, type Job, type Target } from './scrape.ts';

const NODE = 'ip-10-0-1-10.us-west-2.compute.internal';

const pod = (name: string, labels: Labels): Labels => ({
  __address__: '10.0.1.10:8080',
  __meta_kubernetes_namespace: 'monitoring',
  __meta_kubernetes_pod_name: name,
  __meta_kubernetes_pod_ip: '10.0.1.10',
  __meta_kubernetes_pod_node_name: NODE,
  __meta_kubernetes_pod_phase: 'Running',
  ...labels,
});

/** What discovery finds of each kind that a shipped job is for, by role. */
const FOUND: readonly (readonly [role: string, labels: Labels])[] = [
  ['node', { __address__: '10.0.1.10:10250', instance: NODE, __meta_kubernetes_node_name: NODE }],
  [
    'endpoints',
    {
      __address__: '10.0.1.200:443',
      __meta_kubernetes_namespace: 'default',
      __meta_kubernetes_service_name: 'kubernetes',
      __meta_kubernetes_endpoint_port_name: 'https',
    },
  ],
  [
    'pod',
    pod('kube-proxy', {
      __meta_kubernetes_namespace: 'kube-system',
      __meta_kubernetes_pod_label_k8s_app: 'kube-proxy',
    }),
  ],
  [
    'pod',
    pod('kube-state-metrics', {
      __meta_kubernetes_pod_label_app_kubernetes_io_name: 'kube-state-metrics',
      __meta_kubernetes_pod_container_port_name: 'http',
    }),
  ],
  [
    'pod',
    pod('node-exporter', {
      __meta_kubernetes_pod_label_app_kubernetes_io_name: 'prometheus-node-exporter',
      __meta_kubernetes_pod_container_port_name: 'metrics',
    }),
  ],
];

/** A target of the job; undefined for the jobs of applications, which are anybody's. */
export function sampleTarget(job: Job): Target | undefined {
  return FOUND.map(([role, labels]) => targetOf(job, role, labels)).find((target) => target !== undefined);
}
