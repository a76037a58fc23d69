import { describe, expect, test } from 'vitest';
import { FLEET_HUB, FLEET_ORGANIZATION } from '../../local/world/fleet.ts';
import type { World } from '../../local/state/state.ts';
import { behind, INPUTS, MEMBER, REQUEST } from './perimeter.ts';
import { scrapers } from './support.ts';

const ours = (name: string) => `arn:aws:iam::*:role/${name}`;
/** All of ours but the connection roles, which are under a path. */
const MACHINERY = [ours('amp-scraper-*')];

/**
 * After AWS's samples of a data perimeter (https://github.com/aws-samples/data-perimeter-policy-examples, network_perimeter_sourcevpc_scp
 * and _rcp), stricter: they concern the principals that have a tag dp:include:network, these all. What calls from AWS's own network has
 * neither a source address nor a VPC of the organization's.
 */
const fromElsewhere = (exempt: readonly string[]) => ({
  NotIpAddressIfExists: { 'aws:SourceIp': ['203.0.113.0/24'] },
  StringNotEqualsIfExists: { 'aws:SourceVpc': 'vpc-corporate', 'aws:PrincipalTag/dp:exclude:network': 'true' },
  BoolIfExists: { 'aws:PrincipalIsAWSService': 'false', 'aws:ViaAWSService': 'false' },
  ...(exempt.length === 0 ? {} : { ArnNotLikeIfExists: { 'aws:PrincipalArn': exempt } }),
});
const networkOfPrincipals = (exempt: readonly string[] = []) => ({
  Sid: 'FromOurNetworksAlone',
  Effect: 'Deny',
  NotAction: ['neptune-db:*', 'kafka-cluster:*'],
  Resource: '*',
  Condition: fromElsewhere(exempt),
});
const networkOfResources = (exempt: readonly string[] = []) => ({
  Sid: 'FromOurNetworksAlone',
  Effect: 'Deny',
  Principal: '*',
  Action: ['sts:AssumeRole', 'dynamodb:*', 'logs:*'],
  Resource: '*',
  Condition: fromElsewhere(exempt),
});

/** After identity_perimeter_rcp: a service acts for the organization's accounts alone. A scraper is not known to send aws:SourceOrgID. */
const NO_CONFUSED_DEPUTY = {
  Sid: 'ForOurAccountsAlone',
  Effect: 'Deny',
  Principal: '*',
  Action: ['sts:*'],
  Resource: '*',
  Condition: {
    StringNotEqualsIfExists: { 'aws:SourceOrgID': FLEET_ORGANIZATION, 'aws:ResourceTag/dp:exclude:identity': 'true' },
    Null: { 'aws:SourceAccount': 'false' },
    Bool: { 'aws:PrincipalIsAWSService': 'true' },
  },
};

/** What is created has to have the tag. */
const demanded = (key: string) => ({
  Sid: 'TaggedWhenCreated',
  Effect: 'Deny',
  Action: ['iam:CreateRole', 'aps:CreateScraper'],
  Resource: '*',
  Condition: { Null: { [`aws:RequestTag/${key}`]: 'true' } },
});

/** After data_perimeter_governance_scp: the perimeter's tags are a few principals' to set. */
const PROTECTED_TAGS = {
  Sid: 'PerimeterTagsAreOurs',
  Effect: 'Deny',
  Action: '*',
  Resource: '*',
  Condition: {
    'ForAnyValue:StringLike': { 'aws:TagKeys': ['dp:*'] },
    ArnNotLikeIfExists: { 'aws:PrincipalArn': ours('amp-scraper-provisioner') },
  },
};

const NETWORK = { 'dp:exclude:network': 'true' };
const IDENTITY = { 'dp:exclude:identity': 'true' };
const MADE = { output: { outcome: 'ONBOARDED' } };

