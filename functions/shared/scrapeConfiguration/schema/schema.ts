import { list, record, rule, scalar, section, type Fields, type Kind, optional } from './kinds.ts';
import {
  refusedDiscoveries,
  refusedFile,
  refusedFiles,
  refusedList,
  refusedSecret,
  refusedSecretMap,
  refusedSecrets,
  refusedSections,
  refusedText,
} from './refused.ts';
import {
  boolean,
  count,
  duration,
  factor,
  interval,
  isOneOf,
  labelName,
  labels,
  nonEmpty,
  oneOf,
  onlyFile,
  regex,
  size,
  text,
  texts,
  whole,
} from './scalars.ts';
import { fieldSelector, labelSelector } from './selectors.ts';
import { API_SERVER, CA_FILE, isReachableUrl, isTarget, isUrl, TOKEN_FILE } from '../values.ts';
import { newField, newer, oldField } from './versions.ts';

/**
 * What a managed collector takes, from "Supported configuration" and the limitations below it on
 * https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-collector-how-to.html#AMP-collector-configuration:
 * the sections global, scrape_config, static_config, relabel_config, metric_relabel_configs and kubernetes_sd_config;
 * scrape intervals of at least 30 s; targets by IP address; the service account's token as the only authorization.
 *
 * AWS names no list of fields within the sections. A field that Prometheus knows is taken, unless it names a file or
 * holds a secret, neither of which a managed collector can have: that is assumed. A key that is not here is a mistake.
 */

/** Headers that Prometheus sets itself (https://github.com/prometheus/common/blob/v0.65.0/config/headers.go). */
const RESERVED_HEADERS = new Set(
  `Authorization Host Content-Encoding Content-Length Content-Type User-Agent Connection Keep-Alive Proxy-Authenticate
  Proxy-Authorization Www-Authenticate Accept-Encoding X-Prometheus-Remote-Write-Version X-Prometheus-Remote-Read-Version
  X-Prometheus-Scrape-Timeout-Seconds X-Amz-Date X-Amz-Security-Token X-Amz-Content-Sha256`
    .toLowerCase()
    .split(/\s+/),
);

const header = optional(section({ files: refusedFiles, secrets: refusedSecrets, values: texts }));
const headerName = rule(
  (name) => !RESERVED_HEADERS.has(name.toLowerCase()),
  'is a header that Prometheus sets itself',
  'Remove it',
);

const TLS_VERSIONS = ['TLS10', 'TLS11', 'TLS12', 'TLS13'];

const http: Fields = {
  authorization: section(
    {
      credentials: refusedText,
      credentials_ref: refusedText,
      type: scalar(
        rule(
          (value) => value === 'Bearer',
          'is not the one type that a managed collector allows',
          'Write Bearer or leave it out',
        ),
      ),
    },
    {
      credentials_file: scalar(
        rule((value) => value === TOKEN_FILE, 'names a file that a collector does not have', `Write ${TOKEN_FILE}`),
      ),
    },
  ),
  basic_auth: refusedSecret,
  bearer_token: refusedText,
  bearer_token_file: onlyFile(TOKEN_FILE),
  enable_http2: boolean,
  follow_redirects: boolean,
  http_headers: record(header, headerName),
  no_proxy: text,
  oauth2: refusedSecret,
  proxy_connect_header: refusedSecretMap,
  proxy_from_environment: boolean,
  proxy_url: scalar(
    rule((value) => !value.includes('@'), 'holds credentials', 'Leave them out'),
    rule(isUrl, 'is not a URL', 'Write e.g. http://10.0.0.9:3128'),
  ),
  tls_config: section({
    ca: text,
    ca_file: onlyFile(CA_FILE),
    ca_ref: refusedText,
    cert: refusedText,
    cert_file: refusedFile,
    cert_ref: refusedText,
    insecure_skip_verify: boolean,
    key: refusedText,
    key_file: refusedFile,
    key_ref: refusedText,
    max_version: oneOf(TLS_VERSIONS),
    min_version: oneOf(TLS_VERSIONS),
    server_name: text,
  }),
};

const OLDER_PROTOCOLS = ['PrometheusProto', 'OpenMetricsText0.0.1', 'OpenMetricsText1.0.0', 'PrometheusText0.0.4'];
const PROTOCOLS = [...OLDER_PROTOCOLS, 'PrometheusText1.0.0'];
const protocol = scalar(
  isOneOf(PROTOCOLS),
  newer((value) => OLDER_PROTOCOLS.includes(value), 'is a protocol', `Write one of ${OLDER_PROTOCOLS.join(', ')}`),
);

