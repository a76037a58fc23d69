import { arnParts } from '../../functions/shared/arn.ts';
import { evaluateOnResource } from '../policies/resourcePolicy.ts';
import { findLogGroup } from '../state/lookup.ts';
import type { LogGroup } from '../state/monitoring.ts';
import type { Scraper, World } from '../state/state.ts';

/** What a line of vended logs says, and who of the collector says it. */
interface Vended {
  component: string;
  log: string;
}

const WATCH_FAILED = 'Failed to watch Service';

/**
 * What a collector logs of why its scrapes bring nothing, in the words of
 * https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-collector-vended-logs.html: that a cluster is gone or does not admit it, that a
 * target is not scraped, that the workspace does not take the samples. Assumed: nothing where nothing is selected; of an endpoint that is not
 * reached the network's error. Whose trust refuses, the collector does not say.
 * @param problem as it is kept with the scraper, its component first.
 */
export function vendedText(problem: string): Vended | undefined {
  const [, component = '', text = ''] = /^([A-Z_]+): (.*)$/s.exec(problem) ?? [];
  switch (component) {
    case 'SERVICE_DISCOVERY':
      return discoveryText(text);
    case 'COLLECTOR':
      return { component, log: `Failed to scrape Prometheus endpoint: ${text.replace(/^Scrape failed: /, '')}` };
    case 'EXPORTER': {
      const [log = text] = /^.*? - Verify your scraper destination\.(?: server returned .*)?/.exec(text) ?? [];
      return { component, log };
    }
    default:
      return undefined;
  }
}

function discoveryText(text: string): Vended | undefined {
  const of = (log: string): Vended => ({ component: 'SERVICE_DISCOVERY', log });
  if (text.startsWith(WATCH_FAILED)) return of(text);
  if (text.includes('does not exist')) return of(`${WATCH_FAILED} - Verify your scraper source exists.`);
  if (text.includes('private endpoint') || text.includes('DNS')) return of(`${WATCH_FAILED}: dial tcp: i/o timeout`);
  if (text.includes('selects nothing')) return undefined;
  return of(`${WATCH_FAILED} - Verify your scraper source permissions are valid.`);
}

/**
 * Writes a line where the scraper's logging sends it, if that is ACTIVE and has the component, and the account's resource policies let the
 * delivery write there. Like the scrapes, of a long stretch the end alone.
 */
export async function vendLine(world: World, scraper: Scraper, vended: Vended | undefined, at: number): Promise<void> {
  const { logging, scraperId } = scraper;
  if (vended === undefined || logging === undefined || !['ACTIVE', 'UPDATING'].includes(logging.status)) return;
  const { component, log } = vended;
  if (logging.components.length > 0 && !logging.components.some(({ type }) => type === component)) return;
  const group = findLogGroup(world, logging.logGroupArn);
  if (group === undefined || !(await mayDeliver(world, scraper, group))) return;
  const timestamp = new Date(at).toISOString();
  const message = JSON.stringify({ component, timestamp, message: { log }, scrapeConfigId: scraperId });
  (group.events ??= []).push({ at, stream: streamOf(scraper), message });
}

/** Assumed: AWS does not say how the streams are named. */
function streamOf({ scraperId }: Scraper): string {
  return `AWSLogs/prometheus/scraper/${scraperId}`;
}

/** Each policy of the Region speaks for itself: one that allows it is enough. */
async function mayDeliver(world: World, scraper: Scraper, { arn, accountId, region }: LogGroup): Promise<boolean> {
  const policies = Object.values(world.monitoring?.logPolicies ?? {});
  const here = policies.filter((one) => one.accountId === accountId && one.region === region);
  const resourceArn = `${arn.replace(/:\*$/, '')}:log-stream:${streamOf(scraper)}`;
  const { partition } = arnParts(arn);
  for (const { document } of here) {
    const asked = ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) =>
      evaluateOnResource(world, {
        principal: {
          kind: 'service',
          service: 'delivery.logs.amazonaws.com',
          sourceAccount: scraper.accountId,
          sourceArn: `arn:${partition}:logs:${scraper.region}:${scraper.accountId}:*`,
        },
        action,
        resourceArn,
        resourceAccountId: accountId,
        policy: document,
      }),
    );
    if ((await Promise.all(asked)).every(({ allowed }) => allowed)) return true;
  }
  return false;
}
