import { createHash } from 'node:crypto';
import type { Finding } from '../errors.ts';
import { isEncodedYaml } from './blob.ts';
import { CLUSTER_LABEL, labelledAnyhow, labelledText, type Labels } from './externalLabels.ts';
import { identityProblems } from './identity.ts';
import { schemaProblems } from './issues.ts';
import { type ParsedYaml, parseYaml } from './parse.ts';
import { type Problem, toFinding } from './problem.ts';
import { combinationProblems } from './rules.ts';

export { decodeBlob } from './blob.ts';
export type { Labels } from './externalLabels.ts';
export { shortestIntervalSeconds } from './interval.ts';

/**
 * The most that a managed collector takes, in bytes
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/managed-prometheus-collectors-scraper-configuration.html:
 * "256KB"; the page of the managed collectors for EKS gives no number, and that K is 1,024 is assumed).
 */
const MAX_CONFIGURATION_BYTES = 256 * 1024;

/** A scrape configuration as it is to be sent, and what stands in the way of sending it. */
export interface CheckedConfiguration {
  /** With the labels of its identity; as it came when there are findings. */
  text: string;
  /** Of `text`. */
  digest: string;
  findings: Finding[];
}

/** What stands in a state instead of the text: SHA-256, in hex, of its UTF-8 bytes. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function sizeProblems(text: string, maxBytes: number): Problem[] {
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxBytes) return [];
  const problem = `has ${bytes} bytes, more than the ${maxBytes} that are possible here`;
  return [{ at: '', problem, remedy: 'Drop jobs, rules or comments; what is given inline can become a named one' }];
}

function parse(text: string): ParsedYaml | { problems: Problem[] } {
  const parsed = parseYaml(text);
  if ('data' in parsed || !isEncodedYaml(text)) return parsed;
  const remedy = 'Give it as scrapeConfiguration.configurationBlob, or decode it';
  return { problems: [{ at: '', problem: 'is the base64 of a YAML text', remedy }] };
}

/** Either the labelled text or problems, never both. */
type Outcome = { text: string } | { problems: Problem[] };

function labelled(text: string, parsed: ParsedYaml, labels: Labels): Outcome {
  const result = labelledText(text, parsed, labels);
  if (typeof result !== 'string') return { problems: [result] };
  const tooLong = sizeProblems(result, MAX_CONFIGURATION_BYTES);
  return tooLong.length > 0 ? { problems: tooLong } : { text: result };
}

function check(text: string, clusterArn: string, maxBytes: number, own: Labels): Outcome {
  const tooLong = sizeProblems(text, maxBytes);
  if (tooLong.length > 0) return { problems: tooLong };
  const parsed = parse(text);
  if ('problems' in parsed) return parsed;
  const problems = [
    ...schemaProblems(parsed.data),
    ...combinationProblems(parsed.data),
    ...identityProblems(parsed.data, { clusterArn, own }),
  ];
  return problems.length > 0 ? { problems } : labelled(text, parsed, { [CLUSTER_LABEL]: clusterArn, ...own });
}

/**
 * Holds a scrape configuration against what a managed collector accepts, and gives it the label
 * `global.external_labels.clusterArn` where it has none, and the connection's own, leaving the rest of the text as it is. What comes
 * out without findings is accepted again, unchanged.
 *
 * The findings are all there are, but when the text is too long or not YAML: then only that, since nothing else is known.
 * They quote nothing that may be a secret.
 *
 * @param path where the text is in the request, e.g. `scrapeConfiguration.yaml`; the findings add the place in the YAML.
 * @param maxBytes the limit of the text as it came, in bytes of UTF-8.
 * @param own further external labels, which have to have these values.
 */
export function checkScrapeConfiguration(
  text: string,
  clusterArn: string,
  path: string,
  maxBytes: number,
  own: Labels = {},
): CheckedConfiguration {
  const outcome = check(text, clusterArn, maxBytes, own);
  if ('text' in outcome) return { text: outcome.text, digest: digest(outcome.text), findings: [] };
  return { text, digest: digest(text), findings: outcome.problems.map((problem) => toFinding(problem, path)) };
}

/**
 * A configuration that no request has given, the service's default or what a scraper has, with the labels of the connection's
 * identity that it has not. It is not held against the rules: the service knows what it takes.
 */
export function addIdentityLabels(text: string, clusterArn: string, own: Labels): string {
  return labelledAnyhow(text, { [CLUSTER_LABEL]: clusterArn, ...own });
}
