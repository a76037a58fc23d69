import { AmpClient, DeleteScraperCommand } from '@aws-sdk/client-amp';
import { beforeAll, describe, expect, test } from 'vitest';
import { sessionPolicy } from '../../functions/shared/aws/sessionPolicies.ts';
import { credentialsOf } from '../../local/aws/callers.ts';
import { serveWorld } from '../../local/aws/embeddedAws.ts';
import { evaluate } from '../../local/policies/authorize.ts';
import { storedPolicy } from '../../local/policies/policyDocument.ts';
import { virtualClock } from '../../local/state/clock.ts';
import type { Session, World } from '../../local/state/state.ts';
import { grantsOf } from './narrowings.ts';
import { refusalOf } from './refusal.ts';
import { succeeded, useScenarios, type ScenarioResult } from './scenarios.ts';
import { list, PROVISIONERS } from './statements.ts';
import { MODES, OWN_WORKSPACE, SOURCE } from './world.ts';

const LOOKED = list(storedPolicy(sessionPolicy('lookAtRange') ?? '', 'the session policy').Statement[0]?.Action);
/** As IAM names what the tagging API's operations are. */
const actionOf = ({ service, operation }: { service?: string; operation?: string }) =>
  `${service === 'tagging' ? 'tag' : service}:${operation}`;

/** A resource that a pattern is for: an access entry's ARN ends with a UUID. */
const oneOf = (pattern: string) =>
  pattern === '*' ? '*' : pattern.replace(/(?<=:access-entry\/.*)\*$/, '0/0').replaceAll(/[*?]/g, '0');

/** One that scrapes and has our tag, of a pair that nobody asks about: the last lines of its account are read. */
function addScraper(world: World): void {
  const scraperId = 's-00000000-0000-0000-0000-000000000000';
  const arn = `arn:aws:aps:us-west-2:${SOURCE}:scraper/${scraperId}`;
  const clusterArn = `arn:aws:eks:us-west-2:${SOURCE}:cluster/any`;
  const account = world.accounts[SOURCE];
  if (account === undefined) throw new Error('The world has no source account.');
  account.scrapers[arn] = {
    scraperId,
    arn,
    accountId: SOURCE,
    region: 'us-west-2',
    roleArn: `arn:aws:iam::${SOURCE}:role/any`,
    status: 'ACTIVE',
    createdAt: world.now,
    lastModifiedAt: world.now,
    tags: { 'amp-scraper:connection': 'any' },
    scrapeConfiguration: 'scrape_configs: []',
    clusterArn,
    subnetIds: [],
    securityGroupIds: [],
    workspaceArn: OWN_WORKSPACE,
  };
}

describe.each(MODES)('the sessions by which reconcile looks at accounts in %s mode', (mode) => {
  const { run } = useScenarios(mode);
  let result: ScenarioResult;
  let sessions: Session[] = [];
  beforeAll(async () => {
    result = await run('across', 'reconcile', addScraper);
    sessions = Object.values(result.world.sessions).filter(({ sessionName }) => sessionName.startsWith('lookAtRange-'));
  });

  test('may do what a look does, and that is all that they have', () => {
    expect(succeeded(result)).toBe(true);
    const done = result.calls.filter(({ callerArn = '' }) => callerArn.includes('/lookAtRange-')).map(actionOf);
    expect([...new Set(done)].toSorted()).toEqual(LOOKED.toSorted());
  });

  test('may write nothing, whatever their provisioner may', async () => {
    const { world } = result;
    expect(sessions.length).toBeGreaterThan(1);
    const tried = new Set<string>();
    for (const session of sessions) {
      const caller = credentialsOf(world, session.accessKeyId, 'aws', Date.now())?.caller;
      if (caller === undefined) throw new Error(`${session.sessionName} is nobody.`);
      const provisioner = PROVISIONERS.find(({ name }) => name.endsWith(session.accountId));
      for (const { action, resource } of provisioner === undefined ? [] : grantsOf(provisioner, world)) {
        if (LOOKED.includes(action)) continue;
        const resourceArn = oneOf(resource);
        const check = { action, resourceArn, resourceAccountId: session.accountId, mode: 'identity' } as const;
        const { allowed, layer } = await evaluate(world, caller, check);
        expect([action, allowed, layer === 'session policy' || layer === 'identity']).toEqual([action, false, true]);
        if (layer === 'session policy') tried.add(action);
      }
    }
    expect([...tried]).toEqual(
      expect.arrayContaining(['aps:TagResource', 'iam:DeleteRole', 'iam:TagRole', 'iam:UpdateAssumeRolePolicy']),
    );
  });

  test('delete no scraper of ours, which they could without their policy', async () => {
    const world = structuredClone(result.world);
    const {
      accessKeyId = '',
      secretAccessKey = '',
      sessionToken = '',
    } = {
      ...sessions.find(({ accountId }) => accountId === SOURCE),
    };
    const [scraper] = Object.values(world.accounts[SOURCE]?.scrapers ?? {});
    const aws = await serveWorld();
    try {
      aws.serve({ world, clock: virtualClock(world.now) });
      const credentials = { accessKeyId, secretAccessKey, sessionToken };
      const amp = new AmpClient({ endpoint: aws.endpoint, region: 'us-west-2', maxAttempts: 1, credentials });
      const remove = () => refusalOf(amp.send(new DeleteScraperCommand({ scraperId: scraper?.scraperId })));
      expect(await remove()).toMatchObject({ layer: 'session policy' });
      delete world.sessions[accessKeyId]?.policy;
      expect(await remove()).toBeUndefined();
    } finally {
      await aws.close();
    }
  });
});