/** The tags of a kind that a connection's roles and scraper have, by what they are on. */
function tagsOf(world: World, keys: readonly string[]) {
  const [scraper] = scrapers(world);
  const pick = (tags: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(Object.entries(tags).filter(([key]) => keys.includes(key)));
  return {
    source: pick(world.accounts[MEMBER]?.roles[scraper?.sourceRoleArn ?? '']?.tags),
    target: pick(world.accounts[FLEET_HUB]?.roles[scraper?.targetRoleArn ?? '']?.tags),
    scraper: pick(scraper?.tags),
  };
}

describe('a perimeter of networks that exempts all but the connection roles', () => {
  const principals = { services: [networkOfPrincipals(MACHINERY)] };
  const resources = { resources: [networkOfResources(MACHINERY)] };

  test.each([
    ['of principals', principals, 'service control policy'],
    ['of resources', resources, 'resource control policy'],
  ])("%s stops the scraper's second step without a tag", async (_name, perimeter, policy) => {
    const { world, go } = await behind(perimeter);
    expect(await go()).toMatchObject({ output: { outcome: 'NO_SAMPLES' } });
    const [scraper] = scrapers(world);
    expect(scraper?.lastExportProblem).toContain('could not assume the target role');
    expect(scraper?.lastExportProblem).toContain(`explicit deny in a ${policy}`);
  });

  test.each(['console', 'tag', 'product'] as const)(
    'lets it through with connectionTags, by the %s door',
    async (door) => {
      const perimeter = { ...principals, ...resources };
      const { world, go } = await behind(perimeter, { connectionTags: NETWORK });
      expect(await go(INPUTS[door]())).toMatchObject(MADE);
      expect(tagsOf(world, Object.keys(NETWORK))).toEqual({ source: NETWORK, target: NETWORK, scraper: NETWORK });
    },
  );
});

describe('a perimeter of networks that exempts by the tag alone', () => {
  const perimeter = { services: [networkOfPrincipals()], resources: [networkOfResources()] };

  test('stops everything without roleTags, before anything is made', async () => {
    const { world, go } = await behind(perimeter);
    expect(await go()).toMatchObject({ status: 'FAILED' });
    expect(scrapers(world)).toEqual([]);
  });

  test.each(['console', 'tag', 'product'] as const)('lets all through with roleTags, by the %s door', async (door) => {
    const { world, go } = await behind(perimeter, { roleTags: NETWORK });
    expect(await go(INPUTS[door]())).toMatchObject(MADE);
    expect(tagsOf(world, Object.keys(NETWORK))).toEqual({ source: NETWORK, target: NETWORK, scraper: {} });
  });
});

describe('a perimeter of identities', () => {
  test("stops the scraper's first step, unless the source role is exempt", async () => {
    const stopped = await behind({ resources: [NO_CONFUSED_DEPUTY] });
    expect(await stopped.go()).toMatchObject({ output: { outcome: 'NO_SAMPLES' } });
    expect(scrapers(stopped.world)[0]?.lastExportProblem).toContain('could not assume the source role');
    const exempt = await behind({ resources: [NO_CONFUSED_DEPUTY] }, { connectionTags: IDENTITY });
    expect(await exempt.go()).toMatchObject(MADE);
  });
});

describe('an organization that demands a tag when something is created', () => {
  const perimeter = { services: [demanded('cost-center')] };
  const copied = { connectionTags: { 'cost-center': { clusterTag: 'cost' } } };
  const wanted = { 'cost-center': '4711' };

  test('gets none without connectionTags, and nothing is left', async () => {
    const { world, go } = await behind(perimeter);
    expect(await go()).toMatchObject({ status: 'FAILED', error: 'AccessDenied' });
    expect(scrapers(world)).toEqual([]);
  });

  test.each(['console', 'tag', 'product'] as const)("gets the cluster's by the %s door", async (door) => {
    const { world, go } = await behind(perimeter, copied, { cost: '4711' });
    expect(await go(INPUTS[door]())).toMatchObject(MADE);
    expect(tagsOf(world, ['cost-center'])).toEqual({ source: wanted, target: wanted, scraper: wanted });
  });

  test('is told beforehand of a cluster that has no such tag, and refuses the first role', async () => {
    const { world, go } = await behind(perimeter, copied);
    expect(await go({ ...REQUEST, dryRun: true })).toMatchObject({
      output: { warnings: [expect.stringContaining('has no tag cost, which connectionTags')] },
    });
    expect(await go()).toMatchObject({ error: 'AccessDenied' });
    expect(scrapers(world)).toEqual([]);
  });
});

describe('perimeter tags that are a few principals’ to set', () => {
  const exempting = (name: string) => ({
    ...PROTECTED_TAGS,
    Condition: { ...PROTECTED_TAGS.Condition, ArnNotLikeIfExists: { 'aws:PrincipalArn': ours(name) } },
  });

  test('are set by the provisioner, on what is there too', async () => {
    const { world, go } = await behind({ services: [PROTECTED_TAGS] }, { connectionTags: NETWORK });
    expect(await go()).toMatchObject(MADE);
    const [scraper] = scrapers(world);
    delete world.accounts[MEMBER]?.roles[scraper?.sourceRoleArn ?? '']?.tags['dp:exclude:network'];
    delete scraper?.tags['dp:exclude:network'];
    world.iamRevision += 1;
    expect(await go()).toMatchObject(MADE);
    expect(tagsOf(world, Object.keys(NETWORK))).toEqual({ source: NETWORK, target: NETWORK, scraper: NETWORK });
  });

  test('are refused where it is not exempt, and nothing is left', async () => {
    const { world, go } = await behind({ services: [exempting('somebody-else')] }, { connectionTags: NETWORK });
    const refused = await go();
    expect(refused).toMatchObject({ status: 'FAILED', error: 'AccessDenied' });
    expect(refused.cause).toContain('explicit deny in a service control policy');
    expect(scrapers(world)).toEqual([]);
  });

  test('are none of a request’s', async () => {
    const { go } = await behind({}, { connectionTags: NETWORK });
    const { error, cause } = await go({ ...REQUEST, tags: { 'dp:exclude:identity': 'true' } });
    expect(error).toBe('InvalidRequest');
    expect(cause).toContain('is under the prefix dp:, which the configuration reserves');
  });
});
