import type { Problem, YamlPath } from '../problem.ts';

/**
 * Why a managed collector does not take a key of Prometheus, and what to do ("Supported configuration" and the limitations below it on
 * https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-collector-how-to.html#AMP-collector-configuration).
 */
export type Refusal = Pick<Problem, 'problem' | 'remedy'>;

/** Of `remote_write`, `alerting` and the like. */
export const SECTION: Refusal = {
  problem: 'is a section that a managed collector does not take',
  remedy: 'Remove it: only global and scrape_configs may be there; the collector writes to its workspace by itself',
};
/** Of every `*_sd_configs` but Kubernetes'. */
export const DISCOVERY: Refusal = {
  problem: 'is a discovery that a managed collector does not have',
  remedy: 'Use kubernetes_sd_configs, or static_configs with IP addresses',
};
/** Of what would be a secret in the configuration, or an authorization by AWS, Azure or Google. */
export const SECRET: Refusal = {
  problem: 'is an authorization that a managed collector does not allow',
  remedy: 'Remove it, or use authorization with type Bearer and the credentials_file of the service account',
};
/** Of every `*_file` but the service account's, and of the lists of files. */
export const FILE: Refusal = {
  problem: 'names files, of which a managed collector has none but its service account',
  remedy: 'Remove it',
};

const SECRETS = new Set(['sigv4', 'azuread', 'google_iam']);

/** Why a key is refused that is none of Prometheus', or in the wrong place. */
export function unknownKey(at: YamlPath): Problem {
  const key = String(at.at(-1));
  if (key.endsWith('_sd_configs')) return { at, ...DISCOVERY };
  if (SECRETS.has(key)) return { at, ...SECRET };
  if (/_files?$/.test(key)) return { at, ...FILE };
  return { at, problem: 'is not a key that is known here', remedy: 'Correct its spelling or its place, or remove it' };
}
