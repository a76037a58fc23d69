import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { parseConfiguration } from '../../infra/configuration/configuration.ts';
import { serveWorld, type EmbeddedAws } from '../../local/aws/embeddedAws.ts';
import { evaluatePutEvents, type PutEvents } from '../../local/deployment/events/busPolicy.ts';
import type { DeployedBus } from '../../local/deployment/deployed.ts';
import { synthesizedDeployment } from '../../local/deployment/synthesized.ts';
import { storedPolicy } from '../../local/policies/policyDocument.ts';
import { virtualClock } from '../../local/state/clock.ts';
import { signedFetch } from '../local/aws/signedFetch.ts';
import { looseningsOf } from './loosenings.ts';
import { NOT_ON_THE_BUS, type Admitting } from './notExercised.ts';
import {
  addRole,
  ADMINISTRATOR_ACCESS,
  attackedWorld,
  CONFIGURATION,
  deploymentIn,
  ORGANIZATION,
  OUTSIDERS,
  ROOT,
  SOURCE,
  STRANGER,
} from './world.ts';

type Put = Pick<PutEvents, 'source'> & { accountId: string };
interface BusCase extends Put {
  name: string;
}

const TAG = 'aws.tag';
const ADMITTED: Put = { accountId: SOURCE, source: TAG };
const OTHER_SOURCES: readonly BusCase[] = [
  { name: 'an event of its own source', source: 'payments' },
  { name: 'an event of another AWS service', source: 'aws.ec2' },
  { name: "an alarm's event", source: 'aws.cloudwatch' },
  { name: 'an event without a source', source: undefined },
].map(({ name, source }) => ({
  name: `A role of an account that is admitted puts ${name}`,
  accountId: SOURCE,
  source,
}));
const STRANGERS: readonly BusCase[] = [
  { name: 'A role of an account that nobody has heard of puts a tag event', accountId: STRANGER, source: TAG },
];
const outsiders = (...left: string[]): BusCase[] =>
  Object.entries(OUTSIDERS)
    .filter(([what]) => !left.includes(what))
    .map(([what, accountId]) => ({
      name: `A role of an account that ${what} puts a tag event`,
      accountId,
      source: TAG,
    }));

async function theBus(admitting: Admitting): Promise<DeployedBus> {
  const organization = { id: ORGANIZATION, rootId: ROOT, excludedAccounts: [OUTSIDERS['is excluded']] };
  const whole = { ...CONFIGURATION, accounts: [], organization };
  const { buses } =
    admitting === 'the whole organization'
      ? await synthesizedDeployment(parseConfiguration(whole, 'the whole organization'), [])
      : await deploymentIn(admitting === 'a list' ? 'list' : 'organization', CONFIGURATION);
  const [bus] = buses;
  if (bus === undefined) throw new Error('The deployment has no bus.');
  return bus;
}

const WORLD = await attackedWorld('organization');
const BUSES = [
  { admitting: 'a list', bus: await theBus('a list'), refused: outsiders() },
  { admitting: 'named OUs', bus: await theBus('named OUs'), refused: outsiders() },
  {
    admitting: 'the whole organization',
    bus: await theBus('the whole organization'),
    refused: outsiders('is in an OU that is not named', "is in an OU whose id begins with a named one's"),
  },
] as const;

/** By a role with every permission, so that only the bus's policy can refuse it. */
async function decideOn(bus: DeployedBus, { accountId, source }: Put) {
  const world = structuredClone(WORLD);
  const roleArn = `arn:aws:iam::${accountId}:role/platform`;
  addRole(world, roleArn, { AWS: `arn:aws:iam::${accountId}:root` }, { attached: [ADMINISTRATOR_ACCESS] });
  const principal = { kind: 'role', roleArn } as const;
  return evaluatePutEvents(world, { principal, bus, source, detailType: 'Tag Change on Resource' });
}

describe.each(BUSES)('the policy of a bus that admits $admitting', ({ admitting, bus, refused }) => {
  const attacks = [...OTHER_SOURCES, ...STRANGERS, ...refused];
  const statements = storedPolicy(bus.policy ?? '', bus.arn).Statement;

  async function letThrough(changed: typeof statements): Promise<string[]> {
    const policy = JSON.stringify({ Version: '2012-10-17', Statement: changed });
    const names: string[] = [];
    for (const attack of attacks) {
      if ((await decideOn({ ...bus, policy }, attack)).allowed) names.push(attack.name);
    }
    return names;
  }

  test('takes a tag event of an account that is admitted', async () => {
    expect(await decideOn(bus, ADMITTED)).toMatchObject({ allowed: true });
  });

  test.each(attacks.map((attack) => [attack.name, attack] as const))('%s: refused', async (_name, attack) => {
    expect(await decideOn(bus, attack)).toMatchObject({ allowed: false, layer: 'resource policy' });
  });

  const all = statements.flatMap(looseningsOf);
  const rows = NOT_ON_THE_BUS.filter(({ only = [admitting] }) => only.includes(admitting));

  test('each condition and principal, taken away in turn, lets an event through', async () => {
    const idle: string[] = [];
    for (const { name, apply } of all) if ((await letThrough(apply(statements))).length === 0) idle.push(name);
    expect(idle.toSorted()).toEqual(rows.map(({ of }) => of).toSorted());
  });

  test.each(rows.filter(({ doubledBy }) => doubledBy !== undefined))(
    '$of: without its double too, an event gets through',
    async ({ of, doubledBy }) => {
      const both = all.filter(({ name }) => name === of || name === doubledBy);
      expect(both).toHaveLength(2);
      expect(await letThrough(both.reduce((before, { apply }) => apply(before), statements))).not.toEqual([]);
    },
  );
});

describe.each(BUSES)('an event of an AWS service that a customer puts, on a bus that admits $admitting', ({ bus }) => {
  let aws: EmbeddedAws;
  beforeAll(async () => {
    aws = await serveWorld();
  });
  afterAll(() => aws.close());

  test.each([TAG, 'aws.eks'])('%s: refused as to its source, though the policy would take it', async (source) => {
    const world = structuredClone(WORLD);
    const put: string[] = [];
    const events = {
      policyOf: (arn: string) => (arn === bus.arn ? bus.policy : undefined),
      put: (arn: string) => Promise.resolve(void put.push(arn)),
    };
    aws.serve({ world, clock: virtualClock(world.now), runners: { events } });
    expect(await decideOn(bus, { accountId: SOURCE, source })).toMatchObject({ allowed: true });
    const entry = { Source: source, DetailType: 'Tag Change on Resource', Detail: '{}', EventBusName: bus.arn };
    const { EventBusName: _bus, ...onOwn } = entry;
    const response = await signedFetch({
      endpoint: aws.endpoint,
      credentials: { accessKeyId: SOURCE, secretAccessKey: 'test' },
      service: 'events',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' },
      body: JSON.stringify({ Entries: [entry, onOwn] }),
    });
    const ErrorCode = 'NotAuthorizedForSourceException';
    expect(z.unknown().parse(await response.json())).toMatchObject({ Entries: [{ ErrorCode }, { ErrorCode }] });
    expect(put).toEqual([]);
  });
});
