import { identityTags } from '../../functions/shared/connection/tags.ts';
import { describe, expect, test } from 'vitest';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import { output as outputSchema } from '../../functions/shared/contract.ts';
import {
  BEFORE_UNDO_SECONDS,
  CLUSTER,
  NAMES,
  REQUEST,
  WORKSPACE,
  cluster,
  freshWorld,
  PROVISIONING_SECONDS,
  slowWorld,
  mapScraperRoles,
  ofWorkflow,
  path,
  role,
  scrapers,
  seriesCount,
  useRuntime,
  withoutPatchTrust,
  worldWith,
  writes,
} from './support.ts';

const { run } = useRuntime();

describe('a clean run', () => {
  test('goes through the states in their order and ends ONBOARDED, with samples in the workspace', async () => {
    const { status, output, states, world } = await run({});
    expect(status).toBe('SUCCEEDED');
    expect(output).toMatchObject({
      outcome: 'ONBOARDED',
      connectionId: NAMES.id,
      updated: [],
      repaired: [],
      warnings: [],
    });
    expect(path(states)).toEqual([
      'ResolveRequest',
      'ToConnect?',
      'ClaimConnection',
      'Claimed?',
      'CreateSourceRole',
      'CreateTargetRole',
      'CreateScraper',
      'PatchTrust',
      'WaitForScraper',
      'CheckStatus',
      'ScraperActive?',
      'EstablishConnection',
      'VerifyIngestion',
      'SamplesArrived?',
      'WaitForSamples',
      'ReleaseConnection',
      'Onboarded',
    ]);
    expect(scrapers(world)).toMatchObject([{ status: 'ACTIVE', clusterArn: CLUSTER, workspaceArn: WORKSPACE }]);
    expect(seriesCount(world)).toBeGreaterThan(0);
  });

  test('says that it created the two roles and the scraper, and tags each as its own', async () => {
    const { output, world, executionArn } = await run({});
    const [scraper] = scrapers(world);
    expect(outputSchema.parse(output).created).toEqual([NAMES.sourceRoleArn, NAMES.targetRoleArn, scraper?.arn]);
    const tags = {
      ...identityTags(NAMES),
      [NAMES.tagKeys.execution]: executionArn,
      [NAMES.tagKeys.door]: 'console',
    };
    for (const made of [role(world, NAMES.sourceRoleArn), role(world, NAMES.targetRoleArn), scraper]) {
      expect(made?.tags).toMatchObject(tags);
    }
  });

  test("leaves trust that names the scraper's ARN and nothing else", async () => {
    const { world } = await run({});
    const [scraper] = scrapers(world);
    expect(JSON.parse(role(world, NAMES.sourceRoleArn)?.trustPolicy ?? '')).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'scraper.aps.amazonaws.com' },
          Action: 'sts:AssumeRole',
          Condition: {
            ArnEquals: { 'aws:SourceArn': scraper?.arn },
            StringEquals: { 'AWS:SourceAccount': '111111111111' },
          },
        },
      ],
    });
    expect(JSON.parse(role(world, NAMES.targetRoleArn)?.trustPolicy ?? '')).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: NAMES.sourceRoleArn },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:ExternalId': scraper?.arn } },
        },
      ],
    });
  });

  test('takes at most 20 DescribeScraper calls for a scraper that is ACTIVE after 1,038 s, and sees it within 10 s', async () => {
    const { calls, elapsedSeconds } = await run({ world: slowWorld() });
    expect(calls.filter(({ operation }) => operation === 'DescribeScraper').length).toBeLessThanOrEqual(20);
    // The next look after 1,038 s is at 1,040 s; the first samples arrive within another 30 s.
    expect(elapsedSeconds).toBeLessThanOrEqual(1_070);
  });

  test('calls AWS only as the provisioner of an account, whose session name is the function and a hash of the execution', async () => {
    const { calls } = await run({});
    const own = ['dynamodb', 'lambda'];
    const ofMembers = ofWorkflow(calls).filter(
      ({ operation, service = '' }) => operation !== 'AssumeRole' && !own.includes(service),
    );
    const callers = new Set(ofMembers.map(({ callerArn }) => callerArn));
    for (const caller of callers) {
      expect(caller).toMatch(
        /^arn:aws:sts::(111111111111|222222222222):assumed-role\/amp-scraper-provisioner\/[A-Za-z]+-[0-9a-f]{16}$/,
      );
    }
  });

  test('is refused nothing: every permission that it needs is granted', async () => {
    const { calls } = await run({});
    const failed = calls.filter(({ errorCode }) => errorCode !== undefined);
    expect(failed.map(({ operation, errorCode }) => `${operation} ${errorCode}`)).toEqual([
      'GetRole NoSuchEntity',
      'GetRole NoSuchEntity',
    ]);
  });

  test('logs JSON lines with the execution and the connection, and no policy or configuration', async () => {
    const { logs, executionArn } = await run({});
    const own = Object.values(logs)
      .flat()
      .filter((line) => line.includes(executionArn));
    expect(own.length).toBeGreaterThanOrEqual(7);
    for (const line of own) {
      expect(JSON.parse(line)).toMatchObject({ executionArn, connectionId: NAMES.id });
      expect(line).not.toMatch(/Statement|Principal|scrape_configs|job_name/);
    }
  });
});

