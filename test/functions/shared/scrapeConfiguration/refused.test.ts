import { describe, expect, test } from 'vitest';
import type { Kind } from '../../../../functions/shared/scrapeConfiguration/schema/kinds.ts';
import { unknownKey } from '../../../../functions/shared/scrapeConfiguration/schema/refusal.ts';
import * as refused from '../../../../functions/shared/scrapeConfiguration/schema/refused.ts';

const REMEDIES = {
  section: 'Remove it: only global and scrape_configs may be there; the collector writes to its workspace by itself',
  discovery: 'Use kubernetes_sd_configs, or static_configs with IP addresses',
  secret: 'Remove it, or use authorization with type Bearer and the credentials_file of the service account',
  file: 'Remove it',
  unknown: 'Correct its spelling or its place, or remove it',
};
const PROBLEMS = {
  section: 'is a section that a managed collector does not take',
  discovery: 'is a discovery that a managed collector does not have',
  secret: 'is an authorization that a managed collector does not allow',
  file: 'names files, of which a managed collector has none but its service account',
  unknown: 'is not a key that is known here',
};
type Reason = keyof typeof REMEDIES;

const told = (at: readonly PropertyKey[], reason: Reason) => ({
  at,
  problem: PROBLEMS[reason],
  remedy: REMEDIES[reason],
});

const EMPTY = { text: '', list: [], map: {}, null: undefined };
type Empty = keyof typeof EMPTY;

const KINDS: readonly [string, Kind | undefined, Reason, Empty][] = [
  ...['remote_read', 'remote_write'].map((key): [string, Kind | undefined, Reason, Empty] => [
    key,
    new Map<string, Kind>(Object.entries(refused.refusedSections)).get(key),
    'section',
    'list',
  ]),
  ...['alerting', 'storage'].map((key): [string, Kind | undefined, Reason, Empty] => [
    key,
    new Map<string, Kind>(Object.entries(refused.refusedSections)).get(key),
    'section',
    'map',
  ]),
  ...['rule_files', 'scrape_config_files'].map((key): [string, Kind | undefined, Reason, Empty] => [
    key,
    new Map<string, Kind>(Object.entries(refused.refusedSections)).get(key),
    'file',
    'list',
  ]),
  ['tracing', refused.refusedSections.tracing, 'section', 'null'],
  ['a list', refused.refusedList, 'section', 'list'],
  ['a text', refused.refusedText, 'secret', 'text'],
  ['a secret', refused.refusedSecret, 'secret', 'null'],
  ['a file', refused.refusedFile, 'file', 'text'],
  ['files', refused.refusedFiles, 'file', 'list'],
  ['secrets', refused.refusedSecrets, 'secret', 'list'],
  ['a map of secrets', refused.refusedSecretMap, 'secret', 'map'],
];

describe.each(KINDS)('%s', (_, kind, reason, empty) => {
  const emptyOnes: [Empty, unknown][] = [
    ['text', ''],
    ['list', []],
    ['map', {}],
    ['map', { a: null, b: [] }],
  ];

  test.each(emptyOnes)('is taken when it is the %s that is empty, %j, alone', (which, value) => {
    expect(kind?.(value, ['x'])).toEqual(which === empty ? [] : [told(['x'], reason)]);
  });

  test.each(['hunter2', [''], { a: 'b' }, { a: [1] }, { a: null, b: 'c' }, { a: {} }])(
    'is refused with anything in it, %j, which is not quoted',
    (value) => {
      expect(kind?.(value, ['x'])).toEqual([told(['x'], reason)]);
    },
  );
});

/** https://prometheus.io/docs/prometheus/latest/configuration/configuration/ */
test.each(
  [
    'azure consul digitalocean dns docker dockerswarm ec2 eureka file gce hetzner http ionos kuma lightsail linode',
    'marathon nerve nomad openstack ovhcloud puppetdb scaleway serverset triton uyuni vultr',
  ].flatMap((names) => names.split(' ')),
)('the discovery of %s is refused, but not an empty list of it', (name) => {
  const kind = new Map(Object.entries(refused.refusedDiscoveries)).get(`${name}_sd_configs`);
  expect(kind?.([], ['x'])).toEqual([]);
  expect(kind?.([{}], ['x'])).toEqual([told(['x'], 'discovery')]);
});

test.each<[string, Reason]>([
  ['other_sd_configs', 'discovery'],
  ['sd_configs', 'unknown'],
  ['a_sd_configs_b', 'unknown'],
  ['sigv4', 'secret'],
  ['azuread', 'secret'],
  ['google_iam', 'secret'],
  ['sigv4_x', 'unknown'],
  ['key_file', 'file'],
  ['key_files', 'file'],
  ['key_filess', 'unknown'],
  ['file', 'unknown'],
  ['key_file_x', 'unknown'],
  ['job_nam', 'unknown'],
])('the key %s that is not known: %s', (key, reason) => {
  expect(unknownKey(['a', 0, key])).toEqual(told(['a', 0, key], reason));
});
