import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  ListRolePoliciesCommand,
  ListRoleTagsCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { remoteWritePolicyArn, TARGET_POLICY_NAME } from '../../../functions/shared/names.ts';
import type { Attack } from '../attack.ts';
import type { Scene } from '../clientsAsAnybody.ts';
import {
  ADMINISTRATOR_ACCESS,
  BOUNDARY,
  CONNECTION,
  OTHERS,
  PROVISIONER,
  SOURCE,
  TARGET,
  TARGET_PROVISIONER,
} from '../world.ts';

const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
const EVERYTHING = document({ Effect: 'Allow', Action: '*', Resource: '*' });
const TRUST = document({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${SOURCE}:root` },
  Action: 'sts:AssumeRole',
});
const NEW_ROLE = 'amp-scraper-source-eeeeeeeeeeeeeeeeeeee';
const CONNECTION_PATH = '/amp-scraper/';

type RoleInput = Pick<
  ConstructorParameters<typeof CreateRoleCommand>[0],
  'Path' | 'RoleName' | 'PermissionsBoundary' | 'Tags'
>;

/** In the source account, as everything here that does not say otherwise. */
const iam = (scene: Scene) => scene.iam(PROVISIONER);
const create = (scene: Scene, input: RoleInput) =>
  iam(scene).send(new CreateRoleCommand({ AssumeRolePolicyDocument: TRUST, ...input }));
const targetIam = (scene: Scene) => scene.iam(TARGET_PROVISIONER);

const refused = (name: string, attempt: Attack['attempt']): Attack => ({
  name: `The provisioner ${name}`,
  subject: 'provisioner',
  layer: 'identity',
  attempt,
});

/** Roles that it would make. */
const MAKING: readonly Attack[] = [
  refused('makes a role outside the path, with the boundary', (scene) =>
    create(scene, { RoleName: 'administrator', PermissionsBoundary: BOUNDARY }),
  ),
  refused("makes a role of a connection role's name outside the path", (scene) =>
    create(scene, { RoleName: NEW_ROLE, PermissionsBoundary: BOUNDARY }),
  ),
  refused('makes a role under a path that merely begins like ours', (scene) =>
    create(scene, { Path: '/amp-scraper-other/', RoleName: NEW_ROLE, PermissionsBoundary: BOUNDARY }),
  ),
  refused('makes a role under a path that merely ends like ours', (scene) =>
    create(scene, { Path: '/other/amp-scraper/', RoleName: NEW_ROLE, PermissionsBoundary: BOUNDARY }),
  ),
  refused("makes a role under the path that has no connection role's name", (scene) =>
    create(scene, { Path: CONNECTION_PATH, RoleName: 'helper', PermissionsBoundary: BOUNDARY }),
  ),
  refused('makes a role without a boundary', (scene) => create(scene, { Path: CONNECTION_PATH, RoleName: NEW_ROLE })),
  refused('makes a role with AdministratorAccess as its boundary', (scene) =>
    create(scene, { Path: CONNECTION_PATH, RoleName: NEW_ROLE, PermissionsBoundary: ADMINISTRATOR_ACCESS }),
  ),
  refused('makes a role outside the path that carries the tags of a connection', (scene) =>
    create(scene, {
      RoleName: 'administrator',
      PermissionsBoundary: BOUNDARY,
      Tags: [{ Key: 'amp-scraper:connection', Value: CONNECTION.id }],
    }),
  ),
];

/** Permissions that it would give. */
const GIVING: readonly Attack[] = [
  refused('attaches AdministratorAccess to a target role', (scene) =>
    targetIam(scene).send(
      new AttachRolePolicyCommand({ RoleName: CONNECTION.targetRoleName, PolicyArn: ADMINISTRATOR_ACCESS }),
    ),
  ),
  refused('attaches AdministratorAccess to a source role', (scene) =>
    iam(scene).send(
      new AttachRolePolicyCommand({ RoleName: CONNECTION.sourceRoleName, PolicyArn: ADMINISTRATOR_ACCESS }),
    ),
  ),
  refused('attaches the right to write metrics to a source role', (scene) =>
    iam(scene).send(
      new AttachRolePolicyCommand({ RoleName: CONNECTION.sourceRoleName, PolicyArn: remoteWritePolicyArn('aws') }),
    ),
  ),
  refused('attaches the right to write metrics to a role under the path without a boundary', (scene) =>
    iam(scene).send(
      new AttachRolePolicyCommand({
        RoleName: 'amp-scraper-target-00000000000000000000',
        PolicyArn: remoteWritePolicyArn('aws'),
      }),
    ),
  ),
  refused('attaches AdministratorAccess to itself', (scene) =>
    iam(scene).send(
      new AttachRolePolicyCommand({ RoleName: 'amp-scraper-provisioner', PolicyArn: ADMINISTRATOR_ACCESS }),
    ),
  ),
  refused('writes a policy into a role under the path without a boundary', (scene) =>
    iam(scene).send(
      new PutRolePolicyCommand({
        RoleName: 'amp-scraper-target-00000000000000000000',
        PolicyName: 'p',
        PolicyDocument: EVERYTHING,
      }),
    ),
  ),
  refused("writes a policy into another team's role that has our boundary", (scene) =>
    iam(scene).send(new PutRolePolicyCommand({ RoleName: 'reporting', PolicyName: 'p', PolicyDocument: EVERYTHING })),
  ),
  refused("writes a policy into another team's role", (scene) =>
    iam(scene).send(new PutRolePolicyCommand({ RoleName: 'payments', PolicyName: 'p', PolicyDocument: EVERYTHING })),
  ),
  refused('writes a policy into itself', (scene) =>
    iam(scene).send(
      new PutRolePolicyCommand({
        RoleName: 'amp-scraper-provisioner',
        PolicyName: 'permissions',
        PolicyDocument: EVERYTHING,
      }),
    ),
  ),
  refused('makes a managed policy', (scene) =>
    iam(scene).send(new CreatePolicyCommand({ PolicyName: 'helper', PolicyDocument: EVERYTHING })),
  ),
];

/** The boundary that it would lift. */
const LIFTING: readonly Attack[] = [
  refused('takes the boundary off a target role', (scene) =>
    targetIam(scene).send(new DeleteRolePermissionsBoundaryCommand({ RoleName: CONNECTION.targetRoleName })),
  ),
  refused('takes the boundary off a source role', (scene) =>
    iam(scene).send(new DeleteRolePermissionsBoundaryCommand({ RoleName: CONNECTION.sourceRoleName })),
  ),
  refused('gives a source role AdministratorAccess as its boundary', (scene) =>
    iam(scene).send(
      new PutRolePermissionsBoundaryCommand({
        RoleName: CONNECTION.sourceRoleName,
        PermissionsBoundary: ADMINISTRATOR_ACCESS,
      }),
    ),
  ),
  refused('gives a target role a policy that allows everything as its boundary', (scene) =>
    targetIam(scene).send(
      new PutRolePermissionsBoundaryCommand({
        RoleName: CONNECTION.targetRoleName,
        PermissionsBoundary: ADMINISTRATOR_ACCESS,
      }),
    ),
  ),
  refused("gives another team's role our boundary, which would take its permissions", (scene) =>
    iam(scene).send(new PutRolePermissionsBoundaryCommand({ RoleName: 'payments', PermissionsBoundary: BOUNDARY })),
  ),
  refused('takes the boundary off itself, if it had one', (scene) =>
    iam(scene).send(new DeleteRolePermissionsBoundaryCommand({ RoleName: 'amp-scraper-provisioner' })),
  ),
  refused("writes a new version of the boundary's policy", (scene) =>
    scene.act(PROVISIONER, 'iam:CreatePolicyVersion', BOUNDARY),
  ),
  refused("sets another version of the boundary's policy as its default", (scene) =>
    scene.act(PROVISIONER, 'iam:SetDefaultPolicyVersion', BOUNDARY),
  ),
  refused("deletes the boundary's policy", (scene) =>
    iam(scene).send(new DeletePolicyCommand({ PolicyArn: BOUNDARY })),
  ),
];

/** Roles of others, and itself. */
const MEDDLING: readonly Attack[] = [
  refused("rewrites another team's trust", (scene) =>
    iam(scene).send(new UpdateAssumeRolePolicyCommand({ RoleName: 'payments', PolicyDocument: TRUST })),
  ),
  refused('rewrites its own trust', (scene) =>
    iam(scene).send(new UpdateAssumeRolePolicyCommand({ RoleName: 'amp-scraper-provisioner', PolicyDocument: TRUST })),
  ),
  refused("reads another team's role", (scene) => iam(scene).send(new GetRoleCommand({ RoleName: 'payments' }))),
  refused("tags another team's role as a connection's", (scene) =>
    iam(scene).send(
      new TagRoleCommand({
        RoleName: 'payments',
        Tags: [{ Key: 'amp-scraper:connection', Value: CONNECTION.id }],
      }),
    ),
  ),
  refused("takes a tag off another team's role", (scene) =>
    iam(scene).send(new UntagRoleCommand({ RoleName: 'payments', TagKeys: ['team'] })),
  ),
  refused("deletes another team's role", (scene) => iam(scene).send(new DeleteRoleCommand({ RoleName: 'payments' }))),
  refused("reads another role's tags", (scene) => iam(scene).send(new ListRoleTagsCommand({ RoleName: 'payments' }))),
  refused('deletes itself', (scene) => iam(scene).send(new DeleteRoleCommand({ RoleName: 'amp-scraper-provisioner' }))),
  refused("detaches a policy of another team's role", (scene) =>
    iam(scene).send(new DetachRolePolicyCommand({ RoleName: 'payments', PolicyArn: ADMINISTRATOR_ACCESS })),
  ),
  refused("lists the policies of another team's role", (scene) =>
    iam(scene).send(new ListRolePoliciesCommand({ RoleName: 'payments' })),
  ),
  refused('detaches a policy of its own', (scene) =>
    iam(scene).send(
      new DetachRolePolicyCommand({ RoleName: 'amp-scraper-provisioner', PolicyArn: ADMINISTRATOR_ACCESS }),
    ),
  ),
  refused('deletes a policy of its own', (scene) =>
    iam(scene).send(
      new DeleteRolePolicyCommand({ RoleName: 'amp-scraper-provisioner', PolicyName: TARGET_POLICY_NAME }),
    ),
  ),
  refused('makes a user', (scene) => scene.act(PROVISIONER, 'iam:CreateUser', `arn:aws:iam::${SOURCE}:user/helper`)),
  refused('makes an access key for an administrator', (scene) =>
    scene.act(PROVISIONER, 'iam:CreateAccessKey', `arn:aws:iam::${SOURCE}:user/administrator`),
  ),
  refused("assumes another team's role", (scene) => scene.assume(PROVISIONER, OTHERS.payments)),
  refused('assumes the provisioner of another account', (scene) => scene.assume(PROVISIONER, TARGET_PROVISIONER)),
  refused('assumes a source role', (scene) => scene.assume(PROVISIONER, CONNECTION.sourceRoleArn)),
  refused('assumes a target role with the right external id', (scene) =>
    scene.assume(`arn:aws:iam::${TARGET}:role/amp-scraper-provisioner`, CONNECTION.targetRoleArn, scene.scraper.arn),
  ),
];

export const PROVISIONER_ON_ROLES: readonly Attack[] = [...MAKING, ...GIVING, ...LIFTING, ...MEDDLING];
