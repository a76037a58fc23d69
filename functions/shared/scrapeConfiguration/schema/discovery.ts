import { changedOptions, httpProblems } from './http.ts';
import { isAbsent } from './kinds.ts';
import { Plain } from '../plain.ts';
import type { Problem, YamlPath } from '../problem.ts';
import { fields, items } from '../parts.ts';
import { API_SERVER } from '../values.ts';

/**
 * The rules that Prometheus has for a kubernetes_sd_config as a whole
 * (https://github.com/prometheus/prometheus/blob/v3.5.0/discovery/kubernetes/kubernetes.go, UnmarshalYAML).
 */

type Discovery = Readonly<Record<string, unknown>>;

/** Whose objects a role looks at, by which it may select. */
const SELECTABLE: Readonly<Record<string, readonly string[]>> = {
  endpoints: ['pod', 'service', 'endpoints'],
  endpointslice: ['pod', 'service', 'endpointslice'],
  ingress: ['ingress'],
  node: ['node'],
  pod: ['pod'],
  service: ['service'],
};

function selectorProblems(discovery: Discovery, at: YamlPath): Problem[] {
  const allowed = SELECTABLE[String(discovery['role'])];
  if (allowed === undefined) return [];
  const seen = new Set<string>();
  return items(discovery['selectors']).flatMap(({ index, item }): Problem[] => {
    const role = String(item['role']);
    const place = { at: [...at, 'selectors', index, 'role'], value: item['role'] };
    if (seen.has(role))
      return [{ ...place, problem: 'has a selector already', remedy: 'Join the two, with a comma between' }];
    seen.add(role);
    if (!Object.hasOwn(SELECTABLE, role) || allowed.includes(role)) return [];
    const problem = `is a role by which the role ${String(discovery['role'])} cannot select`;
    return [{ ...place, problem, remedy: `Write one of ${allowed.join(', ')}` }];
  });
}

/** Without `api_server` Prometheus talks to the cluster that it runs in, with the options of its own. */
function optionProblems(discovery: Discovery, at: YamlPath): Problem[] {
  if (!isAbsent(discovery['api_server'])) return [];
  const remedy = `Remove it, or write api_server: https://${API_SERVER}:443 beside it; the options for scraping belong to the job`;
  return changedOptions(discovery).map((key) => ({ at: [...at, key], problem: 'needs api_server beside it', remedy }));
}

function ownNamespaceProblems(discovery: Discovery, at: YamlPath): Problem[] {
  const own = fields(discovery['namespaces'])['own_namespace'];
  if (isAbsent(discovery['api_server']) || !(own instanceof Plain) || own.value !== true) return [];
  const problem = 'cannot stand with api_server, which has no namespace of its own';
  return [{ at: [...at, 'namespaces', 'own_namespace'], problem, remedy: 'Remove one of the two' }];
}

/** Services and ingresses are found by their names, which a managed collector does not resolve. */
function roleWarning({ role }: Discovery, at: YamlPath): Problem[] {
  if (role !== 'service' && role !== 'ingress') return [];
  const problem =
    'yields names as addresses, and a managed collector is said to resolve none but that of the API server';
  const remedy = 'Use the role endpoints, or write the address by a relabel rule';
  return [{ at: [...at, 'role'], value: role, problem, remedy, warns: true }];
}

/** What is wrong with the options of one discovery together, each of which may be right by itself. */
export function discoveryProblems(discovery: Discovery, at: YamlPath): Problem[] {
  return [httpProblems, selectorProblems, optionProblems, ownNamespaceProblems, roleWarning].flatMap((check) =>
    check(discovery, at),
  );
}
