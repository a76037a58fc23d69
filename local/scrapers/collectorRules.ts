import {
  isMap,
  holdsSomething,
  isDuration,
  isTooShort,
  isTarget,
  isRegex,
  hasAction,
  isWithout,
  isAuthorization,
  hasTwice,
  hasNameTwice,
  isLongerThanInterval,
  hasOptionsWithoutServer,
  TOKEN,
  MIN_INTERVAL_SECONDS,
  ACTIONS,
} from './collectorValues.ts';

/** What a managed collector refuses in a place of its configuration, and who says so. */
export interface CollectorRule {
  /** Keys, of which one may begin with `*`; `[]` stands behind the key of a list and for each item of it. */
  path: string;
  /** Of a value that is there; of null and what is missing only where it is required. */
  refuses: (value: unknown, root: unknown) => boolean;
  required?: true;
  problem: string;
  source: string;
}

const GUIDE =
  'https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-collector-how-to.html#AMP-collector-configuration';
const PROMETHEUS = 'https://github.com/prometheus/prometheus/blob/v3.5.0/';
const CONFIG = `${PROMETHEUS}config/config.go`;
const RELABEL = `${PROMETHEUS}model/relabel/relabel.go`;
const KUBERNETES = `${PROMETHEUS}discovery/kubernetes/kubernetes.go`;
const HTTP = 'https://github.com/prometheus/common/blob/v0.65.0/config/http_config.go';

const JOB = 'scrape_configs[]';
const RULE_LISTS = [`${JOB}.relabel_configs[]`, `${JOB}.metric_relabel_configs[]`];

function rows(paths: readonly string[], rule: Omit<CollectorRule, 'path'>): CollectorRule[] {
  return paths.map((path) => ({ path, ...rule }));
}

const both = (...keys: string[]) => keys.flatMap((key) => [`global.${key}`, `${JOB}.${key}`]);
const inJobs = (...keys: string[]) => keys.map((key) => `${JOB}.${key}`);
const inRules = (key: string) => RULE_LISTS.map((path) => `${path}.${key}`);

const UNSUPPORTED = { problem: 'is not supported by the managed collector', source: GUIDE };
const TLS = /^TLS1[0-3]$/;
const SIZE = /^(?:0|(?:\d+(?:\.\d+)?(?:B|[KMGTPE]i?B))+)$/;
const ROLES = /^(?:endpoints|endpointslice|ingress|node|pod|service)$/;

/** In the order in which they are told. None of them is shared with what the workflow checks before. */
export const COLLECTOR_RULES: readonly CollectorRule[] = [
  {
    path: 'scrape_configs',
    required: true,
    refuses: (jobs) => !Array.isArray(jobs) || jobs.length === 0,
    problem: 'has no job',
    source: GUIDE,
  },
  { path: 'scrape_configs', refuses: hasNameTwice, problem: 'has two jobs of one name', source: CONFIG },
  {
    path: `${JOB}.job_name`,
    required: true,
    refuses: (name) => String(name ?? '') === '',
    problem: 'is empty',
    source: CONFIG,
  },
  ...rows(both('scrape_interval', 'scrape_timeout'), {
    refuses: (value) => !isDuration(value),
    problem: 'is not a duration such as 30s',
    source: CONFIG,
  }),
  ...rows(both('scrape_interval'), {
    refuses: isTooShort,
    problem: `must be at least ${MIN_INTERVAL_SECONDS}s`,
    source: GUIDE,
  }),
  {
    path: JOB,
    refuses: isLongerThanInterval,
    problem: 'has a timeout that is longer than its interval',
    source: CONFIG,
  },
  ...rows(both('scrape_protocols'), {
    refuses: (value) => !Array.isArray(value) || value.length === 0 || hasTwice(value),
    problem: 'is empty, or has one twice',
    source: CONFIG,
  }),
  ...rows(both('body_size_limit'), {
    refuses: (value) => !SIZE.test(String(value)),
    problem: 'is not a size such as 10MB',
    source: CONFIG,
  }),
  ...rows(both('sample_limit', 'label_limit', 'target_limit'), {
    refuses: (value) => typeof value !== 'number',
    problem: 'is not a number',
    source: CONFIG,
  }),
  ...rows(inJobs('honor_labels', 'honor_timestamps', 'enable_http2', 'follow_redirects'), {
    refuses: (value) => typeof value !== 'boolean',
    problem: 'is not a boolean',
    source: CONFIG,
  }),
  ...rows(inJobs('tls_config.min_version', 'tls_config.max_version'), {
    refuses: (value) => !TLS.test(String(value)),
    problem: 'is no version of TLS',
    source: HTTP,
  }),
  ...rows(inJobs('authorization'), {
    refuses: (value) => !isAuthorization(value),
    problem: 'is not that of the service account',
    source: GUIDE,
  }),
  ...rows(inJobs('bearer_token_file'), {
    refuses: (value) => value !== TOKEN && value !== '',
    problem: 'is not that of the service account',
    source: GUIDE,
  }),
  ...rows(inJobs('basic_auth', 'bearer_token', 'oauth2', 'sigv4', 'azuread'), {
    refuses: (value) => value !== '',
    ...UNSUPPORTED,
  }),
  {
    path: `${JOB}.static_configs[].targets[]`,
    refuses: (value) => !isTarget(value),
    problem: 'must be an IP address or kubernetes.default.svc',
    source: GUIDE,
  },
  {
    path: `${JOB}.kubernetes_sd_configs[].role`,
    required: true,
    refuses: (role) => !ROLES.test(String(role)),
    problem: 'is no role',
    source: KUBERNETES,
  },
  {
    path: `${JOB}.kubernetes_sd_configs[]`,
    refuses: hasOptionsWithoutServer,
    problem: 'has options for HTTP without api_server',
    source: KUBERNETES,
  },
  ...rows(inRules('regex'), {
    refuses: (value) => !isRegex(value),
    problem: 'is not a regular expression of RE2',
    source: RELABEL,
  }),
  ...rows(inRules('action'), {
    refuses: (value) => !ACTIONS.test(String(value)),
    problem: 'is no action',
    source: RELABEL,
  }),
  ...rows(RULE_LISTS, {
    refuses: (rule) => hasAction(rule, /^hashmod$/i) && (!isMap(rule) || !Number(rule['modulus'])),
    problem: 'has no modulus',
    source: RELABEL,
  }),
  ...rows(RULE_LISTS, {
    refuses: (rule) =>
      hasAction(rule, /^(?:replace|hashmod|lowercase|uppercase|keepequal|dropequal)$/i) &&
      isWithout(rule, 'target_label'),
    problem: 'has no target_label',
    source: RELABEL,
  }),
  { path: `${JOB}.*_sd_configs`, refuses: holdsSomething, ...UNSUPPORTED },
  { path: '*', refuses: holdsSomething, ...UNSUPPORTED },
];
