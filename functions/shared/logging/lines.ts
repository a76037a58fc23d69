import * as z from 'zod/mini';
import type { Component } from './decision.ts';

/** What a line of a scraper's vended logs can be. */
export const LINE_KINDS = [
  'SOURCE_GONE',
  'SOURCE_FORBIDDEN',
  'SOURCE_UNREACHABLE',
  'TARGETS_FORBIDDEN',
  'TARGETS_DOWN',
  'EXPORT_FAILED',
  'UNKNOWN',
] as const;
/** What a line means for the connection, and no word of the line itself. */
export type LineKind = (typeof LINE_KINDS)[number];

/** How many lines there are of each kind: all that ever leaves the account whose lines they are. */
export const lineCounts = z.partialRecord(z.enum(LINE_KINDS), z.number());
/** By kind; kinds without a line are absent. */
export type LineCounts = z.infer<typeof lineCounts>;

/** How far back the last lines go. */
export const LINES_MINUTES = 15;

interface Row {
  /** What a line is recognized by. */
  component: Component;
  text: RegExp;
  means: string;
  /** What to do about it. */
  remedy: string;
}

/**
 * The first row that a line fits is its kind. The texts are those of
 * https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-collector-vended-logs.html; that a line has the network's or the target's own
 * error behind them, where it has one, is assumed.
 */
const ROWS: Readonly<Record<Exclude<LineKind, 'UNKNOWN'>, Row>> = {
  SOURCE_GONE: {
    component: 'SERVICE_DISCOVERY',
    text: /Verify your scraper source exists/,
    means: 'the scraper does not find its cluster',
    remedy: 'See that the cluster is there; offboard the connection of one that is gone',
  },
  SOURCE_FORBIDDEN: {
    component: 'SERVICE_DISCOVERY',
    text: /Verify your scraper source permissions are valid/,
    means: 'the cluster does not admit the scraper',
    remedy: "Look at the cluster's access entries, or at the ConfigMap aws-auth and the RBAC of the manualSteps",
  },
  SOURCE_UNREACHABLE: {
    component: 'SERVICE_DISCOVERY',
    text: /i\/o timeout|connection refused|no such host|deadline exceeded/,
    means: "the scraper does not reach the cluster's endpoint",
    remedy: 'See that its subnets and security groups reach port 443 of the private endpoint, and that the VPC has DNS',
  },
  TARGETS_FORBIDDEN: {
    component: 'COLLECTOR',
    text: /\b(401|403)\b|Unauthorized|Forbidden/,
    means: 'targets refuse to be scraped',
    remedy: "Look at the cluster's RBAC, and at the authorization of the scrape configuration",
  },
  TARGETS_DOWN: {
    component: 'COLLECTOR',
    text: /Failed to scrape|Scrape failed/,
    means: 'targets were found and cannot be scraped',
    remedy: "Look at their ports and paths, and at the cluster's network policies",
  },
  EXPORT_FAILED: {
    component: 'EXPORTER',
    text: /Failed to export/,
    means: 'the workspace does not take the samples: a trust, a permission, or a limit of the workspace',
    remedy:
      "Look at both roles' trust policies, and in the workspace's account at the metric DiscardedSamples of AWS/Prometheus, whose reason names the limit, beside ResourceCount of AWS/Usage for ActiveSeries and IngestionRate",
  },
};

const line = z.object({
  component: z.string(),
  message: z.object({ log: z.string() }),
  scrapeConfigId: z.string(),
});

/** The kind of a line and the id of the scraper that it is of, which is all that is taken from it; undefined of what is no such line. */
export function kindOf(text: string): { kind: LineKind; scraperId: string } | undefined {
  const { data } = line.safeParse(parseJson(text));
  if (data === undefined) return undefined;
  for (const kind of LINE_KINDS) {
    if (kind === 'UNKNOWN') break;
    const row = ROWS[kind];
    if (row.component === data.component && row.text.test(data.message.log)) {
      return { kind, scraperId: data.scrapeConfigId };
    }
  }
  return { kind: 'UNKNOWN', scraperId: data.scrapeConfigId };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** By scraper id. What is no line of a scraper counts for nobody. */
export function countLines(texts: readonly string[]): Map<string, LineCounts> {
  const counts = new Map<string, LineCounts>();
  for (const text of texts) {
    const { kind, scraperId } = kindOf(text) ?? {};
    if (kind === undefined || scraperId === undefined) continue;
    const of = counts.get(scraperId) ?? {};
    counts.set(scraperId, { ...of, [kind]: (of[kind] ?? 0) + 1 });
  }
  return counts;
}

/** What a scraper's last lines mean, in sentences for people. */
export function linesMean(counts: LineCounts = {}): string {
  const kinds = LINE_KINDS.filter((kind) => (counts[kind] ?? 0) > 0);
  if (kinds.length === 0)
    return `The log group has no line of it of the last ${LINES_MINUTES} minutes: its logs are off ("logs": true switches them on), or it finds no target.`;
  const told = kinds.map((kind) => `${kind} ${counts[kind]}`).join(', ');
  const meanings = kinds.flatMap((kind) => (kind === 'UNKNOWN' ? [] : [meaning(kind)]));
  return [`The vended logs of the last ${LINES_MINUTES} minutes say ${told}.`, ...meanings].join(' ');
}

function meaning(kind: Exclude<LineKind, 'UNKNOWN'>): string {
  const { means, remedy } = ROWS[kind];
  return `${kind}: ${means}. ${remedy}.`;
}
