import { arnParts } from '../arn.ts';
import { ERROR_NAMES } from '../errors.ts';
import { causeMessage } from '../failure.ts';
import { deployedName, MACHINE_NAMES } from '../names.ts';
import type { Ended } from './ended.ts';
import type { Fault } from './fault.ts';
import { findingCount, findingLines, placeOf } from './findings.ts';
import { described, namedBy } from './named.ts';
import { quoted } from './quoted.ts';
import { runbookHeading } from './runbookHeading.ts';
import type { ConnectionState } from './state/states.ts';
import type { ConnectionChange } from './state/connectionState.ts';

/**
 * Plain text, as SNS sends it by e-mail, with a subject of the form that Publish takes
 * (https://docs.aws.amazon.com/sns/latest/api/API_Publish.html).
 */
export interface Mail {
  /** ASCII of fewer than 100 characters. */
  subject: string;
  message: string;
  /** What a subscription can filter by, so that each gets what is his. */
  about: { fault?: Fault; state?: ConnectionState };
}

const WHOSE: Readonly<Record<Fault, string>> = {
  REQUESTER: 'Whoever made the request has to mend it.',
  PLATFORM: 'Whoever runs the workflow has to mend it.',
};

/**
 * What people are told of an execution that ended badly. It is written from fields of known form; what somebody could have
 * written into one is quoted, and neither the request nor a finding's value is in it.
 */
export function mailOf(ended: Ended, fault: Fault, installation: string): Mail {
  const { executionArn, status, error, input } = ended;
  const workflow = workflowOf(executionArn, installation);
  const known = ERROR_NAMES.find((name) => name === error);
  const { cluster, workspace } = namedBy(input, arnParts(executionArn).partition);
  const how = `${status}${error === undefined ? '' : ` with ${errorText(ended)}`}`;
  return {
    subject: `${installation} ${workflow}: ${status}${known === undefined ? '' : ` ${known}`}`,
    about: { fault, state: error === 'NoSamples' ? 'silent' : 'failed' },
    message: [
      `${workflow} of ${cluster} to ${workspace} ended ${how}. ${WHOSE[fault]}`,
      ...reasonOf(ended),
      '',
      `Execution: ${consoleUrl(executionArn)}`,
      `Runbook: docs/runbook.md#${runbookHeading(status, error)}`,
      '',
    ].join('\n'),
  };
}

const MEANINGS: Readonly<Record<ConnectionState, string>> = {
  connecting: 'is being made',
  connected: 'works again: its samples arrive',
  failed: 'failed',
  silent: 'is silent: its scraper is ACTIVE and no sample of it arrives',
  waiting: 'waits',
  disconnected: 'was taken away: its scraper and both roles are gone, and no metrics arrive any more',
};

const PAGE = 'docs/states.md#the-states-of-a-connection';
const HEADINGS: Partial<Record<ConnectionState, string>> = {
  silent: 'docs/alarms.md#no-samples',
  disconnected: 'docs/offboarding.md#a-connection-that-was-taken-away',
};

/** What people are told of a connection that an execution's end has brought into a state, where that is no failure of it. */
export function changeMail(
  { state, clusterArn, workspaceArn, executionArn }: ConnectionChange,
  installation: string,
): Mail {
  const of = described('cluster', clusterArn);
  const to = workspaceArn === undefined ? '' : ` to ${described('workspace', workspaceArn)}`;
  return {
    subject: `${installation}: a connection is ${state}`,
    about: { state },
    message: [
      `The connection of ${of}${to} ${MEANINGS[state]}.`,
      '',
      `Execution: ${consoleUrl(executionArn)}`,
      `Read on: ${HEADINGS[state] ?? PAGE}`,
      '',
    ].join('\n'),
  };
}

/** An error's name: one that is not of the closed set may be whatever somebody stopped the execution with. */
export function errorText({ error }: Pick<Ended, 'error'>): string {
  if (error === undefined) return 'none';
  return ERROR_NAMES.find((name) => name === error) ?? quoted(error);
}

/** Of an error outside the closed set nothing is told: a message that is not ours may quote anything. */
function reasonOf({ error, cause }: Ended): string[] {
  const [first] = findingLines(cause);
  if (first !== undefined) {
    const count = findingCount(cause);
    return [`${count} ${count === 1 ? 'finding' : 'findings, the first'} at ${quoted(placeOf(first))}.`];
  }
  if (!ERROR_NAMES.some((name) => name === error) || cause === '') return [];
  return [`Reason: ${quoted(causeMessage(cause))}`];
}

function workflowOf(executionArn: string, installation: string): string {
  const [, machine = ''] = arnParts(executionArn).resource.split(':');
  return MACHINE_NAMES.find((name) => deployedName(installation, name) === machine) ?? quoted(machine);
}

/**
 * The console's page of an execution. The hosts of the partitions are those of
 * https://docs.aws.amazon.com/general/latest/gr/aws-general.pdf and of the consoles themselves: UNVERIFIED for Step Functions.
 */
export function consoleUrl(executionArn: string): string {
  const { partition, region } = arnParts(executionArn);
  const host = CONSOLES[partition] ?? `${region}.console.aws.amazon.com`;
  return `https://${host}/states/home?region=${region}#/v2/executions/details/${encodeURI(executionArn)}`;
}

const CONSOLES: Readonly<Record<string, string>> = {
  'aws-us-gov': 'console.amazonaws-us-gov.com',
  'aws-cn': 'console.amazonaws.cn',
};
