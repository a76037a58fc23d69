import type { Kind } from './kinds.ts';
import type { Problem, YamlPath } from './problem.ts';
import { isRecord } from './values.ts';

/**
 * Keys of Prometheus that a managed collector does not take ("Supported configuration" and the limitations below it on
 * https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-collector-how-to.html#AMP-collector-configuration), but empty:
 * so Prometheus prints them, and they mean nothing.
 */
type Refusal = Pick<Problem, 'problem' | 'remedy'>;

const SECTION: Refusal = {
  problem: 'is a section that a managed collector does not take',
  remedy: 'Remove it: only global and scrape_configs may be there; the collector writes to its workspace by itself',
};
const DISCOVERY: Refusal = {
  problem: 'is a discovery that a managed collector does not have',
  remedy: 'Use kubernetes_sd_configs, or static_configs with IP addresses',
};
const SECRET: Refusal = {
  problem: 'is an authorization that a managed collector does not allow',
  remedy: 'Remove it, or use authorization with type Bearer and the credentials_file of the service account',
};
const FILE: Refusal = {
  problem: 'names files, of which a managed collector has none but its service account',
  remedy: 'Remove it',
};

type Empty = 'text' | 'list' | 'map' | 'null';

function isEmpty(value: unknown, empty: Empty): boolean {
  if (empty === 'text') return value === '';
  if (empty === 'list') return Array.isArray(value) && value.length === 0;
  return (
    empty === 'map' && isRecord(value) && Object.values(value).every((part) => part === null || isEmpty(part, 'list'))
  );
}

/** Its value is never quoted: it may be a secret. */
function refused(refusal: Refusal, empty: Empty): Kind {
  return (value, at) => (isEmpty(value, empty) ? [] : [{ at, ...refusal }]);
}

const every = (names: readonly string[], kind: Kind) => Object.fromEntries(names.map((name) => [name, kind] as const));

/** Beside the sections that are taken. */
export const refusedSections = {
  ...every(['remote_read', 'remote_write'], refused(SECTION, 'list')),
  ...every(['alerting', 'storage'], refused(SECTION, 'map')),
  tracing: refused(SECTION, 'null'),
  ...every(['rule_files', 'scrape_config_files'], refused(FILE, 'list')),
};

/** The discoveries of Prometheus but the one for Kubernetes. */
const OTHER_DISCOVERIES = [
  'azure',
  'consul',
  'digitalocean',
  'dns',
  'docker',
  'dockerswarm',
  'ec2',
  'eureka',
  'file',
  'gce',
];
const MORE_DISCOVERIES = [
  'hetzner',
  'http',
  'ionos',
  'kuma',
  'lightsail',
  'linode',
  'marathon',
  'nerve',
  'nomad',
  'openstack',
];
const LAST_DISCOVERIES = ['ovhcloud', 'puppetdb', 'scaleway', 'serverset', 'triton', 'uyuni', 'vultr'];

export const refusedDiscoveries = every(
  [...OTHER_DISCOVERIES, ...MORE_DISCOVERIES, ...LAST_DISCOVERIES].map((name) => `${name}_sd_configs`),
  refused(DISCOVERY, 'list'),
);

export const refusedList = refused(SECTION, 'list');
export const refusedText = refused(SECRET, 'text');
export const refusedSecret = refused(SECRET, 'null');
export const refusedFile = refused(FILE, 'text');
export const refusedFiles = refused(FILE, 'list');
export const refusedSecrets = refused(SECRET, 'list');
export const refusedSecretMap = refused(SECRET, 'map');

const SECRETS = new Set(['sigv4', 'azuread', 'google_iam']);

/** Why a key is refused that is none of Prometheus', or in the wrong place. */
export function unknownKey(at: YamlPath): Problem {
  const key = String(at.at(-1));
  if (/_sd_configs$/.test(key)) return { at, ...DISCOVERY };
  if (SECRETS.has(key)) return { at, ...SECRET };
  if (/_files?$/.test(key)) return { at, ...FILE };
  return { at, problem: 'is not a key that is known here', remedy: 'Correct its spelling or its place, or remove it' };
}
