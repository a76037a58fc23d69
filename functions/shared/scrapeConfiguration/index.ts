import { describeFinding, type Finding } from '../errors.ts';
import { isEncodedYaml } from './yaml/blob.ts';
import { byteOrderMark, digest } from './labels/completed.ts';
import { CLUSTER_LABEL, labelledText, type Labels } from './labels/externalLabels.ts';
import { identityProblems, type Identity } from './labels/identity.ts';
import { invisibleProblem, withoutInvisible } from './yaml/invisible.ts';
import { mergeProblems } from './yaml/merges.ts';
import { type ParsedYaml, parseYaml } from './yaml/parse.ts';
import { type Problem, toFinding, type YamlPath } from './problem.ts';
import { combinationProblems } from './schema/rules.ts';
import { scrapeConfigurationKind } from './schema/schema.ts';

export { decodeBlob } from './yaml/blob.ts';
export { digest } from './labels/completed.ts';
export type { Labels } from './labels/externalLabels.ts';

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
  /** What may go wrong with it all the same, a line each: fields that one version of Prometheus does not know, and the like. */
  warnings: string[];
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

/** What was found in a text, where its parts stand, and the text with its labels unless something is in the way. */
interface Outcome {
  problems: Problem[];
  warnings?: Problem[];
  place?: (path: YamlPath) => string;
  text?: string;
}

function labelled(text: string, parsed: ParsedYaml, labels: Labels): Outcome {
  const result = labelledText(text, parsed, labels);
  if (typeof result !== 'string') return { problems: [result], place: parsed.place };
  const problems = sizeProblems(result, MAX_CONFIGURATION_BYTES);
  return problems.length > 0 ? { problems } : { problems, text: result };
}

function examine(text: string, identity: Identity): Outcome {
  const parsed = parse(text);
  if ('problems' in parsed) return parsed;
  const all = [
    ...scrapeConfigurationKind(parsed.data, []),
    ...combinationProblems(parsed.data),
    ...mergeProblems(parsed),
    ...identityProblems(parsed.data, identity),
  ];
  const problems = all.filter(({ warns }) => !warns);
  const { place } = parsed;
  if (problems.length > 0) return { problems, place };
  const labels = { [CLUSTER_LABEL]: identity.clusterArn, ...identity.own };
  return { ...labelled(text, parsed, labels), warnings: all, place };
}

/** Where invisible characters are the reason of findings, they are the finding: the others lead astray. */
function examineCopied(text: string, identity: Identity): Outcome {
  const outcome = examine(text, identity);
  const visible = outcome.problems.length > 0 ? withoutInvisible(text) : undefined;
  if (visible === undefined) return outcome;
  const rest = examine(visible, identity);
  if (rest.problems.length >= outcome.problems.length) return outcome;
  return { problems: [invisibleProblem(text), ...rest.problems], ...(rest.place ? { place: rest.place } : {}) };
}

function check(text: string, identity: Identity, maxBytes: number): Outcome {
  const problems = sizeProblems(text, maxBytes);
  if (problems.length > 0) return { problems };
  const mark = byteOrderMark(text);
  const outcome = examineCopied(text.slice(mark.length), identity);
  return outcome.text === undefined ? outcome : { ...outcome, text: `${mark}${outcome.text}` };
}

/** They go into an output of limited size; what a whole configuration does again and again is told often enough. */
const MAX_WARNINGS = 10;

function warningTexts({ warnings = [], place }: Outcome, path: string): string[] {
  const texts = warnings.slice(0, MAX_WARNINGS).map((problem) => describeFinding(toFinding(problem, path, place)));
  const more = warnings.length - texts.length;
  return more > 0 ? [...texts, `${path}: ${more} more warnings of the kind.`] : texts;
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
  const outcome = check(text, { clusterArn, own }, maxBytes);
  const findings = outcome.problems.map((problem) => toFinding(problem, path, outcome.place));
  if (outcome.text === undefined) return { text, digest: digest(text), findings, warnings: [] };
  return { text: outcome.text, digest: digest(outcome.text), findings, warnings: warningTexts(outcome, path) };
}
