import * as z from 'zod/mini';
import {
  boolean,
  count,
  duration,
  factor,
  type Fields,
  interval,
  labelName,
  labels,
  nonEmpty,
  oneOf,
  onlyFile,
  regex,
  rule,
  section,
  size,
  text,
} from './scalars.ts';
import { API_SERVER, CA_FILE, isReachableUrl, isTarget, TOKEN_FILE } from './values.ts';

/**
 * What a managed collector takes, from "Supported configuration" and the limitations below it on
 * https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-collector-how-to.html#AMP-collector-configuration:
 * the sections global, scrape_config, static_config, relabel_config, metric_relabel_configs and kubernetes_sd_config;
 * scrape intervals of at least 30 s; targets by IP address; the service account's token as the only authorization.
 *
 * AWS names no list of fields within the sections. A field that Prometheus 2 knows is taken, unless it names a file or
 * holds a secret, neither of which a managed collector can have: that is assumed. A key that is not here is a mistake.
 */

const http: Fields = {
  authorization: section(
    {
      type: text.check(
        rule(
          (value) => value === 'Bearer',
          'is not the one type that a managed collector allows',
          'Write Bearer or leave it out',
        ),
      ),
    },
    { credentials_file: onlyFile(TOKEN_FILE) },
  ),
  bearer_token_file: onlyFile(TOKEN_FILE),
  enable_http2: boolean,
  follow_redirects: boolean,
  http_headers: z.record(z.string(), section({ values: z.array(text) })),
  no_proxy: text,
  proxy_from_environment: boolean,
  proxy_url: text.check(rule((value) => !value.includes('@'), 'holds credentials', 'Leave them out')),
  tls_config: section({
    ca: text,
    ca_file: onlyFile(CA_FILE),
    insecure_skip_verify: boolean,
    max_version: text,
    min_version: text,
    server_name: text,
  }),
};

const limits: Fields = {
  body_size_limit: size,
  keep_dropped_targets: count,
  label_limit: count,
  label_name_length_limit: count,
  label_value_length_limit: count,
  metric_name_validation_scheme: oneOf(['legacy', 'utf8']),
  sample_limit: count,
  scrape_interval: interval,
  scrape_protocols: z.array(
    oneOf(['PrometheusProto', 'OpenMetricsText0.0.1', 'OpenMetricsText1.0.0', 'PrometheusText0.0.4']),
  ),
  scrape_timeout: duration,
  target_limit: count,
};

const relabelConfig = section({
  action: oneOf(
    [
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
    ],
    true,
  ),
  modulus: count,
  regex,
  replacement: text,
  separator: text,
  source_labels: z.array(labelName),
  target_label: text,
});

const ROLES = ['pod', 'node', 'service', 'endpoints', 'endpointslice', 'ingress'];

const kubernetesSdConfig = section(
  {
    ...http,
    api_server: text.check(
      rule(isReachableUrl, 'is a machine that a managed collector does not know', `Write https://${API_SERVER}:443`),
    ),
    attach_metadata: section({ node: boolean }),
    namespaces: section({ names: z.array(text), own_namespace: boolean }),
    selectors: z.array(section({ field: text, label: text }, { role: oneOf(ROLES) })),
  },
  { role: oneOf(ROLES) },
);

const staticConfig = section({
  labels,
  targets: z.array(
    text.check(
      rule(
        isTarget,
        'is not an IP address, and a managed collector resolves no other name than that of the API server',
        `Write an IP address with or without a port, e.g. 10.0.0.7:9100 or [fd00::7]:9100, or ${API_SERVER}:443; for what runs in the cluster use kubernetes_sd_configs`,
      ),
    ),
  ),
});

const scrapeConfig = section(
  {
    ...http,
    ...limits,
    enable_compression: boolean,
    honor_labels: boolean,
    honor_timestamps: boolean,
    kubernetes_sd_configs: z.array(kubernetesSdConfig),
    metric_relabel_configs: z.array(relabelConfig),
    metrics_path: text,
    native_histogram_bucket_limit: count,
    native_histogram_min_bucket_factor: factor,
    params: z.record(z.string(), z.array(text)),
    relabel_configs: z.array(relabelConfig),
    scheme: oneOf(['http', 'https']),
    scrape_classic_histograms: boolean,
    static_configs: z.array(staticConfig),
    track_timestamps_staleness: boolean,
  },
  { job_name: nonEmpty },
);

export const scrapeConfigurationSchema = section(
  {
    global: section({
      ...limits,
      evaluation_interval: duration,
      external_labels: labels,
      rule_query_offset: duration,
    }),
  },
  {
    scrape_configs: z.array(scrapeConfig).check(
      z.refine((jobs) => jobs.length > 0, {
        params: { problem: 'has no job, so that nothing would be scraped', remedy: 'Add at least one job' },
      }),
    ),
  },
);
