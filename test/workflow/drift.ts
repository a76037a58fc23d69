import type { Role, Scraper, World } from '../../local/state/state.ts';
import { CLUSTER, NAMES, role, scrapers, WORKSPACE } from './support.ts';

/** Something that somebody changed of a connection, and the part that has to be mended of which resource. */
export interface Drift {
  name: string;
  of: 'source role' | 'target role' | 'scraper';
  /** As `repaired` and the plan name it. */
  part: string;
  change(connection: { source: Role; target: Role; scraper: Scraper }): void;
}

const EVERYTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});
const ANYBODY = (action: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: action }],
  });
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const REMOTE_WRITE = 'arn:aws:iam::aws:policy/AmazonPrometheusRemoteWriteAccess';

export const DRIFTS: readonly Drift[] = [
  {
    name: 'a source role that trusts anybody',
    of: 'source role',
    part: 'trust policy',
    change: ({ source }) => void (source.trustPolicy = ANYBODY('sts:AssumeRole')),
  },
  {
    name: 'a target role that trusts anybody',
    of: 'target role',
    part: 'trust policy',
    change: ({ target }) => void (target.trustPolicy = ANYBODY('sts:AssumeRole')),
  },
  {
    name: 'a source role without its boundary',
    of: 'source role',
    part: 'permissions boundary',
    change: ({ source }) => void delete source.permissionsBoundaryArn,
  },
  {
    name: 'a target role with another boundary',
    of: 'target role',
    part: 'permissions boundary',
    change: ({ target }) => void (target.permissionsBoundaryArn = ADMINISTRATOR),
  },
  {
    name: 'a source role that may do everything',
    of: 'source role',
    part: 'inline policy assume-target-role',
    change: ({ source }) => void (source.inlinePolicies['assume-target-role'] = EVERYTHING),
  },
  {
    name: 'a target role that may write to every workspace',
    of: 'target role',
    part: 'inline policy deny-other-workspaces',
    change: ({ target }) => void delete target.inlinePolicies['deny-other-workspaces'],
  },
  {
    name: 'an inline policy that is not ours',
    of: 'source role',
    part: 'inline policy somebody',
    change: ({ source }) => void (source.inlinePolicies['somebody'] = EVERYTHING),
  },
  {
    name: 'a managed policy that is not ours',
    of: 'source role',
    part: `managed policy ${ADMINISTRATOR}`,
    change: ({ source }) => void source.attachedPolicyArns.push(ADMINISTRATOR),
  },
  {
    name: 'a target role without its managed policy',
    of: 'target role',
    part: `managed policy ${REMOTE_WRITE}`,
    change: ({ target }) => void (target.attachedPolicyArns = []),
  },
  {
    name: 'a role without the tag of its door',
    of: 'target role',
    part: 'tags',
    change: ({ target }) => void delete target.tags[NAMES.tagKeys.door],
  },
  {
    name: 'a role whose tag of the door is another',
    of: 'source role',
    part: 'tags',
    change: ({ source }) => void (source.tags[NAMES.tagKeys.door] = 'product'),
  },
  {
    name: 'a scraper without the tag of its door',
    of: 'scraper',
    part: 'tags',
    change: ({ scraper }) => void delete scraper.tags[NAMES.tagKeys.door],
  },
  {
    name: 'a scraper without its roles',
    of: 'scraper',
    part: 'roleConfiguration',
    change: ({ scraper }) => {
      delete scraper.sourceRoleArn;
      delete scraper.targetRoleArn;
    },
  },
];

function scraperOf(world: World): Scraper | undefined {
  return scrapers(world).find((one) => one.clusterArn === CLUSTER && one.workspaceArn === WORKSPACE);
}

export function applyDrift(world: World, drifts: readonly Drift[]): void {
  const [source, target] = [role(world, NAMES.sourceRoleArn), role(world, NAMES.targetRoleArn)];
  const scraper = scraperOf(world);
  if (source === undefined || target === undefined || scraper === undefined) throw new Error('It is not onboarded.');
  for (const { change } of drifts) change({ source, target, scraper });
  world.iamRevision += 1;
}

export function resourceOf({ of }: Drift, world: World): string {
  switch (of) {
    case 'source role':
      return NAMES.sourceRoleArn;
    case 'target role':
      return NAMES.targetRoleArn;
    case 'scraper':
      return scraperOf(world)?.arn ?? 'none';
  }
}