describe('a second run of the same request', () => {
  test('changes nothing, and ends within 60 virtual seconds', async () => {
    const { world } = await run({});
    const before = scrapers(world)[0]?.arn;
    const second = await run({ world });
    expect(second.output).toMatchObject({ outcome: 'ONBOARDED', created: [], updated: [], scraperArn: before });
    expect(second.elapsedSeconds).toBeLessThanOrEqual(60);
    expect(scrapers(world)).toHaveLength(1);
    expect(writes(second.calls)).toEqual([
      'dynamodb:UpdateItem',
      'iam:UpdateAssumeRolePolicy',
      'iam:UpdateAssumeRolePolicy',
      'dynamodb:UpdateItem',
      'dynamodb:UpdateItem',
    ]);
  });

  test('with a scraper that is still being made joins it, and does not make another', async () => {
    const world = freshWorld();
    await run({ world, adapt: withoutWaiting });
    const second = await run({ world });
    expect(second.output).toMatchObject({ outcome: 'ONBOARDED', created: [] });
    expect(scrapers(world)).toHaveLength(1);
  });

  test('mends what a source role that was deleted and made again left behind', async () => {
    const { world } = await run({});
    const account = world.accounts['111111111111'];
    delete account?.roles[NAMES.sourceRoleArn];
    world.iamRevision += 1;
    const second = await run({ world });
    expect(second.output).toMatchObject({
      outcome: 'ONBOARDED',
      created: [NAMES.sourceRoleArn],
      updated: [],
      repaired: [expect.stringContaining(`${NAMES.targetRoleArn} trust policy: sha256:`)],
    });
  });
});

describe('without PatchTrust', () => {
  test('the same run ends ACTIVE with NO_SAMPLES: the policies are really evaluated', async () => {
    const { status, output, world, elapsedSeconds } = await run({ adapt: withoutPatchTrust });
    expect(status).toBe('SUCCEEDED');
    expect(output).toMatchObject({ outcome: 'NO_SAMPLES', reason: expect.stringContaining('No sample') });
    expect(scrapers(world)).toMatchObject([
      { status: 'ACTIVE', lastExportProblem: expect.stringContaining(NAMES.sourceRoleName) },
    ]);
    expect(seriesCount(world)).toBe(0);
    expect(elapsedSeconds).toBeGreaterThanOrEqual(PROVISIONING_SECONDS + 300);
  });

  test('and with requireSamples the run is NoSamples, and nothing is undone', async () => {
    const { status, error, cause, world } = await run({
      adapt: withoutPatchTrust,
      input: { ...REQUEST, requireSamples: true },
    });
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'NoSamples' });
    expect(cause).toContain('trust policies');
    expect(scrapers(world)).toMatchObject([{ status: 'ACTIVE' }]);
    expect(role(world, NAMES.sourceRoleArn)).toBeDefined();
  });
});

