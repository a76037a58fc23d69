import { resolvePlain } from '../../../../functions/shared/scrapeConfiguration/plain.ts';

/** The fields of a scrape configuration: where each stands, what it takes, and what is said of what it does not take. */

export const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';
export const CA = '/var/run/secrets/kubernetes.io/serviceaccount/ca.crt';
/** As it stands in the YAML without quotes. */
const plain = (source: string) => resolvePlain(source);
const [yes, three] = [plain('true'), plain('3')];

/** The places of a configuration, each of which a value is put into. */
export const PLACES: Record<string, (section: object) => object> = {
  top: (section) => ({ scrape_configs: [{ job_name: 'a' }], ...section }),
  global: (section) => ({ scrape_configs: [{ job_name: 'a' }], global: section }),
  runtime: (section) => ({ scrape_configs: [{ job_name: 'a' }], runtime: section }),
  otlp: (section) => ({ scrape_configs: [{ job_name: 'a' }], otlp: section }),
  job: (section) => ({ scrape_configs: [{ job_name: 'a', ...section }] }),
  authorization: (section) => ({
    scrape_configs: [{ job_name: 'a', authorization: { credentials_file: TOKEN, ...section } }],
  }),
  header: (section) => ({ scrape_configs: [{ job_name: 'a', http_headers: { 'X-Shop': section } }] }),
  headers: (section) => ({ scrape_configs: [{ job_name: 'a', http_headers: section }] }),
  tls: (section) => ({ scrape_configs: [{ job_name: 'a', tls_config: section }] }),
  relabel: (section) => ({ scrape_configs: [{ job_name: 'a', relabel_configs: [section] }] }),
  metricRelabel: (section) => ({ scrape_configs: [{ job_name: 'a', metric_relabel_configs: [section] }] }),
  discovery: (section) => ({
    scrape_configs: [{ job_name: 'a', kubernetes_sd_configs: [{ role: 'pod', ...section }] }],
  }),
  metadata: (section) => ({
    scrape_configs: [{ job_name: 'a', kubernetes_sd_configs: [{ role: 'pod', attach_metadata: section }] }],
  }),
  namespaces: (section) => ({
    scrape_configs: [{ job_name: 'a', kubernetes_sd_configs: [{ role: 'pod', namespaces: section }] }],
  }),
  selector: (section) => ({
    scrape_configs: [
      { job_name: 'a', kubernetes_sd_configs: [{ role: 'pod', selectors: [{ role: 'pod', ...section }] }] },
    ],
  }),
  target: (section) => ({ scrape_configs: [{ job_name: 'a', static_configs: [section] }] }),
};

interface Field {
  in: string[];
  key: string;
  takes: unknown[];
  /** Each with what is said of it. */
  refuses: [unknown, string][];
  /** A field of which one version knows nothing is taken with a warning. */
  warns?: 'newer' | 'older';
}

const NOT_ONE = 'is not one of the possible values';
const SINGLE: [unknown, string] = [[], 'is not a single value'];
const BOOLEAN: [unknown, string] = ['true', 'is a text, and Prometheus wants a boolean here'];
const COUNT: [unknown, string] = ['3', 'is a text, and Prometheus wants a whole number of 0 or more here'];
const SECRET: [unknown, string] = ['x', 'is an authorization that a managed collector does not allow'];
const FILE: [unknown, string] = ['x', 'names files, of which a managed collector has none but its service account'];
const SECTION = 'is a section that a managed collector does not take';
const MAP: [unknown, string] = ['x', 'is not a map'];
const LIST: [unknown, string] = ['x', 'is not a list'];
const NO_FILE = 'names a file that a collector does not have';
const DURATION: [unknown, string] = ['soon', 'is not a duration as Prometheus writes it'];

const http = ['job', 'discovery'];
const common = ['global', 'job'];
const field = (
  where: string[] | string,
  key: string,
  takes: unknown[],
  refuses: [unknown, string][],
  warns?: Field['warns'],
): Field => ({
  in: [where].flat(),
  key,
  takes,
  refuses,
  ...(warns ? { warns } : {}),
});

