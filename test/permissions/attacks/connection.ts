import type { Attack } from '../attack.ts';
import type { Layer } from '../refusal.ts';
import { SCRAPER_SERVICE, SOURCE_POLICY_NAME, TARGET_POLICY_NAME } from '../../../functions/shared/names.ts';
import type { Scene } from '../clientsAsAnybody.ts';
import {
  addRole,
  BOUNDARY,
  ADMINISTRATOR_ACCESS,
  CONNECTION,
  OTHERS,
  OWN_WORKSPACE,
  PROVISIONER,
  SECOND_WORKSPACE,
  SOURCE,
  STRANGER,
  STRAY_WORKSPACE,
  TARGET,
  TARGET_PROVISIONER,
} from '../world.ts';

const attack =
  (layer: Layer) =>
  (name: string, attempt: Attack['attempt']): Attack => ({ name, subject: 'connection', layer, attempt });
const trust = attack('trust');
const identity = attack('identity');
const boundary = attack('boundary');

const { sourceRoleArn, targetRoleArn, placeholderArn } = CONNECTION;
const OTHER_SCRAPER = `arn:aws:aps:us-west-2:${SOURCE}:scraper/s-00000000-0000-4000-8000-000000000000`;

const asService = (scene: Scene, service: string, sourceArn?: string, sourceAccount?: string) =>
  scene.assumeAs({
    principal: { kind: 'service', service },
    roleArn: sourceRoleArn,
    ...(sourceArn === undefined ? {} : { sourceArn }),
    ...(sourceAccount === undefined ? {} : { sourceAccount }),
  });

const SOURCE_TRUST: readonly Attack[] = [
  trust('Another scraper of the account assumes the source role', (scene) =>
    asService(scene, SCRAPER_SERVICE, OTHER_SCRAPER, SOURCE),
  ),
  trust("Another team's scraper of the same account assumes the source role", (scene) =>
    asService(scene, SCRAPER_SERVICE, scene.foreignScraper.arn, SOURCE),
  ),
  trust('A scraper of another account assumes the source role', (scene) =>
    asService(scene, SCRAPER_SERVICE, OTHER_SCRAPER.replace(SOURCE, TARGET), TARGET),
  ),
  trust('A scraper of another Region with the same id assumes the source role', (scene) =>
    asService(scene, SCRAPER_SERVICE, scene.scraper.arn.replace('us-west-2', 'eu-west-1'), SOURCE),
  ),
  trust("Another account claims the scraper's ARN to assume the source role", (scene) =>
    asService(scene, SCRAPER_SERVICE, scene.scraper.arn, TARGET),
  ),
  trust('The scraper service assumes the source role for the placeholder', (scene) =>
    asService(scene, SCRAPER_SERVICE, placeholderArn, SOURCE),
  ),
  trust('The scraper service assumes the source role for nobody', (scene) => asService(scene, SCRAPER_SERVICE)),
  trust("Another service assumes the source role in the scraper's name", (scene) =>
    asService(scene, 'ec2.amazonaws.com', scene.scraper.arn, SOURCE),
  ),
  trust('An administrator of the source account assumes the source role', (scene) =>
    scene.assume(SOURCE, sourceRoleArn, scene.scraper.arn),
  ),
  trust('The root of the source account assumes the source role', (scene) =>
    scene.assumeAs({ principal: { kind: 'arn', arn: `arn:aws:iam::${SOURCE}:root` }, roleArn: sourceRoleArn }),
  ),
  trust('A role of the workflow account assumes the source role', (scene) =>
    scene.assume(OTHERS.deployer, sourceRoleArn),
  ),
];

/** Has all permissions that its boundary leaves, so that nothing but the trust is left to refuse. */
const asArmedSource = async (scene: Scene, externalId?: string) => {
  await scene.arm(PROVISIONER, sourceRoleArn, SOURCE_POLICY_NAME);
  return scene.assume(sourceRoleArn, targetRoleArn, externalId);
};

const TARGET_TRUST: readonly Attack[] = [
  trust('The source role assumes the target role without an external id', (scene) =>
    scene.assume(sourceRoleArn, targetRoleArn),
  ),
  trust('The source role assumes the target role with a wrong external id', (scene) =>
    scene.assume(sourceRoleArn, targetRoleArn, OTHER_SCRAPER),
  ),
  trust('The source role assumes the target role with the placeholder as external id', (scene) =>
    scene.assume(sourceRoleArn, targetRoleArn, placeholderArn),
  ),
  trust('The source role assumes the target role without an external id, whatever its policies allow', (scene) =>
    asArmedSource(scene),
  ),
  trust("Another connection's source role assumes the target role, with the right external id", (scene) =>
    scene.assume(OTHERS.otherSource, targetRoleArn, scene.scraper.arn),
  ),
  trust('An administrator of the target account assumes the target role, with the right external id', (scene) =>
    scene.assume(TARGET, targetRoleArn, scene.scraper.arn),
  ),
  trust('An administrator of the source account assumes the target role, with the right external id', (scene) =>
    scene.assume(SOURCE, targetRoleArn, scene.scraper.arn),
  ),
  trust('A role of the workflow account assumes the target role, with the right external id', (scene) =>
    scene.assume(OTHERS.deployer, targetRoleArn, scene.scraper.arn),
  ),
  trust('An account that is not configured assumes the target role, with the right external id', (scene) =>
    scene.assume(STRANGER, targetRoleArn, scene.scraper.arn),
  ),
  trust('A role that somebody else made under the name of a deleted source role assumes the target role', (scene) => {
    delete scene.world.accounts[SOURCE]?.roles[sourceRoleArn];
    const attached = [ADMINISTRATOR_ACCESS];
    addRole(scene.world, sourceRoleArn, { AWS: `arn:aws:iam::${SOURCE}:root` }, { attached, boundary: BOUNDARY });
    return scene.assume(sourceRoleArn, targetRoleArn, scene.scraper.arn);
  }),
];

