import type { FunctionName } from '../../../functions/shared/names.ts';
import type { Attack } from '../attack.ts';
import {
  CONNECTION,
  EXTERNAL_ID,
  functionRole,
  OTHERS,
  PROVISIONER,
  SOURCE,
  STRAY_PROVISIONER,
  TARGET,
  WORKFLOW,
} from '../world.ts';

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

const assuming = (name: FunctionName, whose: string, roleArn: string): Attack => ({
  name: `The function ${name} assumes ${whose}`,
  subject: 'function',
  layer: 'identity',
  attempt: (scene) => scene.assume(functionRole(name), roleArn, EXTERNAL_ID),
});
const ours = (machine: string) => `arn:aws:states:us-west-2:${WORKFLOW}:stateMachine:amp-scraper-${machine}`;

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
  ...(['beginReconcile', 'planReconcile', 'actOnPlan', 'endReconcile'] as const).map((name) =>
    assuming(name, 'a provisioner', PROVISIONER),
  ),
  ...(['beginReconcile', 'lookAtRange', 'planReconcile', 'actOnPlan', 'endReconcile'] as const).flatMap((name) => [
    act(name, "reads another team's table", 'dynamodb:GetItem', TEAMS, { [KEYS]: ['fleet'] }),
    act(name, "reads a connection's item by its key", 'dynamodb:GetItem', OURS, { [KEYS]: [CONNECTION.clusterArn] }),
  ]),
  act('planReconcile', "reads a connection's items by its cluster", 'dynamodb:Query', OURS, {
    [KEYS]: [CONNECTION.clusterArn],
  }),
  act('planReconcile', 'queries our table by no key', 'dynamodb:Query', OURS),
  act('planReconcile', "reads what another team's table tells", 'dynamodb:Query', TEAMS, { [KEYS]: ['told'] }),
  act('planReconcile', 'writes what people were told', 'dynamodb:PutItem', OURS, { [KEYS]: ['told'] }),
  assuming('lookAtRange', 'another role of the workflow account', OTHERS.deployer),
  assuming('lookAtRange', 'another role of a configured account, which would let it', OTHERS.welcoming),
  assuming('lookAtRange', 'the provisioner of an account that is not configured', STRAY_PROVISIONER),
  assuming('lookAtRange', 'a source role', CONNECTION.sourceRoleArn),
  act('lookAtRange', 'reads all connections', 'dynamodb:Scan', OURS),
  act('lookAtRange', 'starts an execution', 'states:StartExecution', TEAMS_MACHINE),
  act('actOnPlan', "starts another team's state machine", 'states:StartExecution', TEAMS_MACHINE),
  act('actOnPlan', 'starts reconcile', 'states:StartExecution', ours('reconcile')),
  act(
    'actOnPlan',
    'stops an onboard',
    'states:StopExecution',
    `${ours('onboard').replace(':stateMachine:', ':execution:')}:one`,
  ),
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
