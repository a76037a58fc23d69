import { TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-eks';
import type { Attack } from '../attack.ts';
import { PROVISIONER, SOURCE, TARGET, WORKFLOW } from '../world.ts';

const refused = (name: string, attempt: Attack['attempt']): Attack => ({
  name: `The provisioner ${name}`,
  subject: 'provisioner',
  layer: 'identity',
  attempt,
});

const CLUSTER = `arn:aws:eks:us-west-2:${SOURCE}:cluster/shop`;
const NODE_GROUP = `arn:aws:eks:us-west-2:${SOURCE}:nodegroup/shop/workers/00000000-0000-4000-8000-000000000000`;
const STATUS = { 'amp-scraper:status': 'connected' };
const KEYS = { 'aws:TagKeys': Object.keys(STATUS) };
const bus = (accountId: string, name: string) => `arn:aws:events:us-west-2:${accountId}:event-bus/${name}`;
const SOURCES = { 'events:source': ['amp-scraper'] };

const tags = (name: string, given: Record<string, string>): Attack =>
  refused(name, (scene) => scene.eks(PROVISIONER).send(new TagResourceCommand({ resourceArn: CLUSTER, tags: given })));

const ON_CLUSTERS: readonly Attack[] = [
  tags('sets the tag that asks for a connection', { 'amp-scraper-workspace': 'central' }),
  tags("sets another team's tag", { team: 'other' }),
  tags('sets the tag that holds a cluster', { 'amp-scraper:hold': 'x' }),
  tags("sets another team's tag beside the status", { ...STATUS, team: 'other' }),
  tags("sets another installation's status", { 'amp:status': 'connected' }),
  refused('takes off the tag that asks for a connection', (scene) =>
    scene.eks(PROVISIONER).send(new UntagResourceCommand({ resourceArn: CLUSTER, tagKeys: ['amp-scraper-workspace'] })),
  ),
  refused('takes off that tag beside the status', (scene) =>
    scene.eks(PROVISIONER).send(
      new UntagResourceCommand({
        resourceArn: CLUSTER,
        tagKeys: ['amp-scraper:status', 'amp-scraper-workspace'],
      }),
    ),
  ),
  ...['eks:TagResource', 'eks:UntagResource'].flatMap((action) => [
    refused(`calls ${action} without a key`, (scene) => scene.act(PROVISIONER, action, CLUSTER)),
    refused(`calls ${action} of a node group`, (scene) => scene.act(PROVISIONER, action, NODE_GROUP, KEYS)),
    refused(`calls ${action} of a cluster of another account, which would let it`, (scene) =>
      scene.actByOwnPolicies(PROVISIONER, action, CLUSTER.replace(SOURCE, TARGET), KEYS),
    ),
  ]),
];

const puts = (name: string, busArn: string, context: Record<string, string[]>): Attack =>
  refused(name, (scene) => scene.actByOwnPolicies(PROVISIONER, 'events:PutEvents', busArn, context));

const ON_BUSES: readonly Attack[] = [
  puts("puts an event of another's source", bus(SOURCE, 'default'), { 'events:source': ['payments'] }),
  puts("puts an event of another's source beside its own", bus(SOURCE, 'default'), {
    'events:source': ['amp-scraper', 'payments'],
  }),
  puts('puts an event without a source', bus(SOURCE, 'default'), {}),
  puts('puts an event on another bus of its account', bus(SOURCE, 'payments'), SOURCES),
  puts('puts an event on the default bus of another account', bus(TARGET, 'default'), SOURCES),
  puts("puts an event on the workflow's bus", bus(WORKFLOW, 'amp-scraper-bus'), SOURCES),
];

export const PROVISIONER_TELLING: readonly Attack[] = [...ON_CLUSTERS, ...ON_BUSES];
