import type { FunctionName } from '../../../functions/shared/names.ts';
import type { Attack } from '../attack.ts';
import { CONNECTION, functionRole, PROVISIONER, SOURCE, TARGET, WORKFLOW } from '../world.ts';

const table = (name: string) => `arn:aws:dynamodb:us-west-2:${WORKFLOW}:table/${name}`;
const OURS = table('amp-scraper-connections');
const TEAMS = table('payments');
const TEAMS_EXECUTION = `arn:aws:states:us-west-2:${WORKFLOW}:execution:payments:today`;
const TEAMS_MACHINE = `arn:aws:states:us-west-2:${WORKFLOW}:stateMachine:payments`;
const KEYS = 'dynamodb:LeadingKeys';

/** The functions of reconcile, with what each writes. */
const WRITERS = {
  beginReconcile: 'dynamodb:PutItem',
  lookAtRange: 'dynamodb:PutItem',
  planReconcile: 'dynamodb:PutItem',
  actOnPlan: 'dynamodb:PutItem',
  endReconcile: 'dynamodb:DeleteItem',
} as const;

const act = (
  name: FunctionName,
  what: string,
  action: string,
  resource: string,
  context?: Record<string, string[]>,
): Attack => ({
  name: `The function ${name} ${what}`,
  subject: 'function',
  layer: 'identity',
  attempt: (scene) => scene.act(functionRole(name), action, resource, context),
});

const writing = (name: keyof typeof WRITERS): Attack[] => [
  act(name, "changes a connection's item", WRITERS[name], OURS, { [KEYS]: [CONNECTION.clusterArn] }),
  act(name, 'changes an item without a key', WRITERS[name], OURS, {}),
  act(name, "changes another team's table", WRITERS[name], TEAMS, { [KEYS]: ['fleet'] }),
];

const provisioner = (what: string, resource: string): Attack => ({
  name: `The provisioner ${what}`,
  subject: 'provisioner',
  layer: 'identity',
  attempt: (scene) => scene.act(PROVISIONER, 'sqs:GetQueueAttributes', resource),
});

/** What the functions that look at the fleet, and a provisioner for them, might read or change besides. */
export const FLEET_ATTACKS: readonly Attack[] = [
  ...writing('beginReconcile'),
  ...writing('lookAtRange'),
  ...writing('planReconcile'),
  ...writing('actOnPlan'),
  ...writing('endReconcile'),
  ...(['beginReconcile', 'planReconcile'] as const).flatMap((name) => [
    act(name, "reads all of another team's table", 'dynamodb:Scan', TEAMS),
    act(name, "looks at another team's executions", 'states:DescribeExecution', TEAMS_EXECUTION),
  ]),
  act('lookAtRange', 'reads all connections', 'dynamodb:Scan', OURS),
  act('lookAtRange', 'starts an execution', 'states:StartExecution', TEAMS_MACHINE),
  act('actOnPlan', "starts another team's state machine", 'states:StartExecution', TEAMS_MACHINE),
  provisioner("looks at another team's queue", `arn:aws:sqs:us-west-2:${SOURCE}:payments`),
  {
    name: 'The provisioner looks at the queue of another account, which would let it',
    subject: 'provisioner',
    layer: 'identity',
    attempt: (scene) =>
      scene.actByOwnPolicies(
        PROVISIONER,
        'sqs:GetQueueAttributes',
        `arn:aws:sqs:us-west-2:${TARGET}:amp-scraper-forward-dead-letters`,
      ),
  },
  ...(['ReceiveMessage', 'DeleteMessage', 'PurgeQueue'] as const).map((action): Attack => ({
    name: `The provisioner takes events out of the queue: ${action}`,
    subject: 'provisioner',
    layer: 'identity',
    attempt: (scene) =>
      scene.act(PROVISIONER, `sqs:${action}`, `arn:aws:sqs:us-west-2:${SOURCE}:amp-scraper-forward-dead-letters`),
  })),
  ...(['TagResources', 'UntagResources'] as const).map((action): Attack => ({
    name: `The provisioner changes tags: ${action}`,
    subject: 'provisioner',
    layer: 'identity',
    attempt: (scene) => scene.act(PROVISIONER, `tag:${action}`, '*'),
  })),
];
