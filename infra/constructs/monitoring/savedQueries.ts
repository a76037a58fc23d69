import { CfnQueryDefinition, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { FLEET_CLASSES } from '../../../functions/shared/fleet/fleetClasses.ts';
import { LOG_LINES, type LogLine } from '../../../functions/shared/handler/logLines.ts';

interface SavedQuery {
  /** Behind the installation's, as in a folder. */
  name: string;
  /** Of which lines; of all, when there are none. */
  of: readonly LogLine[];
  /** In CloudWatch Logs Insights' language; over which time is chosen where it is run. */
  commands: readonly string[];
}

/** What is asked at night. What stands for an execution or a connection is put in by who asks. */
const QUERIES: readonly SavedQuery[] = [
  {
    name: 'one-execution',
    of: [],
    commands: [
      'filter executionArn = "ARN of the execution"',
      'fields @timestamp, function, level, message, errorName, reason, outcome, waitedSeconds',
      'sort @timestamp asc',
      'limit 1000',
    ],
  },
  {
    name: 'one-connection',
    of: [],
    commands: [
      'filter connectionId = "ID"',
      'fields @timestamp, executionArn, function, level, message, errorName, reason, outcome, door',
      'sort @timestamp asc',
      'limit 1000',
    ],
  },
  {
    name: 'failures-by-error',
    of: ['failed', 'failedUnexpectedly'],
    commands: [
      'stats count(*) as failures, latest(executionArn) as lastExecution by errorName, function',
      'sort failures desc',
    ],
  },
  {
    name: 'throttles-by-operation',
    of: ['throttled'],
    commands: ['stats count(*) as calls, max(@timestamp) as lastCall by operation, accountId', 'sort calls desc'],
  },
  {
    name: 'last-runs-of-reconcile',
    of: ['reconciled'],
    commands: [
      `fields @timestamp, isDryRun, ${FLEET_CLASSES.map((one) => `classes.${one}`).join(', ')}`,
      'fields held, oldestSeconds, scraperQuotaPercent, roleQuotaPercent, executionArn',
      'sort @timestamp desc',
      'limit 48',
    ],
  },
  {
    name: 'slowest-to-active',
    of: ['scraperActive'],
    commands: ['fields @timestamp, waitedSeconds, connectionId, executionArn', 'sort waitedSeconds desc', 'limit 20'],
  },
  {
    name: 'taken-away',
    of: ['outcome'],
    commands: [
      'filter outcome = "OFFBOARDED"',
      'fields @timestamp, door, connectionId, executionArn',
      'sort @timestamp desc',
      'limit 200',
    ],
  },
];

/**
 * Queries of CloudWatch Logs Insights over the functions' log, in a folder of the installation's name
 * (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html). They cost when they are run alone.
 */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { installation, logGroup }: { installation: string; logGroup: ILogGroup }) {
    super(scope, id);
    for (const { name, of, commands } of QUERIES) {
      const messages = of.map((line) => JSON.stringify(LOG_LINES[line].message));
      const lines = messages.length === 0 ? [] : [`filter message in [${messages.join(', ')}]`];
      new CfnQueryDefinition(this, name, {
        name: `${installation}/${name}`,
        logGroupNames: [logGroup.logGroupName],
        queryString: [...lines, ...commands].join('\n| '),
      });
    }
  }
}
