import { DeleteScraperCommand, UpdateScraperCommand } from '@aws-sdk/client-amp';
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  GetRoleCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { functionRoleArn } from '../../../functions/shared/names.ts';
import { readConfiguration } from '../../../infra/configuration/configuration.ts';
import type { Attack, Subject } from '../attack.ts';
import type { Scene } from '../clientsAsAnybody.ts';
import {
  addRole,
  CONNECTION,
  OTHER_EXTERNAL_ID,
  OTHER_INSTALLATION,
  OTHER_PROVISIONER,
  PROVISIONER,
  SOURCE,
  WORKFLOW,
} from '../world.ts';

/** An installation beside the connection's in the same accounts and Region, which the connection's name begins with. */
const role = (accountId: string, pathAndName: string) => `arn:aws:iam::${accountId}:role/${pathAndName}`;
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: role(SOURCE, '').replace('role/', 'root') }, Action: 'sts:AssumeRole' },
  ],
});
const EVERYTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

const attack =
  (subject: Subject) =>
  (name: string, attempt: Attack['attempt']): Attack => ({
    name: `Another installation's ${name}`,
    subject,
    layer: 'identity',
    attempt,
  });
const provisioner = attack('provisioner');
const aFunction = attack('function');

const RoleName = CONNECTION.sourceRoleName;
const iam = (scene: Scene) => scene.iam(OTHER_PROVISIONER);
const amp = (scene: Scene) => scene.amp(OTHER_PROVISIONER);

const claimer = functionRoleArn({ ...readConfiguration(), name: OTHER_INSTALLATION }, 'us-west-2', 'claimConnection');
const maker = functionRoleArn({ ...readConfiguration(), name: OTHER_INSTALLATION }, 'us-west-2', 'createScraper');

export const OTHER_INSTALLATION_ATTACKS: readonly Attack[] = [
  provisioner('provisioner reads a connection role', (scene) => iam(scene).send(new GetRoleCommand({ RoleName }))),
  provisioner('provisioner deletes a connection role', (scene) => iam(scene).send(new DeleteRoleCommand({ RoleName }))),
  provisioner('provisioner tags a connection role as its own', (scene) =>
    iam(scene).send(new TagRoleCommand({ RoleName, Tags: [{ Key: `${OTHER_INSTALLATION}:connection`, Value: '0' }] })),
  ),
  provisioner('provisioner gives a connection role a policy', (scene) =>
    iam(scene).send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: EVERYTHING })),
  ),
  provisioner('provisioner rewrites the trust of a connection role', (scene) =>
    iam(scene).send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: TRUST })),
  ),
  provisioner("provisioner makes a role under the connection's path, within its own boundary", (scene) =>
    iam(scene).send(
      new CreateRoleCommand({
        Path: CONNECTION.rolePath,
        RoleName: `${CONNECTION.installation}-source-eeeeeeeeeeeeeeeeeeee`,
        AssumeRolePolicyDocument: TRUST,
        PermissionsBoundary: `arn:aws:iam::${SOURCE}:policy/${OTHER_INSTALLATION}-boundary`,
      }),
    ),
  ),
  provisioner('provisioner rewrites the trust of the provisioner', (scene) =>
    iam(scene).send(
      new UpdateAssumeRolePolicyCommand({ RoleName: `${CONNECTION.installation}-provisioner`, PolicyDocument: TRUST }),
    ),
  ),
  provisioner('provisioner deletes the scraper', (scene) =>
    amp(scene).send(new DeleteScraperCommand({ scraperId: scene.scraper.scraperId })),
  ),
  provisioner('provisioner changes the scraper', (scene) =>
    amp(scene).send(new UpdateScraperCommand({ scraperId: scene.scraper.scraperId, alias: 'mine' })),
  ),
  provisioner('provisioner passes a source role to a scraper of its own', (scene) =>
    scene.act(OTHER_PROVISIONER, 'iam:PassRole', CONNECTION.sourceRoleArn),
  ),
  aFunction('function takes a lease in the table', (scene) =>
    scene.act(claimer, 'dynamodb:UpdateItem', `arn:aws:dynamodb:us-west-2:${WORKFLOW}:table/amp-scraper-connections`),
  ),
  aFunction('function looks at an execution', (scene) =>
    scene.act(
      claimer,
      'states:DescribeExecution',
      `arn:aws:states:us-west-2:${WORKFLOW}:execution:amp-scraper-onboard:today`,
    ),
  ),
  aFunction('function writes into the log', (scene) =>
    scene.act(
      claimer,
      'logs:PutLogEvents',
      `arn:aws:logs:us-west-2:${WORKFLOW}:log-group:/aws/lambda/amp-scraper:log-stream:today`,
    ),
  ),
  aFunction('function assumes the provisioner with its own external id', (scene) =>
    scene.assume(maker, PROVISIONER, OTHER_EXTERNAL_ID),
  ),
  {
    name: "Another installation's source role assumes the connection's target role, with all that a policy can give it",
    subject: 'connection',
    layer: 'boundary',
    async attempt(scene) {
      const armed = role(SOURCE, `${OTHER_INSTALLATION}/${OTHER_INSTALLATION}-source-eeeeeeeeeeeeeeeeeeee`);
      addRole(
        scene.world,
        armed,
        { AWS: `arn:aws:iam::${SOURCE}:root` },
        {
          attached: ['arn:aws:iam::aws:policy/AdministratorAccess'],
          boundary: `arn:aws:iam::${SOURCE}:policy/${OTHER_INSTALLATION}-boundary`,
        },
      );
      await scene.assume(armed, CONNECTION.targetRoleArn, scene.scraper.arn);
    },
  },
];
