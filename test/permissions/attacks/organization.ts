import { leaveOrganization, moveAccount } from '../../../local/state/organizations.ts';
import { SOURCE_POLICY_NAME, TARGET_POLICY_NAME } from '../../../functions/shared/names.ts';
import type { Attack } from '../attack.ts';
import type { Scene } from '../clientsAsAnybody.ts';
import {
  CONNECTION,
  EXTERNAL_ID,
  FOREIGN,
  functionRole,
  NAMED_UNIT,
  OTHERS,
  OUTSIDERS,
  OWN_WORKSPACE,
  PROVISIONER,
  provisionerOf,
  SOURCE,
  TARGET,
  TARGET_PROVISIONER,
  WORKFLOW,
} from '../world.ts';

const CREATE_ROLE = functionRole('createSourceRole');
const ANOTHER_FUNCTION = `arn:aws:lambda:us-west-2:${WORKFLOW}:function:payments`;

const byFunction = (name: string, attempt: Attack['attempt'], only?: Attack['only']): Attack => ({
  name: `A function ${name}`,
  subject: 'function',
  layer: 'identity',
  attempt,
  ...(only === undefined ? {} : { only }),
});
const byTrust = (name: string, attempt: Attack['attempt'], only?: Attack['only']): Attack => ({
  name,
  subject: 'provisioner trust',
  layer: 'trust',
  attempt,
  ...(only === undefined ? {} : { only }),
});

/** Whose accounts a function gets into, and as whose function. */
const FUNCTIONS: readonly Attack[] = [
  ...Object.entries(OUTSIDERS).map(([what, id]) =>
    byFunction(`assumes a provisioner that would let it, of an account that ${what}`, (scene) =>
      scene.assume(CREATE_ROLE, provisionerOf(id), EXTERNAL_ID),
    ),
  ),
  byFunction(
    'assumes the provisioner of an account of a workspace that has left the organization',
    (scene) => {
      leaveOrganization(scene.world, TARGET);
      return scene.assume(CREATE_ROLE, TARGET_PROVISIONER, EXTERNAL_ID);
    },
    'organization',
  ),
  byFunction('assumes another role of a configured account, which would let it', (scene) =>
    scene.assume(CREATE_ROLE, OTHERS.welcoming, EXTERNAL_ID),
  ),
  ...[PROVISIONER, TARGET_PROVISIONER].flatMap((provisioner) =>
    [ANOTHER_FUNCTION, `arn:aws:lambda:us-west-2:${WORKFLOW}:function:amp-scraper-createSourceRole2:1`, undefined].map(
      (by) =>
        byFunction(`that was passed the role, ${by ?? 'which is none'}, assumes ${provisioner}`, (scene) =>
          scene.assumeAs({
            principal: {
              kind: 'role',
              roleArn: CREATE_ROLE,
              ...(by === undefined ? {} : { sourceFunctionArn: by }),
            },
            roleArn: provisioner,
            externalId: EXTERNAL_ID,
          }),
        ),
    ),
  ),
];

const TRUST: readonly Attack[] = [
  byTrust("A role in a path that begins as the functions' does assumes the provisioner", (scene) =>
    scene.assume(OTHERS.siblingPath, PROVISIONER, EXTERNAL_ID),
  ),
  byTrust(
    'A role in the path of the functions assumes the provisioner when the workflow account has left the organization',
    (scene) => {
      leaveOrganization(scene.world, WORKFLOW);
      return scene.assume(OTHERS.member, PROVISIONER, EXTERNAL_ID);
    },
    'organization',
  ),
  byTrust(
    "A role in the path of the functions assumes the provisioner with another installation's external id",
    (scene) => scene.assume(OTHERS.member, PROVISIONER, 'amp-provisioner'),
  ),
];

const { sourceRoleArn, targetRoleArn } = CONNECTION;

const PASSED: readonly Attack[] = ['ec2.amazonaws.com', 'lambda.amazonaws.com', 'eks.amazonaws.com'].map((service) => ({
  name: `The provisioner passes a source role to ${service}`,
  subject: 'provisioner',
  layer: 'identity',
  attempt: (scene) => scene.act(PROVISIONER, 'iam:PassRole', sourceRoleArn, { 'iam:PassedToService': service }),
}));

