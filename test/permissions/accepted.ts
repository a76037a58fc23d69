import { TagResourceCommand, DeleteScraperCommand } from '@aws-sdk/client-amp';
import { CreateRoleCommand, TagRoleCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { TARGET_POLICY_NAME } from '../../functions/shared/names.ts';
import type { Scene } from './clientsAsAnybody.ts';
import { BOUNDARY, CONNECTION, PROVISIONER, SECOND_WORKSPACE, SOURCE, TARGET_PROVISIONER } from './world.ts';

/** What a provisioner that was taken over CAN do: known, and bounded by what is said here. A test holds that it is so. */
export interface Accepted {
  name: string;
  attempt(scene: Scene): Promise<unknown>;
  /** Why the policies cannot refuse it, and what limits the damage. */
  because: string;
}

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${SOURCE}:root` }, Action: 'sts:AssumeRole' }],
});

export const ACCEPTED: readonly Accepted[] = [
  {
    name: "labels another team's scraper as ours and deletes it",
    async attempt(scene) {
      const { arn: resourceArn, scraperId } = scene.foreignScraper;
      const amp = scene.amp(PROVISIONER);
      await amp.send(new TagResourceCommand({ resourceArn, tags: { 'amp-scraper:connection': '000000000000' } }));
      return amp.send(new DeleteScraperCommand({ scraperId }));
    },
    because:
      'aps:TagResource has no key that tells a scraper that is being created from one that exists. It is two calls that CloudTrail shows, and no metric is disclosed.',
  },
  {
    name: 'writes another policy into a target role, which then writes to another configured workspace',
    async attempt(scene) {
      await scene.arm(TARGET_PROVISIONER, CONNECTION.targetRoleArn, TARGET_POLICY_NAME);
      return scene.act(CONNECTION.targetRoleArn, 'aps:RemoteWrite', SECOND_WORKSPACE);
    },
    because:
      'iam:PutRolePolicy has no key for what the policy says. The boundary caps it: configured workspaces alone.',
  },
  {
    name: 'lets its own account assume a source role',
    attempt: (scene) =>
      scene
        .iam(PROVISIONER)
        .send(new UpdateAssumeRolePolicyCommand({ RoleName: CONNECTION.sourceRoleName, PolicyDocument: TRUST })),
    because: 'iam:UpdateAssumeRolePolicy has no key for the principal. The boundary caps what such a role can do.',
  },
  {
    name: 'makes a connection role that belongs to no connection',
    attempt: (scene) =>
      scene.iam(PROVISIONER).send(
        new CreateRoleCommand({
          Path: '/amp-scraper/',
          RoleName: 'amp-scraper-source-00000000000000000000',
          PermissionsBoundary: BOUNDARY,
          AssumeRolePolicyDocument: TRUST,
        }),
      ),
    because: 'Making such roles is what it is for; each has the boundary.',
  },
  {
    name: 'exempts a connection role from a perimeter of the organization by a tag',
    attempt: (scene) =>
      scene.iam(PROVISIONER).send(
        new TagRoleCommand({
          RoleName: CONNECTION.sourceRoleName,
          Tags: [{ Key: 'DP:exclude:network', Value: 'true' }],
        }),
      ),
    because:
      'A request may have any key, and IAM takes keys in whatever letters for one, which no pattern on aws:TagKeys does. The boundary caps what such a role can do; an organization that protects its tags exempts this provisioner or not.',
  },
];
