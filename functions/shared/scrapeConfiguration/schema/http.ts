import { isAbsent, isScalar } from './kinds.ts';
import { Plain } from '../plain.ts';
import type { Problem, YamlPath } from '../problem.ts';
import { isRecord } from '../values.ts';

/**
 * The rules that Prometheus has for the HTTP options of a job or a discovery together
 * (https://github.com/prometheus/common/blob/v0.65.0/config/http_config.go, the Validate methods).
 */

type Section = Readonly<Record<string, unknown>>;

const isTrue = (value: unknown) => value instanceof Plain && value.value === true;
const isFilled = (value: unknown) => !isAbsent(value) && value !== '';

function authorizationProblems(section: Section, at: YamlPath): Problem[] {
  if (isAbsent(section['authorization']) || !isFilled(section['bearer_token_file'])) return [];
  return [
    {
      at: [...at, 'bearer_token_file'],
      problem: 'stands beside authorization, and Prometheus takes only one of them',
      remedy: 'Remove one of the two',
    },
  ];
}

function proxyProblems(section: Section, at: YamlPath): Problem[] {
  const fromEnvironment = isTrue(section['proxy_from_environment']);
  const hasUrl = isFilled(section['proxy_url']);
  const beside = 'stands beside proxy_from_environment, and Prometheus takes only one of them';
  const problems: Problem[] = [];
  if (fromEnvironment && hasUrl) {
    problems.push({ at: [...at, 'proxy_url'], problem: beside, remedy: 'Remove one of the two' });
  }
  if (!isFilled(section['no_proxy'])) return problems;
  if (fromEnvironment) {
    problems.push({ at: [...at, 'no_proxy'], problem: beside, remedy: 'Remove one of the two' });
  } else if (isAbsent(section['proxy_url'])) {
    const problem = 'excepts machines from a proxy that is not there';
    problems.push({ at: [...at, 'no_proxy'], problem, remedy: 'Add proxy_url, or remove it' });
  }
  return problems;
}

function tlsProblems(section: Section, at: YamlPath): Problem[] {
  const tls = section['tls_config'];
  if (!isRecord(tls)) return [];
  const problems: Problem[] = [];
  if (isFilled(tls['ca']) && isFilled(tls['ca_file'])) {
    const problem = 'stands beside ca_file, and Prometheus takes only one of them';
    problems.push({ at: [...at, 'tls_config', 'ca'], problem, remedy: 'Remove one of the two' });
  }
  const { min_version: min, max_version: max } = tls;
  if (isScalar(min) && isScalar(max) && String(max) < String(min)) {
    const problem = 'is lower than min_version, with which no scrape succeeds';
    problems.push({ at: [...at, 'tls_config', 'max_version'], problem, remedy: 'Raise it, or remove it', warns: true });
  }
  return problems;
}

/** What is wrong with HTTP options together, each of which may be right by itself. */
export function httpProblems(section: Section, at: YamlPath): Problem[] {
  return [authorizationProblems, proxyProblems, tlsProblems].flatMap((check) => check(section, at));
}

/** Options whose default is true: null makes them false. */
const TRUE_BY_DEFAULT = ['enable_http2', 'follow_redirects'];
const OPTIONS = ['authorization', 'http_headers', 'proxy_connect_header', 'proxy_url'];

/** The HTTP options of a section that are not as Prometheus has them by default. */
export function changedOptions(section: Section): string[] {
  const off = TRUE_BY_DEFAULT.filter((key) => Object.hasOwn(section, key) && !isTrue(section[key]));
  const set = OPTIONS.filter((key) => !isAbsent(section[key]));
  const filled = ['bearer_token_file', 'no_proxy'].filter((key) => isFilled(section[key]));
  const environment = isTrue(section['proxy_from_environment']) ? ['proxy_from_environment'] : [];
  const tls = isRecord(section['tls_config']) ? section['tls_config'] : {};
  const isSet = Object.values(tls).some(
    (value) => isFilled(value) && !(value instanceof Plain && value.value === false),
  );
  return [...off, ...set, ...filled, ...environment, ...(isSet ? ['tls_config'] : [])];
}
