import { SECOND_WORKSPACE, SOURCE, STRANGER, STRAY_WORKSPACE, TARGET } from '../world.ts';

const CLUSTER = `arn:aws:eks:us-west-2:${SOURCE}:cluster/shop`;

/** An execution that somebody starts, whatever the door; ResolveRequest refuses it before anything is made. */
export interface RequestAttack {
  /** Who asks for what, as a sentence without its full stop. */
  name: string;
  input: unknown;
  /** Changes the cluster's tag first. */
  tag?: string;
  /** What the findings say. */
  says: string;
}

const request = (fields: object) => ({ clusterArn: CLUSTER, workspaceArn: SECOND_WORKSPACE, ...fields });
const tagEvent = (fields: object) => ({
  version: '0',
  id: 'bddcf1d6-0251-35a1-aab0-adc1fb47c11c',
  'detail-type': 'Tag Change on Resource',
  source: 'aws.tag',
  account: SOURCE,
  time: '2026-01-05T08:00:00Z',
  region: 'us-west-2',
  resources: [CLUSTER],
  detail: {
    'changed-tag-keys': ['amp-scraper-workspace'],
    service: 'eks',
    'resource-type': 'cluster',
    version: 1,
    tags: { 'amp-scraper-workspace': 'central' },
  },
  ...fields,
});

const NOT_CONFIGURED = 'which is not configured';

export const REQUEST_ATTACKS: readonly RequestAttack[] = [
  {
    name: 'A request names a cluster of an account that is not configured',
    input: request({ clusterArn: CLUSTER.replace(SOURCE, STRANGER) }),
    says: `is in account ${STRANGER}, ${NOT_CONFIGURED}`,
  },
  {
    name: 'A request names a workspace of an account that is not configured',
    input: request({ workspaceArn: SECOND_WORKSPACE.replace(TARGET, STRANGER) }),
    says: `is in account ${STRANGER}, ${NOT_CONFIGURED}`,
  },
  {
    name: 'A request names a workspace that is not accepted, in a configured account',
    input: request({ workspaceArn: STRAY_WORKSPACE }),
    says: 'is not an accepted workspace',
  },
  {
    name: 'A request names a cluster of another Region',
    input: request({ clusterArn: CLUSTER.replace('us-west-2', 'eu-west-1') }),
    says: 'is in Region eu-west-1',
  },
  {
    name: 'A request names a cluster of another partition',
    input: request({ clusterArn: CLUSTER.replace('arn:aws:', 'arn:aws-us-gov:') }),
    says: 'is in partition aws-us-gov',
  },
  {
    name: "A request passes another service's resource for a cluster",
    input: request({ clusterArn: `arn:aws:iam::${SOURCE}:role/payments` }),
    says: 'is not the ARN of an EKS cluster',
  },
  {
    name: 'A request hides a wildcard in the ARN of a cluster',
    input: request({ clusterArn: CLUSTER.replace('shop', '*') }),
    says: 'is not the ARN of an EKS cluster',
  },
  {
    name: 'A request sets the tag by which a connection is told',
    input: request({ tags: { 'amp-scraper:connection': '000000000000' } }),
    says: 'is under the prefix amp-scraper:',
  },
  {
    name: 'A request sets that tag in other letters',
    input: request({ tags: { 'AMP-Scraper:execution': 'other' } }),
    says: 'is under the prefix amp-scraper:',
  },
  {
    name: "A product's request names a workspace that is not accepted",
    input: { door: 'product', stackId: 'stack', request: request({ workspaceArn: STRAY_WORKSPACE }) },
    says: 'is not an accepted workspace',
  },
  {
    name: 'A tag names a workspace that is not accepted',
    input: tagEvent({}),
    tag: 'other',
    says: 'names no accepted workspace',
  },
  {
    name: 'A tag holds the ARN of a workspace that is not accepted',
    input: tagEvent({}),
    tag: STRAY_WORKSPACE,
    says: 'names no accepted workspace',
  },
  {
    name: 'A tag names a member that every object has',
    input: tagEvent({}),
    tag: 'constructor',
    says: 'names no accepted workspace',
  },
  {
    name: "A configured account sends an event about another account's cluster",
    input: tagEvent({ account: TARGET }),
    says: `is not a cluster of account ${TARGET}, which sent the event`,
  },
  {
    name: 'An account that is not configured sends an event about its own cluster',
    input: tagEvent({ account: STRANGER, resources: [CLUSTER.replace(SOURCE, STRANGER)] }),
    says: `is in account ${STRANGER}, ${NOT_CONFIGURED}`,
  },
  {
    name: 'An event of another source takes the form of a tag event',
    input: tagEvent({ source: 'payments' }),
    says: 'is not an event about the tags of a cluster',
  },
];

/** An event that somebody puts, or a bus's rule forwards, and that must not start an execution. */
export interface EventAttack {
  name: string;
  event: unknown;
  /** Where it ends: no rule wants it. */
  stop: 'NotMatched' | 'Refused';
}

export const EVENT_ATTACKS: readonly EventAttack[] = [
  {
    name: 'An account without our rule changes a tag',
    event: tagEvent({ account: STRANGER, resources: [CLUSTER.replace(SOURCE, STRANGER)] }),
    stop: 'NotMatched',
  },
  {
    name: 'A configured account sends an event of its own making',
    event: tagEvent({ source: 'payments' }),
    stop: 'NotMatched',
  },
  {
    name: 'Another tag of a cluster changes',
    event: tagEvent({ detail: { 'changed-tag-keys': ['team'], service: 'eks', 'resource-type': 'cluster' } }),
    stop: 'NotMatched',
  },
  {
    name: 'The tag of something else than a cluster changes',
    event: tagEvent({
      detail: { 'changed-tag-keys': ['amp-scraper-workspace'], service: 'eks', 'resource-type': 'nodegroup' },
    }),
    stop: 'NotMatched',
  },
  {
    name: 'The tag changes in a Region that is not configured',
    event: tagEvent({ region: 'eu-west-1', resources: [CLUSTER.replace('us-west-2', 'eu-west-1')] }),
    stop: 'NotMatched',
  },
];