const CONNECTION_WORKSPACE = `arn:aws:aps:us-west-2:${TARGET}:workspace/${CONNECTION.workspaceId}`;

const OWN_PERMISSIONS: readonly Attack[] = [
  identity("The source role assumes another connection's target role that trusts its whole account", (scene) =>
    scene.assume(sourceRoleArn, OTHERS.gullible),
  ),
  identity("The source role assumes another team's role that trusts its whole account", (scene) =>
    scene.assume(sourceRoleArn, OTHERS.payments),
  ),
  identity('The source role writes to a workspace of its account', (scene) =>
    scene.act(sourceRoleArn, 'aps:RemoteWrite', OWN_WORKSPACE),
  ),
  identity('The source role reads a cluster', (scene) =>
    scene.act(sourceRoleArn, 'eks:DescribeCluster', `arn:aws:eks:us-west-2:${SOURCE}:cluster/shop`),
  ),
  identity('The source role deletes its scraper', (scene) =>
    scene.act(sourceRoleArn, 'aps:DeleteScraper', scene.scraper.arn),
  ),
  identity('The target role writes to another configured workspace of its account', (scene) =>
    scene.act(targetRoleArn, 'aps:RemoteWrite', SECOND_WORKSPACE),
  ),
  identity('The target role writes to a workspace of its account that is not configured', (scene) =>
    scene.act(targetRoleArn, 'aps:RemoteWrite', STRAY_WORKSPACE),
  ),
  identity("The target role writes to another account's workspace", (scene) =>
    scene.act(targetRoleArn, 'aps:RemoteWrite', OWN_WORKSPACE),
  ),
  identity('The target role asks its workspace for metrics', (scene) =>
    scene.act(targetRoleArn, 'aps:QueryMetrics', CONNECTION_WORKSPACE),
  ),
  identity('The target role assumes another role', (scene) => scene.assume(targetRoleArn, OTHERS.gullible)),
];

const armedSource = async (scene: Scene) => scene.arm(PROVISIONER, sourceRoleArn, SOURCE_POLICY_NAME);
const armedTarget = async (scene: Scene) => scene.arm(TARGET_PROVISIONER, targetRoleArn, TARGET_POLICY_NAME);

/** What the boundary holds when a provisioner that was taken over has written every permission into the role. */
const BOUNDED: readonly Attack[] = [
  boundary('An armed source role makes an administrator', async (scene) => {
    await armedSource(scene);
    return scene.act(sourceRoleArn, 'iam:CreateRole', `arn:aws:iam::${SOURCE}:role/administrator`);
  }),
  boundary('An armed source role takes off its own boundary', async (scene) => {
    await armedSource(scene);
    return scene.act(sourceRoleArn, 'iam:DeleteRolePermissionsBoundary', sourceRoleArn, {
      'iam:PermissionsBoundary': BOUNDARY,
    });
  }),
  boundary("An armed source role assumes another team's role that trusts its whole account", async (scene) => {
    await armedSource(scene);
    return scene.assume(sourceRoleArn, OTHERS.payments);
  }),
  boundary('An armed source role assumes the provisioner', async (scene) => {
    await armedSource(scene);
    return scene.assume(sourceRoleArn, PROVISIONER);
  }),
  boundary('An armed source role reads a secret', async (scene) => {
    await armedSource(scene);
    const secret = `arn:aws:secretsmanager:us-west-2:${SOURCE}:secret:shop-AbCdEf`;
    return scene.act(sourceRoleArn, 'secretsmanager:GetSecretValue', secret);
  }),
  boundary('An armed target role writes to a workspace that is not configured', async (scene) => {
    await armedTarget(scene);
    return scene.act(targetRoleArn, 'aps:RemoteWrite', STRAY_WORKSPACE);
  }),
  boundary('An armed target role asks its workspace for metrics', async (scene) => {
    await armedTarget(scene);
    return scene.act(targetRoleArn, 'aps:QueryMetrics', CONNECTION_WORKSPACE);
  }),
  boundary('An armed target role deletes its workspace', async (scene) => {
    await armedTarget(scene);
    return scene.act(targetRoleArn, 'aps:DeleteWorkspace', CONNECTION_WORKSPACE);
  }),
  boundary("An armed target role reads another team's bucket", async (scene) => {
    await armedTarget(scene);
    return scene.act(targetRoleArn, 's3:ListBucket', 'arn:aws:s3:::payments');
  }),
];

export const CONNECTION_ATTACKS: readonly Attack[] = [...SOURCE_TRUST, ...TARGET_TRUST, ...OWN_PERMISSIONS, ...BOUNDED];
