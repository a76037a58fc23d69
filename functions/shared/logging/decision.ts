import { scraperLogName, type ConnectionNames } from '../names.ts';

/** A scraper's logging, as DescribeScraperLoggingConfiguration shows it. */
export interface Logging {
  /** Absent of a destination that is no log group. */
  logGroupArn?: string | undefined;
  components: readonly string[];
  statusCode: string;
  statusReason?: string | undefined;
}

/** All that a collector tells of (https://docs.aws.amazon.com/prometheus/latest/APIReference/API_ScraperComponent.html). */
export const COMPONENTS = ['SERVICE_DISCOVERY', 'COLLECTOR', 'EXPORTER'] as const;
/** One part of a collector, whose lines can be vended by themselves. */
export type Component = (typeof COMPONENTS)[number];

/** What is to be done about a scraper's logging: switched on as it is to be, off, or neither. */
export interface LoggingDecision {
  action: 'on' | 'off' | 'none';
  warnings: string[];
}

type OfAccount = Pick<ConnectionNames, 'installation' | 'partition' | 'region' | 'sourceAccountId'>;

/** The log group of the Region's stack, as the API has it: with `:*` behind it. */
export function ownLogGroupArn({ installation, partition, region, sourceAccountId }: OfAccount): string {
  return `arn:${partition}:logs:${region}:${sourceAccountId}:log-group:${scraperLogName(installation)}:*`;
}

/** Whether a scraper's logging leads to this workflow's log group: any other is somebody's, and is left alone. */
export function isOurs(has: Logging | undefined, names: OfAccount): has is Logging {
  return has !== undefined && has.logGroupArn === ownLogGroupArn(names) && has.statusCode !== 'DELETING';
}

/**
 * A scraper has one destination. One that somebody else has set is left as it is, whatever is asked for: to take it would end what they read.
 * @param has undefined when there is none.
 */
export function decideLogging(
  arn: string,
  wanted: boolean,
  has: Logging | undefined,
  names: OfAccount,
): LoggingDecision {
  const isGoing = has?.statusCode === 'DELETING';
  if (has !== undefined && !isGoing && !isOurs(has, names)) {
    return { action: 'none', warnings: [foreignWarning(arn, has, wanted)] };
  }
  if (!wanted) return { action: has === undefined || isGoing ? 'none' : 'off', warnings: [] };
  return { action: has !== undefined && isWhole(has) ? 'none' : 'on', warnings: [] };
}

/** Those that are on their way are not sent again: AMP refuses two at once. */
function isWhole({ components, statusCode }: Logging): boolean {
  const isSettled = !['CREATION_FAILED', 'UPDATE_FAILED', 'DELETING'].includes(statusCode);
  const hasAll = components.length === 0 || COMPONENTS.every((one) => components.includes(one));
  return isSettled && hasAll;
}

function foreignWarning(arn: string, { logGroupArn }: Logging, wanted: boolean): string {
  return (
    `The logs of scraper ${arn} go to ${logGroupArn ?? 'another destination than a log group'}, which somebody else has set: that was left as it is. ` +
    `To have them ${wanted ? 'in our log group' : 'off'}, delete it (aws amp delete-scraper-logging-configuration --scraper-id ${arn.slice(arn.lastIndexOf('/') + 1)})` +
    `${wanted ? ', then run again' : ''}.`
  );
}

/** What an output says of logging that AMP could not make; undefined of one that works, or that it is at work on. */
export function failedWarning(arn: string, { statusCode, statusReason }: Logging): string | undefined {
  if (!statusCode.endsWith('_FAILED')) return undefined;
  const why = (statusReason ?? 'the service gives no reason').replace(/\.$/, '');
  return `The logging of scraper ${arn} is ${statusCode}: ${why}. The connection works without it. Deploy the stack of the Region again, which has the log group and its policy, then run again.`;
}

/** What an output says where AWS refused to switch the logging, whatever the reason. */
export function refusedWarning(arn: string, wanted: boolean, why: string, installation: string): string {
  return (
    `The logs of scraper ${arn} could not be switched ${wanted ? 'on' : 'off'}: ${why} The connection works all the same. The permissions are the account's stack's, ` +
    `the log group ${scraperLogName(installation)} and its policy the Region's: deploy what is older than this workflow again, then run again.`
  );
}
