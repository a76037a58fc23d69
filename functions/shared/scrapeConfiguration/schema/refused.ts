import type { Kind } from './kinds.ts';
import { DISCOVERY, FILE, SECRET, SECTION, type Refusal } from './refusal.ts';
import { isRecord } from '../values.ts';

type Empty = 'text' | 'list' | 'map' | 'null';

function isEmpty(value: unknown, empty: Empty): boolean {
  if (empty === 'text') return value === '';
  if (empty === 'list') return Array.isArray(value) && value.length === 0;
  return (
    empty === 'map' && isRecord(value) && Object.values(value).every((part) => part === null || isEmpty(part, 'list'))
  );
}

/** Taken when it is empty: so Prometheus prints it, and it means nothing. Its value is never quoted: it may be a secret. */
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

/** The keys of every discovery but Kubernetes', as a job may have them: each is taken empty alone. */
export const refusedDiscoveries = every(
  [...OTHER_DISCOVERIES, ...MORE_DISCOVERIES, ...LAST_DISCOVERIES].map((name) => `${name}_sd_configs`),
  refused(DISCOVERY, 'list'),
);

/** Of a section's list. */
export const refusedList = refused(SECTION, 'list');
/** Of a secret as a text, e.g. `bearer_token`. */
export const refusedText = refused(SECRET, 'text');
/** Of a secret as a section, e.g. `basic_auth`: it is taken as null alone. */
export const refusedSecret = refused(SECRET, 'null');
/** Of one file's path, e.g. `cert_file`. */
export const refusedFile = refused(FILE, 'text');
/** Of paths of files that hold values of HTTP headers. */
export const refusedFiles = refused(FILE, 'list');
/** Of secrets that are values of HTTP headers. */
export const refusedSecrets = refused(SECRET, 'list');
/** Of secrets by names: the headers that a proxy is sent. */
export const refusedSecretMap = refused(SECRET, 'map');