describe('the scrape configuration', () => {
  const yaml = 'scrape_configs:\n  - job_name: pods # kept\n    kubernetes_sd_configs:\n      - role: pod\n';
  test.each([
    ["the service's default", undefined, 'job_name: pod_exporter'],
    ['inline YAML', { yaml }, 'job_name: pods # kept'],
    ['a blob', { configurationBlob: Buffer.from(yaml).toString('base64') }, 'job_name: pods # kept'],
    ['a named file', { name: 'kubernetes' }, 'job_name: '],
  ])('from %s reaches the scraper with the label of its cluster', async (_name, scrapeConfiguration, fragment) => {
    const { status, world } = await run({
      input: { ...REQUEST, ...(scrapeConfiguration ? { scrapeConfiguration } : {}) },
    });
    expect(status).toBe('SUCCEEDED');
    const [scraper] = scrapers(world);
    expect(scraper?.scrapeConfiguration).toContain(fragment);
    expect(scraper?.scrapeConfiguration).toMatch(new RegExp(`external_labels:[^]*clusterArn: "?${CLUSTER}`));
  });
});

describe('other clusters', () => {
  test('in the same account as the workspace are onboarded the same way', async () => {
    const clusterArn = 'arn:aws:eks:us-west-2:222222222222:cluster/platform';
    const { output, world } = await run({ input: { ...REQUEST, clusterArn } });
    expect(output).toMatchObject({ outcome: 'ONBOARDED' });
    expect(scrapers(world)).toMatchObject([{ accountId: '222222222222', status: 'ACTIVE' }]);
  });

  test('that are being created are waited for', async () => {
    const clusterArn = 'arn:aws:eks:us-west-2:111111111111:cluster/young';
    const { output, elapsedSeconds, transitions, states } = await run({ input: { ...REQUEST, clusterArn } });
    expect(output).toMatchObject({ outcome: 'ONBOARDED' });
    expect(elapsedSeconds).toBeGreaterThanOrEqual(300 + PROVISIONING_SECONDS);
    expect(transitions).toBeGreaterThan(states.length);
  });

  test('with authentication mode CONFIG_MAP get their manual steps, with the role ARN without its path', async () => {
    const clusterArn = 'arn:aws:eks:us-west-2:111111111111:cluster/legacy';
    const { output, world } = await run({ input: { ...REQUEST, clusterArn } });
    const [scraper] = scrapers(world);
    const { outcome, manualSteps } = outputSchema.parse(output);
    expect(outcome).toBe('NO_SAMPLES');
    expect(manualSteps?.commands.at(-1)).toContain(
      `--arn arn:aws:iam::111111111111:role/${scraper?.roleArn.split('/').at(-1)} --username aps-collector-user`,
    );
  });

  test('and once the manual steps are done their samples arrive', async () => {
    const clusterArn = 'arn:aws:eks:us-west-2:111111111111:cluster/legacy';
    const { world } = await run({ input: { ...REQUEST, clusterArn } });
    mapScraperRoles(world, clusterArn);
    expect((await run({ world, input: { ...REQUEST, clusterArn } })).output).toMatchObject({ outcome: 'ONBOARDED' });
  });
});

describe('what is not ours', () => {
  test('a scraper without our tags is told and stays as it is, and ours is made beside it', async () => {
    const { world } = await run({});
    const [scraper] = scrapers(world);
    if (scraper) {
      scraper.tags = {};
      delete scraper.sourceRoleArn;
      delete scraper.targetRoleArn;
    }
    const before = structuredClone(scraper);
    const { output } = await run({ world });
    const warning = expect.stringContaining(
      `Scraper ${scraper?.arn} (ACTIVE) is between the same cluster and workspace`,
    );
    expect(outputSchema.parse(output).warnings).toEqual([warning]);
    expect(scrapers(world)).toHaveLength(2);
    expect(scraper).toMatchObject({ arn: before?.arn, status: 'ACTIVE', tags: {} });
  });

  test('a scraper with our roles that has lost its tag is NotOurs, and the Cause has the command that puts it back', async () => {
    const { world } = await run({});
    const [scraper] = scrapers(world);
    if (scraper) delete scraper.tags[NAMES.tagKeys.connection];
    const second = await run({ world });
    expect({ error: second.error, count: scrapers(world).length }).toEqual({ error: 'NotOurs', count: 1 });
    expect(second.cause).toContain(`aws amp tag-resource --resource-arn ${scraper?.arn}`);
  });

  test('a role of our name without our tag is NotOurs, and stays as it is', async () => {
    const { world } = await run({});
    const source = role(world, NAMES.sourceRoleArn);
    if (source) source.tags = { team: 'another' };
    const before = structuredClone(source);
    const second = await run({ world });
    expect(second.error).toBe('NotOurs');
    expect(role(world, NAMES.sourceRoleArn)).toEqual(before);
  });
});