/** In global and in a job. */
const common: Fields = {
  always_scrape_classic_histograms: newField(boolean),
  body_size_limit: size,
  convert_classic_histograms_to_nhcb: newField(boolean),
  keep_dropped_targets: count,
  label_limit: count,
  label_name_length_limit: count,
  label_value_length_limit: count,
  metric_name_escaping_scheme: newField(oneOf(['allow-utf-8', 'underscores', 'dots', 'values', ''])),
  metric_name_validation_scheme: newField(oneOf(['legacy', 'utf8', ''])),
  sample_limit: count,
  scrape_failure_log_file: newField(text),
  scrape_interval: interval,
  scrape_protocols: list(protocol),
  scrape_timeout: duration,
  target_limit: count,
};

/**
 * Of a relabel rule (https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config); Prometheus reads them in
 * any case.
 */
export const ACTIONS = [
  'replace',
  'keep',
  'drop',
  'keepequal',
  'dropequal',
  'hashmod',
  'labelmap',
  'labeldrop',
  'labelkeep',
  'lowercase',
  'uppercase',
];

const relabelConfig = section({
  action: oneOf(ACTIONS, true),
  modulus: count,
  regex,
  replacement: text,
  separator: text,
  source_labels: list(labelName),
  target_label: text,
});

const ROLES = ['pod', 'node', 'service', 'endpoints', 'endpointslice', 'ingress'];

const kubernetesSdConfig = section(
  {
    ...http,
    api_server: scalar(
      rule(isReachableUrl, 'is a machine that a managed collector does not know', `Write https://${API_SERVER}:443`),
    ),
    attach_metadata: section({ node: boolean }),
    kubeconfig_file: refusedFile,
    namespaces: section({ names: texts, own_namespace: boolean }),
    selectors: list(section({ field: scalar(fieldSelector), label: scalar(labelSelector) }, { role: oneOf(ROLES) })),
  },
  { role: oneOf(ROLES) },
);

const target = rule(
  isTarget,
  'is not an IP address, and a managed collector resolves no other name than that of the API server',
  `Find what runs in the cluster by kubernetes_sd_configs, a Service by its role endpoints and a rule that keeps __meta_kubernetes_service_name; or write an IP address with or without a port, e.g. 10.0.0.7:9100 or [fd00::7]:9100, or ${API_SERVER}:443`,
);

const staticConfig = section({ labels, targets: list(scalar(target)) });

const scrapeConfig = section(
  {
    ...http,
    ...common,
    ...refusedDiscoveries,
    enable_compression: boolean,
    fallback_scrape_protocol: newField(scalar(isOneOf([...PROTOCOLS, '']))),
    honor_labels: boolean,
    honor_timestamps: boolean,
    kubernetes_sd_configs: list(kubernetesSdConfig),
    metric_relabel_configs: list(relabelConfig),
    metrics_path: text,
    native_histogram_bucket_limit: count,
    native_histogram_min_bucket_factor: factor,
    params: record(texts),
    relabel_configs: list(relabelConfig),
    scheme: oneOf(['http', 'https']),
    scrape_classic_histograms: oldField(boolean),
    static_configs: list(staticConfig),
    track_timestamps_staleness: boolean,
  },
  { job_name: nonEmpty },
);

const jobs = list(scrapeConfig);

const someJobs: Kind = (value, at) => {
  if (!Array.isArray(value) || value.length > 0) return jobs(value, at);
  return [{ at, problem: 'has no job, so that nothing would be scraped', remedy: 'Add at least one job' }];
};

/** Prometheus prints it, and a managed collector has no use for the section. */
const OTLP_DEFAULT = 'UnderscoreEscapingWithSuffixes';

/** What a field alone shows. Rules that join several are in rules.ts. */
export const scrapeConfigurationKind = section(
  {
    ...refusedSections,
    otlp: newField(
      section({ promote_resource_attributes: refusedList, translation_strategy: oneOf([OTLP_DEFAULT, '']) }),
    ),
    global: section({
      ...common,
      evaluation_interval: duration,
      external_labels: labels,
      query_log_file: refusedFile,
      rule_query_offset: duration,
    }),
    runtime: section({ gogc: whole }),
  },
  { scrape_configs: someJobs },
);