export const FIELDS: Field[] = [
  field(http, 'authorization', [{ credentials_file: TOKEN }], [MAP]),
  field(
    'authorization',
    'type',
    ['Bearer', null],
    [
      ['Basic', 'is not the one type that a managed collector allows'],
      ['', 'is not the one type that a managed collector allows'],
    ],
  ),
  field('authorization', 'credentials', ['', null], [SECRET]),
  field('authorization', 'credentials_ref', [''], [SECRET]),
  field(
    'authorization',
    'credentials_file',
    [TOKEN],
    [
      ['/x', NO_FILE],
      ['', NO_FILE],
    ],
  ),
  field(http, 'basic_auth', [null], [SECRET, [{}, SECRET[1]]]),
  field(http, 'bearer_token', [''], [SECRET]),
  field(http, 'bearer_token_file', [TOKEN, ''], [['/x', NO_FILE]]),
  field(http, 'enable_http2', [yes], [BOOLEAN]),
  field(http, 'follow_redirects', [yes], [BOOLEAN]),
  field(http, 'http_headers', [{}, { 'X-Shop': { values: ['a'] } }, { 'X-Shop': null }], [MAP]),
  field('header', 'values', [['a']], [LIST]),
  field('header', 'files', [[]], [[['x'], FILE[1]]]),
  field('header', 'secrets', [[]], [[['x'], SECRET[1]]]),
  field(http, 'no_proxy', ['a'], [SINGLE]),
  field(http, 'oauth2', [null], [SECRET]),
  field(http, 'proxy_connect_header', [{}], [[{ a: ['x'] }, SECRET[1]]]),
  field(http, 'proxy_from_environment', [yes], [BOOLEAN]),
  field(
    http,
    'proxy_url',
    ['http://10.0.0.9:3128', ''],
    [
      ['http://a:b@c', 'holds credentials'],
      ['http://[', 'is not a URL'],
    ],
  ),
  field(http, 'tls_config', [{}], [MAP]),
  field('tls', 'ca', ['x'], [SINGLE]),
  field('tls', 'ca_file', [CA, ''], [['/x', NO_FILE]]),
  ...['ca_ref', 'cert', 'cert_ref', 'key', 'key_ref'].map((key) => field('tls', key, [''], [SECRET])),
  ...['cert_file', 'key_file'].map((key) => field('tls', key, [''], [FILE])),
  field('tls', 'insecure_skip_verify', [yes], [BOOLEAN]),
  ...['min_version', 'max_version'].map((key) =>
    field(
      'tls',
      key,
      ['TLS10', 'TLS11', 'TLS12', 'TLS13'],
      [
        ['TLS14', NOT_ONE],
        ['tls12', NOT_ONE],
      ],
    ),
  ),
  field('tls', 'server_name', ['a'], [SINGLE]),
  field(common, 'always_scrape_classic_histograms', [yes], [BOOLEAN], 'newer'),
  field(common, 'convert_classic_histograms_to_nhcb', [yes], [BOOLEAN], 'newer'),
  field(
    common,
    'body_size_limit',
    ['10MB', three === null ? '' : '0'],
    [['ten', 'is not a size as Prometheus writes it']],
  ),
  ...[
    'keep_dropped_targets',
    'label_limit',
    'label_name_length_limit',
    'label_value_length_limit',
    'sample_limit',
    'target_limit',
  ].map((key) => field(common, key, [three], [COUNT])),
  field(
    common,
    'metric_name_escaping_scheme',
    ['allow-utf-8', 'underscores', 'dots', 'values', ''],
    [['other', NOT_ONE]],
    'newer',
  ),
  field(common, 'metric_name_validation_scheme', ['legacy', 'utf8', ''], [['other', NOT_ONE]], 'newer'),
  field(common, 'scrape_failure_log_file', ['x'], [SINGLE], 'newer'),
  field(common, 'scrape_interval', ['30s'], [['29s', 'is shorter than the 30 s that a managed collector allows']]),
  field(
    common,
    'scrape_protocols',
    [['PrometheusProto', 'OpenMetricsText0.0.1', 'OpenMetricsText1.0.0', 'PrometheusText0.0.4']],
    [LIST, [['Text'], NOT_ONE]],
  ),
  field(common, 'scrape_timeout', ['10s'], [DURATION]),
  field('global', 'evaluation_interval', ['10s'], [DURATION]),
  field('global', 'external_labels', [{ a: 'b' }], [MAP]),
  field('global', 'query_log_file', [''], [FILE]),
  field('global', 'rule_query_offset', ['10s'], [DURATION]),
  field('runtime', 'gogc', [three], [['3', 'is a text, and Prometheus wants a whole number here']]),
  field('top', 'global', [{}, null], [MAP]),
  field('top', 'runtime', [{}, null], [MAP]),
  field('top', 'otlp', [{}], [MAP], 'newer'),
  field('otlp', 'promote_resource_attributes', [[]], [[['x'], SECTION]], 'newer'),
  field('otlp', 'translation_strategy', ['UnderscoreEscapingWithSuffixes', ''], [['NoTranslation', NOT_ONE]], 'newer'),
  field('top', 'remote_write', [[]], [[[{}], SECTION]]),
  field(
    'top',
    'scrape_configs',
    [[{ job_name: 'b' }]],
    [[[], 'has no job, so that nothing would be scraped'], LIST, [null, 'is missing']],
  ),
  field(
    'job',
    'job_name',
    ['b'],
    [
      ['', 'is empty'],
      [null, 'is missing'],
    ],
  ),
  field('job', 'enable_compression', [yes], [BOOLEAN]),
  field(
    'job',
    'fallback_scrape_protocol',
    ['PrometheusProto', 'PrometheusText1.0.0', ''],
    [['Text', NOT_ONE]],
    'newer',
  ),
  ...['honor_labels', 'honor_timestamps', 'track_timestamps_staleness'].map((key) =>
    field('job', key, [yes], [BOOLEAN]),
  ),
  field('job', 'kubernetes_sd_configs', [[]], [LIST]),
  field('job', 'metric_relabel_configs', [[]], [LIST]),
  field('job', 'relabel_configs', [[]], [LIST]),
  field('job', 'metrics_path', ['/x'], [SINGLE]),
  field('job', 'native_histogram_bucket_limit', [three], [COUNT]),
  field(
    'job',
    'native_histogram_min_bucket_factor',
    [three],
    [['3', 'is a text, and Prometheus wants a number of 0 or more here']],
  ),
  field('job', 'params', [{ a: ['b'] }], [MAP, [{ a: 'b' }, 'is not a list']]),
  field('job', 'scheme', ['http', 'https'], [['ftp', NOT_ONE]]),
  field('job', 'scrape_classic_histograms', [yes], [BOOLEAN], 'older'),
  field('job', 'static_configs', [[]], [LIST]),
  field('job', 'consul_sd_configs', [[]], [[[{}], 'is a discovery that a managed collector does not have']]),
  field(
    'target',
    'targets',
    [['10.0.0.7:9100', 'kubernetes.default.svc:443']],
    [
      LIST,
      [
        ['example.com'],
        'is not an IP address, and a managed collector resolves no other name than that of the API server',
      ],
    ],
  ),
  field('target', 'labels', [{ a: 'b' }], [MAP]),
  field(
    ['relabel', 'metricRelabel'],
    'action',
    [
      ...'replace keep drop keepequal dropequal hashmod labelmap labeldrop labelkeep lowercase uppercase'.split(' '),
      'Replace',
    ],
    [['other', NOT_ONE]],
  ),
  field(['relabel', 'metricRelabel'], 'modulus', [three], [COUNT]),
  field(['relabel', 'metricRelabel'], 'regex', ['a|b'], [['(?!a)', 'is not a regular expression of RE2']]),
  ...['replacement', 'separator', 'target_label'].map((key) =>
    field(['relabel', 'metricRelabel'], key, ['a', ''], [SINGLE]),
  ),
  field(['relabel', 'metricRelabel'], 'source_labels', [['a']], [LIST, [[''], 'is an empty label name']]),
  field(
    'discovery',
    'api_server',
    ['https://kubernetes.default.svc:443', 'https://10.0.0.1'],
    [['https://example.com', 'is a machine that a managed collector does not know']],
  ),
  field('discovery', 'attach_metadata', [{}], [MAP]),
  field('metadata', 'node', [yes], [BOOLEAN]),
  field('discovery', 'kubeconfig_file', [''], [FILE]),
  field('discovery', 'namespaces', [{}], [MAP]),
  field('namespaces', 'names', [['a']], [LIST]),
  field('namespaces', 'own_namespace', [yes], [BOOLEAN]),
  field(
    'discovery',
    'role',
    ['pod', 'node', 'service', 'endpoints', 'endpointslice', 'ingress'],
    [
      ['gateway', NOT_ONE],
      [null, 'is missing'],
    ],
  ),
  field('discovery', 'selectors', [[]], [LIST]),
  field(
    'selector',
    'role',
    ['pod', 'node', 'service', 'endpoints', 'endpointslice', 'ingress'],
    [['gateway', NOT_ONE]],
  ),
  field('selector', 'field', ['metadata.name=a'], [['a', 'is not a field selector of Kubernetes']]),
  field('selector', 'label', ['app=a'], [['a b', 'is not a label selector of Kubernetes']]),
];