describe('a scraper that does not become ACTIVE', () => {
  const failing = () =>
    worldWith((file) => {
      cluster(file, 'shop')['scraperOutcome'] = {
        outcome: 'CREATION_FAILED',
        afterSeconds: 120,
        statusReason: 'No free IP.',
      };
    });

  test("ends the run at the next look, as ScraperFailed with the service's reason", async () => {
    const world = failing();
    const begun = world.now;
    const { error, cause, calls } = await run({ world });
    expect(error).toBe('ScraperFailed');
    expect(cause).toContain('CREATION_FAILED: No free IP.');
    const undone = calls.find(({ operation }) => operation === 'DeleteScraper');
    expect((undone?.at ?? Infinity) - begun).toBeLessThanOrEqual(180_000 + BEFORE_UNDO_SECONDS * 1000);
  });

  test('is deleted by the next run when it is there still, which waits until it is gone and creates another', async () => {
    const world = failing();
    await run({ world, adapt: withoutUndo });
    const [first] = scrapers(world);
    const healed = world.accounts['111111111111']?.clusters[CLUSTER];
    if (healed) delete healed.scraperOutcome;
    const second = await run({ world });
    expect(second.output).toMatchObject({ outcome: 'ONBOARDED' });
    expect(scrapers(world)).toHaveLength(1);
    expect(scrapers(world)[0]?.arn).not.toBe(first?.arn);
  });

  test('within 45 minutes is ScraperTimeout, and after as long an undo the Cause names what is left', async () => {
    const world = worldWith((file) => {
      file.provisioningSeconds = 10_000;
    });
    const { error, cause, elapsedSeconds } = await run({ world });
    expect({ error, elapsedSeconds }).toEqual({ error: 'ScraperTimeout', elapsedSeconds: 5_400 + BEFORE_UNDO_SECONDS });
    expect(cause).toContain(`Undoing it did not end well either, ScraperTimeout: Scraper ${scrapers(world)[0]?.arn}`);
  });

  test('and cannot be listed by the undo leaves a Cause that names the roles, and the scraper by its tag', async () => {
    const faults = faultPlan([
      parseFault('createScraper:late-effect:30', OPERATIONS),
      parseFault('createScraper:access-denied:1', OPERATIONS),
      parseFault('listScrapers:access-denied:always:2', OPERATIONS),
    ]);
    const { error, cause } = await run({ faults });
    expect(error).toBe('AccessDenied');
    expect(cause).toContain(`role ${NAMES.sourceRoleArn}, role ${NAMES.targetRoleArn}`);
    expect(cause).toContain(`scrapers with the tag ${NAMES.tagKeys.connection}=${NAMES.id}`);
  });
});

test('a workspace that refuses the query is a warning, not an error: ACTIVE is ACTIVE', async () => {
  const world = freshWorld();
  const provisioner = role(world, 'arn:aws:iam::222222222222:role/amp-scraper-provisioner');
  const permissions = provisioner?.inlinePolicies;
  if (permissions) {
    permissions['deny'] = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: 'aps:QueryMetrics', Resource: '*' }],
    });
  }
  const { status, output } = await run({ world });
  expect(status).toBe('SUCCEEDED');
  expect(output).toMatchObject({ outcome: 'NO_SAMPLES', warnings: [expect.stringContaining('403')] });
});

/** Ends as soon as the scraper has been asked for. */
function withoutWaiting<D extends { States: object }>(definition: D): D {
  const changed = structuredClone(definition);
  Object.assign(changed.States, { WaitForScraper: { Type: 'Succeed' } });
  return changed;
}

/** A failure ends at once, as if the undo had been cut short. */
function withoutUndo<D extends { States: object }>(definition: D): D {
  const changed = structuredClone(definition);
  Object.assign(changed.States, { UndoScraper: { Type: 'Succeed' } });
  return changed;
}
