import { readFileSync } from 'node:fs';
import * as z from 'zod';

const object = z.record(z.string(), z.unknown());
const TAGGED = object.parse(
  JSON.parse(readFileSync(new URL('../../events/eks-cluster-tagged.json', import.meta.url), 'utf8')),
);
const CLOUDTRAIL = { ...TAGGED, source: 'aws.eks', 'detail-type': 'AWS API Call via CloudTrail' };
const SOURCE = '111111111111';
const OTHER_SOURCE = '222222222222';
const WORKFLOW = '333333333333';

const tagged = (account: string) => ({ ...TAGGED, account });
const deleted = (account: string) => ({
  ...CLOUDTRAIL,
  account,
  detail: {
    eventSource: 'eks.amazonaws.com',
    eventName: 'DeleteCluster',
    requestParameters: { name: 'shop' },
  },
});
const recorded = (account: string) => ({
  ...CLOUDTRAIL,
  account,
  detail: {
    eventSource: 'eks.amazonaws.com',
    eventName: 'TagResource',
    requestParameters: { tags: { 'amp-scraper-workspace': 'central' } },
  },
});
/** CloudTrail's records of a cluster's tag being set, taken off, and set with the cluster. */
const recordedAll = (account: string) => {
  const event = recorded(account);
  const untagged = { eventName: 'UntagResource', requestParameters: { tagKeys: ['amp-scraper-workspace'] } };
  return [
    event,
    { ...event, detail: { ...event.detail, ...untagged } },
    { ...event, detail: { ...event.detail, eventName: 'CreateCluster' } },
  ];
};
const ended = (workflow: string, status: string) => ({
  ...TAGGED,
  source: 'aws.states',
  'detail-type': 'Step Functions Execution Status Change',
  account: WORKFLOW,
  detail: { stateMachineArn: `arn:aws:states:us-west-2:${WORKFLOW}:stateMachine:amp-scraper-${workflow}`, status },
});

/** What rings a rule: an event that goes to its target once, and what happens meanwhile that does not. */
export interface RuleRow {
  /** `<account> <name>`. */
  rule: string;
  /** The alarm that rings when the target refuses. */
  alarm: string;
  ringsAt: readonly object[];
  silentAt: readonly object[];
}

const refusedCall = (event: { detail: object }) => ({
  ...event,
  detail: { ...event.detail, errorCode: 'AccessDenied' },
});
const otherTag = (account: string) => ({
  ...tagged(account),
  detail: { service: 'eks', 'resource-type': 'cluster', 'changed-tag-keys': ['team'] },
});

function clusterRules(account: string, prefix: string, suffix: string, of = account): RuleRow[] {
  const forward = prefix.endsWith('forward-') ? 'forward-' : '';
  const alarm = `${of} amp-scraper-${forward}dead-letters`;
  const records = {
    alarm,
    ringsAt: recordedAll(account),
    silentAt: [tagged(account), ...recordedAll(account).map(refusedCall)],
  };
  const tags = { alarm, ringsAt: [tagged(account)], silentAt: [otherTag(account), deleted(account)] };
  return [
    { rule: `${of} ${prefix}cluster-tag${suffix}`, ...tags },
    {
      rule: `${of} ${prefix}cluster-deleted${suffix}`,
      alarm,
      ringsAt: [deleted(account)],
      silentAt: [tagged(account), refusedCall(deleted(account))],
    },
    { rule: `${of} ${prefix}cloudtrail-tag${suffix}`, ...records },
    ...(forward
      ? []
      : [
          { rule: `${of} ${prefix}cluster-untag${suffix}`, ...tags },
          { rule: `${of} ${prefix}cloudtrail-untag${suffix}`, ...records },
        ]),
  ];
}

const BADLY = ['FAILED', 'TIMED_OUT', 'ABORTED'];

/** Every rule of every stack. */
export const RULES: readonly RuleRow[] = [
  {
    rule: `${WORKFLOW} amp-scraper-execution-ended`,
    alarm: `${WORKFLOW} amp-scraper-notify-errors`,
    ringsAt: ['onboard', 'offboard'].flatMap((workflow) =>
      ['SUCCEEDED', ...BADLY].map((status) => ended(workflow, status)),
    ),
    silentAt: [ended('onboard', 'RUNNING'), ended('other', 'FAILED')],
  },
  {
    rule: `${WORKFLOW} amp-scraper-clean-up`,
    alarm: `${WORKFLOW} amp-scraper-clean-up-failed`,
    ringsAt: BADLY.map((status) => ended('onboard', status)),
    silentAt: [ended('onboard', 'SUCCEEDED'), ended('offboard', 'FAILED')],
  },
  {
    rule: `${WORKFLOW} amp-scraper-stopped-offboard`,
    alarm: `${WORKFLOW} amp-scraper-clean-up-failed`,
    ringsAt: [ended('offboard', 'ABORTED')],
    silentAt: [
      ...['SUCCEEDED', 'FAILED', 'TIMED_OUT'].map((status) => ended('offboard', status)),
      ended('onboard', 'SUCCEEDED'),
    ],
  },
  ...clusterRules(SOURCE, 'amp-scraper-', '', WORKFLOW),
  ...clusterRules(WORKFLOW, 'amp-scraper-', '-own'),
  ...clusterRules(SOURCE, 'amp-scraper-forward-', ''),
  ...clusterRules(OTHER_SOURCE, 'amp-scraper-forward-', ''),
];
