import * as z from 'zod/mini';
import { readAnswer } from '../aws/answer.ts';
import { withinShare } from '../aws/deadline.ts';
import { jsonCall } from '../aws/jsonCall.ts';
import { serviceUrl } from '../aws/serviceUrl.ts';
import type { ProvisionerSession } from '../aws/session.ts';
import { scraperLogName, type ConnectionNames } from '../names.ts';
import { countLines, LINES_MINUTES, linesMean, type LineCounts } from './lines.ts';

/** Of an invocation's time, what they may take. */
const SHARE = 1 / 4;

/** A page may have any number of lines, and none: what is beyond these pages is not counted. */
const MAX_PAGES = 5;
const LINES_PER_PAGE = 1_000;

const answer = z.object({
  events: z.prefault(z.array(z.object({ message: z.optional(z.string()) })), []),
  nextToken: z.optional(z.string()),
});

type OfAccount = Pick<ConnectionNames, 'installation' | 'partition'>;

interface Wanted {
  accountId: string;
  /** Up to when, in seconds since the epoch on AWS's clock. */
  until: number;
  /** Of which scraper; of all in the account's Region when absent. */
  scraperId?: string;
}

/**
 * Counts the last lines of the account's log group by their kinds, and hands nothing else of them on
 * (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html).
 * @returns by scraper id.
 * @throws CallRefused when AWS refuses it, AwsUnavailable when it does not answer.
 */
export async function readLines(
  session: ProvisionerSession,
  { installation, partition }: OfAccount,
  { accountId, until, scraperId }: Wanted,
): Promise<Map<string, LineCounts>> {
  const { region } = session;
  const operation = 'logs:FilterLogEvents';
  const call = {
    operation,
    region,
    url: serviceUrl('logs', { region, partition }),
    credentials: session.credentials(accountId),
    target: 'Logs_20140328',
    version: '1.1',
  } as const;
  const asked = {
    logGroupName: scraperLogName(installation),
    startTime: Math.max(0, Math.floor((until - LINES_MINUTES * 60) * 1000)),
    limit: LINES_PER_PAGE,
    ...(scraperId === undefined ? {} : { filterPattern: `{ $.scrapeConfigId = "${scraperId}" }` }),
  };
  const found: string[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const input = nextToken === undefined ? asked : { ...asked, nextToken };
    const got = readAnswer(operation, answer, await jsonCall({ ...call, input }));
    found.push(...got.events.flatMap(({ message }) => message ?? []));
    nextToken = got.nextToken;
    if (nextToken === undefined) break;
  }
  return countLines(found);
}

/**
 * What the last lines of one scraper mean, in sentences for people. Why they could not be read is not told: an answer that could not be
 * read may have lines in it.
 */
export async function lastLinesSay(
  session: ProvisionerSession,
  names: Pick<ConnectionNames, 'installation' | 'partition' | 'sourceAccountId'>,
  { scraperId }: { scraperId: string },
  until: number,
): Promise<string> {
  const wanted = { accountId: names.sourceAccountId, until, scraperId };
  try {
    const counts = await withinShare(SHARE, () => readLines(session, names, wanted));
    return linesMean(counts.get(scraperId));
  } catch {
    return `Its vended logs could not be read: the log group ${scraperLogName(names.installation)} is the Region's stack's, and the permission the account's.`;
  }
}
