import { AmpClient } from '@aws-sdk/client-amp';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EKSClient } from '@aws-sdk/client-eks';
import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import {
  evaluate,
  evaluateAssumeRole,
  type AssumeRoleRequest,
  type Principal,
} from '../../local/policies/authorize.ts';
import type { EmbeddedAws } from '../../local/aws/embeddedAws.ts';
import type { AccessCheck } from '../../local/policies/accessCheck.ts';
import { createSession } from '../../local/aws/services/sts/operations.ts';
import { virtualClock } from '../../local/state/clock.ts';
import type { Scraper, World } from '../../local/state/state.ts';
import { Refused } from './refusal.ts';
import { CONNECTION } from './world.ts';

/** A role by its ARN, or the administrator of an account by its number. */
export type Actor = string;

/** What an attack has at hand: a world of its own in which one connection is onboarded, and AWS's clients as anybody. */
export interface Scene {
  world: World;
  /** The connection's. */
  scraper: Scraper;
  /** Another team's. */
  foreignScraper: Scraper;
  iam(actor: Actor): IAMClient;
  amp(actor: Actor, region?: string): AmpClient;
  ec2(actor: Actor, region?: string): EC2Client;
  eks(actor: Actor, region?: string): EKSClient;
  /** AssumeRole over the wire. */
  assume(actor: Actor, roleArn: string, externalId?: string): Promise<unknown>;
  /** AssumeRole by those who send no request here: services, accounts' roots. @throws Refused */
  assumeAs(request: AssumeRoleRequest): Promise<void>;
  /** An action that no operation here has. @throws Refused */
  act(roleArn: string, action: string, resourceArn: string, context?: AccessCheck['context']): Promise<void>;
  /** The same by the policies of who asks alone, as if the resource's account let it. @throws Refused */
  actByOwnPolicies: Scene['act'];
  /** Gives a connection role every permission that a policy can give, as a provisioner that was taken over could. */
  arm(provisioner: Actor, roleArn: string, policyName: string): Promise<void>;
}

const EVERYTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

/** A scene in a copy of the world, which the server answers for from now on. */
export function sceneIn(aws: EmbeddedAws, original: World): Scene {
  const world = structuredClone(original);
  aws.serve({ world, clock: virtualClock(world.now) });
  const settings = (actor: Actor, region = 'us-west-2') => ({
    endpoint: aws.endpoint,
    region,
    maxAttempts: 1,
    credentials: credentialsOf(world, actor),
  });
  const scrapers = Object.values(world.accounts).flatMap((account) => Object.values(account.scrapers));
  const scene: Scene = {
    world,
    scraper: the(scrapers.find(({ sourceRoleArn }) => sourceRoleArn === CONNECTION.sourceRoleArn)),
    foreignScraper: the(scrapers.find(({ sourceRoleArn }) => sourceRoleArn === undefined)),
    iam: (actor) => new IAMClient(settings(actor)),
    amp: (actor, region) => new AmpClient(settings(actor, region)),
    ec2: (actor, region) => new EC2Client(settings(actor, region)),
    eks: (actor, region) => new EKSClient(settings(actor, region)),
    assume: (actor, RoleArn, ExternalId) =>
      new STSClient(settings(actor)).send(
        new AssumeRoleCommand({ RoleArn, RoleSessionName: 'attack', ...(ExternalId ? { ExternalId } : {}) }),
      ),
    assumeAs: async (request) => Refused.unlessAllowed(await evaluateAssumeRole(world, request)),
    act: async (roleArn, action, resourceArn, context = {}) => {
      const check = checkOf(roleArn, action, resourceArn, context);
      Refused.unlessAllowed(await evaluate(world, roleOf(roleArn), check));
    },
    actByOwnPolicies: async (roleArn, action, resourceArn, context = {}) => {
      const check = checkOf(roleArn, action, resourceArn, context);
      Refused.unlessAllowed(await evaluate(world, roleOf(roleArn), { ...check, mode: 'identity' }));
    },
    arm: async (provisioner, roleArn, PolicyName) => {
      const RoleName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
      const command = new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: EVERYTHING });
      await scene.iam(provisioner).send(command);
    },
  };
  return scene;
}

function the(scraper: Scraper | undefined): Scraper {
  if (scraper === undefined) throw new Error('The world of the attacks lacks a scraper.');
  return scraper;
}

function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}

function checkOf(
  roleArn: string,
  action: string,
  resourceArn: string,
  context: NonNullable<AccessCheck['context']>,
): AccessCheck {
  return { action, resourceArn, resourceAccountId: accountOf(resourceArn) || accountOf(roleArn), context };
}

/** A function's role is used by its function. */
function roleOf(roleArn: string): Principal {
  return { kind: 'role', roleArn, ...sourceFunction(roleArn) };
}

function sourceFunction(roleArn: string): { sourceFunctionArn?: string } {
  const role = /^arn:aws:iam::(\d+):role\/(.+)-functions\/(?:member|local)\/\2-(\w+-\w+-\d)-(\w+)$/.exec(roleArn);
  if (role === null) return {};
  const [, account = '', installation = '', region = '', name = ''] = role;
  return { sourceFunctionArn: `arn:aws:lambda:${region}:${account}:function:${installation}-${name}` };
}

function credentialsOf(world: World, actor: Actor) {
  if (/^\d{12}$/.test(actor)) return { accessKeyId: actor, secretAccessKey: 'test' };
  const session = createSession(world, actor, 'attack', 3600, world.now);
  const { accessKeyId, secretAccessKey, sessionToken } = session;
  world.sessions[accessKeyId] = { ...session, ...sourceFunction(actor) };
  return { accessKeyId, secretAccessKey, sessionToken };
}
