import type { Exposition } from './exposition.ts';

/**
 * What these are documented to expose, of what the mixins read: a recording lacks what its cluster had no cause to count, and of
 * kubelet and kube-proxy there is none. https://kubernetes.io/docs/reference/instrumentation/metrics/,
 * https://github.com/kubernetes/kube-state-metrics/tree/main/docs/metrics.
 */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  apiserver: ['aggregator_unavailable_apiservice_total'],
  'kube-state-metrics': [
    'kube_poddisruptionbudget_status_current_healthy',
    'kube_poddisruptionbudget_status_desired_healthy',
    'kube_resourcequota',
  ],
  kubelet: [
    'kubelet_certificate_manager_client_expiration_renew_errors',
    'kubelet_certificate_manager_client_ttl_seconds',
    'kubelet_certificate_manager_server_ttl_seconds',
    'kubelet_cgroup_manager_duration_seconds_bucket',
    'kubelet_evictions',
    'kubelet_node_name',
    'kubelet_pleg_relist_duration_seconds_bucket',
    'kubelet_pleg_relist_interval_seconds_bucket',
    'kubelet_pod_start_duration_seconds_bucket',
    'kubelet_pod_worker_duration_seconds_bucket',
    'kubelet_running_containers',
    'kubelet_running_pods',
    'kubelet_runtime_operations_duration_seconds_bucket',
    'kubelet_server_expiration_renew_errors',
    'kubelet_volume_stats_available_bytes',
    'kubelet_volume_stats_capacity_bytes',
    'kubelet_volume_stats_inodes',
    'kubelet_volume_stats_inodes_free',
    'kubelet_volume_stats_inodes_used',
    'kubelet_volume_stats_used_bytes',
    'kubernetes_build_info',
    'rest_client_requests_total',
    'storage_operation_duration_seconds_bucket',
  ],
  'kube-proxy': [
    'kubeproxy_network_programming_duration_seconds_bucket',
    'kubeproxy_sync_proxy_rules_duration_seconds_bucket',
    'kubernetes_build_info',
    'rest_client_requests_total',
  ],
};

/** What is recorded of a job, and what is documented: names alone, by which nobody can count series. */
export function knownOf(job: string, recorded: Exposition | undefined): Exposition | undefined {
  const names = NAMES[job];
  if (names === undefined) return recorded;
  return { names: new Set([...names, ...(recorded?.names ?? [])]), series: recorded?.series ?? [] };
}