const BOUNDED: readonly Attack[] = [
  {
    name: 'An armed source role assumes a target role of an account that is not in the organization',
    subject: 'connection',
    layer: 'boundary',
    attempt: async (scene) => {
      await scene.arm(PROVISIONER, sourceRoleArn, SOURCE_POLICY_NAME);
      return scene.assume(sourceRoleArn, OTHERS.leftTarget);
    },
  },
  {
    name: "An armed target role writes to another account's workspace, which would let it",
    subject: 'connection',
    layer: 'boundary',
    only: 'organization',
    attempt: async (scene) => {
      await scene.arm(TARGET_PROVISIONER, targetRoleArn, TARGET_POLICY_NAME);
      return scene.actByOwnPolicies(targetRoleArn, 'aps:RemoteWrite', OWN_WORKSPACE);
    },
  },
  {
    name: 'An armed target role writes to a workspace of another partition',
    subject: 'connection',
    layer: 'boundary',
    attempt: async (scene) => {
      await scene.arm(TARGET_PROVISIONER, targetRoleArn, TARGET_POLICY_NAME);
      return scene.act(
        targetRoleArn,
        'aps:RemoteWrite',
        CONNECTION.workspaceArn.replace('arn:aws:', 'arn:aws-us-gov:'),
      );
    },
  },
];

/** The boundary that would cut a leaver off lies in his own account. */
const withoutBoundary = (scene: Scene) => {
  delete scene.world.accounts[SOURCE]?.roles[sourceRoleArn]?.permissionsBoundaryArn;
  return scene.assume(sourceRoleArn, targetRoleArn, scene.scraper.arn);
};
const byLeaver = (name: string, leave: (scene: Scene) => void): Attack => ({
  name,
  subject: 'connection',
  layer: 'trust',
  only: 'organization',
  attempt: (scene) => {
    leave(scene);
    return withoutBoundary(scene);
  },
});

const LEAVERS: readonly Attack[] = [
  byLeaver('The source role, its boundary taken off, assumes the target role when its account has left', (scene) =>
    leaveOrganization(scene.world, SOURCE),
  ),
  byLeaver(
    'The source role, its boundary taken off, assumes the target role from an OU that was not admitted',
    (scene) => moveAccount(scene.world, SOURCE, `${NAMED_UNIT}2`),
  ),
];

const PLACES: readonly Attack[] = [
  byFunction(
    'asks where an account of another organization is',
    (scene) =>
      scene.actByOwnPolicies(
        functionRole('resolveRequest'),
        'organizations:ListParents',
        `arn:aws:organizations::${FOREIGN}:account/o-zzzzzzzzzz/${FOREIGN}`,
      ),
    'organization',
  ),
];

const byProvisioner = (name: string, attempt: Attack['attempt']): Attack => ({
  name: `The provisioner ${name}`,
  subject: 'provisioner',
  layer: 'identity',
  attempt,
});

const ELSEWHERE: readonly Attack[] = [
  byProvisioner('makes a scraper of a cluster of another account, which would let it', (scene) =>
    scene.actByOwnPolicies(PROVISIONER, 'aps:CreateScraper', `arn:aws:eks:us-west-2:${TARGET}:cluster/platform`),
  ),
  ...['aps:DescribeWorkspace', 'aps:QueryMetrics'].map((action) =>
    byProvisioner(`calls ${action} for a workspace of another account, which would let it`, (scene) =>
      scene.actByOwnPolicies(TARGET_PROVISIONER, action, OWN_WORKSPACE),
    ),
  ),
];

/** What an organization adds: who is in it, where, and who only seems to be. */
export const ORGANIZATION_ATTACKS: readonly Attack[] = [
  ...FUNCTIONS,
  ...TRUST,
  ...PASSED,
  ...ELSEWHERE,
  ...BOUNDED,
  ...LEAVERS,
  ...PLACES,
];
