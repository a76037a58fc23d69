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
