import { beforeEach, describe, expect, test } from 'vitest';
import { output as outputSchema, type Output } from '../../functions/shared/contract.ts';
import { UNKNOWN_EXECUTION } from '../../functions/shared/connection/tagChanges.ts';
import type { World } from '../../local/state/state.ts';
import { applyDrift, DRIFTS, resourceOf } from './drift.ts';
import { freshWorld, NAMES, REQUEST, role, scrapers, useRuntime, writes, type ObservedRun } from './support.ts';

const { run } = useRuntime();
const outputOf = ({ output }: ObservedRun): Output => outputSchema.parse(output);

let world: World;
let onboarded: World;
beforeEach(async () => {
  if (onboarded === undefined) {
    onboarded = freshWorld();
    await run({ world: onboarded });
  }
  world = structuredClone(onboarded);
});

/** The connection's roles and its scraper, without what the time and an update leave on them. */
const whole = (of: World) =>
  structuredClone({
    roles: [role(of, NAMES.sourceRoleArn), role(of, NAMES.targetRoleArn)].map(
      (one) =>
        one && {
          ...one,
          trustPolicy: documentOf(one.trustPolicy),
          inlinePolicies: parsed(one.inlinePolicies),
        },
    ),
    scrapers: scrapers(of).map((one) => ({
      ...one,
      lastModifiedAt: 0,
      scrapes: undefined,
      updateToken: '',
      updateDigest: '',
    })),
  });
/** Without what tells one making of a role from another. */
const withoutMaking = ({ roles, ...rest }: ReturnType<typeof whole>) => ({
  ...rest,
  roles: roles.map(
    (one) =>
      one && { ...one, roleId: '', createdAt: 0, trustedIds: {}, tags: { ...one.tags, [NAMES.tagKeys.execution]: '' } },
  ),
});
const documentOf = (text: string): unknown => JSON.parse(text);
const parsed = (policies: Readonly<Record<string, string>>): unknown =>
  Object.fromEntries(Object.entries(policies).map(([name, text]): [string, unknown] => [name, JSON.parse(text)]));

describe('a run on a connection with', () => {
  test.each(DRIFTS)('$name mends it, says so, and has nothing more to mend', async (drift) => {
    const before = whole(world);
    applyDrift(world, [drift]);
    expect(whole(world)).not.toEqual(before);
    const repaired = await run({ world });
    expect(outputOf(repaired)).toMatchObject({
      outcome: 'ONBOARDED',
      created: [],
      updated: [],
      repaired: [
        expect.stringMatching(
          new RegExp(
            `^${RegExp.escape(`${resourceOf(drift, world)} ${drift.part}: `)}(none|sha256:[0-9a-f]{12}) -> (none|sha256:[0-9a-f]{12})$`,
          ),
        ),
      ],
    });
    expect(whole(world)).toEqual(before);
    expect(outputOf(await run({ world }))).toMatchObject({ created: [], updated: [], repaired: [] });
  });

  test('all of it at once mends it all', async () => {
    const before = whole(world);
    const all = DRIFTS.filter(({ name }) => name !== 'a role without the tag of its door');
    applyDrift(world, all);
    const { repaired } = outputOf(await run({ world }));
    expect(repaired.map((line) => line.slice(0, line.indexOf(': '))).toSorted()).toEqual(
      [...new Set(all.map((drift) => `${resourceOf(drift, world)} ${drift.part}`))].toSorted(),
    );
    expect(whole(world)).toEqual(before);
  });

  test('a tag of who created it that is lost gets one of nobody, so that no undo takes it for its own', async () => {
    const source = role(world, NAMES.sourceRoleArn);
    if (source) delete source.tags[NAMES.tagKeys.execution];
    expect(outputOf(await run({ world })).repaired).toHaveLength(1);
    expect(role(world, NAMES.sourceRoleArn)?.tags[NAMES.tagKeys.execution]).toBe(UNKNOWN_EXECUTION);
  });

  test("tags that the request asks for are given, as an update; somebody else's stay", async () => {
    const source = role(world, NAMES.sourceRoleArn);
    if (source) source.tags['cost-center'] = '7';
    const input = { ...REQUEST, tags: { team: 'shop' } };
    const { updated, repaired } = outputOf(await run({ world, input }));
    expect({ updated, repaired }).toEqual({
      updated: [NAMES.sourceRoleArn, NAMES.targetRoleArn, scrapers(world)[0]?.arn],
      repaired: [],
    });
    expect(role(world, NAMES.sourceRoleArn)?.tags).toMatchObject({ team: 'shop', 'cost-center': '7' });
  });

  test.each([
    ['source', NAMES.sourceRoleArn, [`${NAMES.targetRoleArn} trust policy`]],
    ['target', NAMES.targetRoleArn, []],
  ])('a %s role that is gone makes it anew, as a dry run says', async (_, arn, alsoMended) => {
    const before = whole(world);
    for (const { roles } of Object.values(world.accounts)) delete roles[arn];
    world.iamRevision += 1;
    const { plan } = outputOf(await run({ world, input: { ...REQUEST, dryRun: true } }));
    const { created, updated, repaired } = outputOf(await run({ world }));
    expect({ created, updated }).toEqual({ created: [arn], updated: [] });
    expect(repaired.map((line) => line.slice(0, line.indexOf(': ')))).toEqual(alsoMended);
    const planned = plan?.changes ?? [];
    expect(new Set(planned.filter(({ action }) => action === 'create').map(({ resource }) => resource))).toEqual(
      new Set([arn]),
    );
    expect(
      planned
        .filter(({ action }) => action !== 'create')
        .map((change) => `${change.resource} ${change.part}: ${change.before} -> ${change.after}`),
    ).toEqual(repaired);
    expect(withoutMaking(whole(world))).toEqual(withoutMaking(before));
    expect(outputOf(await run({ world }))).toMatchObject({ created: [], updated: [], repaired: [] });
  });

  test.each([
    ['source', NAMES.sourceRoleArn, NAMES.sourceRoleName],
    ['target', NAMES.targetRoleArn, NAMES.targetRoleName],
  ])(
    'a %s role that has lost its connection tag is NotOurs, with the command that puts it back',
    async (_, arn, name) => {
      const found = role(world, arn);
      if (found) delete found.tags[NAMES.tagKeys.connection];
      const before = structuredClone(found);
      const refused = await run({ world });
      expect(refused.error).toBe('NotOurs');
      expect(refused.cause).toContain(
        `aws iam tag-role --role-name ${name} --tags Key=amp-scraper:connection,Value=${NAMES.id}`,
      );
      expect(role(world, arn)).toEqual(before);
    },
  );

  test('both something to mend and a thing that is not its own is refused before it mends anything', async () => {
    applyDrift(
      world,
      DRIFTS.filter(({ of }) => of === 'source role'),
    );
    delete role(world, NAMES.targetRoleArn)?.tags[NAMES.tagKeys.connection];
    const refused = await run({ world });
    expect(refused).toMatchObject({ error: 'NotOurs', states: ['ResolveRequest', 'RequestRefused'] });
    expect(writes(refused.calls)).toEqual([]);
    const dry = await run({ world, input: { ...REQUEST, dryRun: true } });
    expect([dry.error, dry.cause]).toEqual([refused.error, refused.cause]);
  });
});

describe('the pair that a thing is tagged with', () => {
  const { cluster, workspace } = NAMES.tagKeys;
  const things = {
    'source role': () => role(world, NAMES.sourceRoleArn),
    'target role': () => role(world, NAMES.targetRoleArn),
    scraper: () => scrapers(world).find(({ workspaceArn }) => workspaceArn === NAMES.workspaceArn),
  };
  const rows = (['source role', 'target role', 'scraper'] as const).flatMap((thing) =>
    [cluster, workspace].map((key) => [thing, key] as const),
  );

  test.each(rows)(
    "of a %s: another's under %s is NotOurs, for onboard and offboard, and stays as it is",
    async (thing, key) => {
      const found = things[thing]();
      const other = (found?.tags[key] ?? '').replace(/.$/, 'x');
      if (found) found.tags[key] = other;
      for (const workflow of ['onboard', 'offboard'] as const) {
        const { error, cause } = await run({ world: structuredClone(world), workflow });
        expect(error).toBe('NotOurs');
        expect(cause).toContain(`its tag ${key} is ${other}, not `);
      }
    },
  );

  test.each(rows)('of a %s: one that is missing under %s is put back', async (thing, key) => {
    const found = things[thing]();
    const before = found?.tags[key];
    if (found) delete found.tags[key];
    expect(outputOf(await run({ world })).repaired).toEqual([expect.stringMatching(/ tags: sha256/)]);
    expect(things[thing]()?.tags[key]).toBe(before);
  });
});

test('a role that another has taken the place of while the run went on is not given the trust', async () => {
  const onEvent = ({ kind, state }: { kind: string; state: string }) => {
    const target = role(world, NAMES.targetRoleArn);
    if (kind === 'entered' && state === 'PatchTrust' && target) target.tags = { team: 'another' };
  };
  const before = role(world, NAMES.targetRoleArn)?.trustPolicy;
  const refused = await run({ world, onEvent });
  expect(refused.error).toBe('NotOurs');
  expect(refused.calls.filter(({ operation }) => operation === 'UpdateAssumeRolePolicy')).toHaveLength(1);
  expect(role(world, NAMES.targetRoleArn)?.trustPolicy).toBe(before);
});

test('an offboard takes away roles that somebody put policies on and took the boundary off', async () => {
  applyDrift(world, DRIFTS);
  const gone = await run({ world, workflow: 'offboard' });
  expect(outputOf(gone).outcome).toBe('OFFBOARDED');
  expect([role(world, NAMES.sourceRoleArn), role(world, NAMES.targetRoleArn), ...scrapers(world)]).toEqual([
    undefined,
    undefined,
  ]);
});

/** How often a run calls each of IAM's operations. */
const callsOfIam = ({ calls }: ObservedRun): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(calls, ({ service, operation }) => `${service}:${operation}`)]
      .filter(([name]) => name.startsWith('iam:'))
      .map(([name, found]) => [name.slice('iam:'.length), found.length]),
  );

describe('looking for what somebody changed costs', () => {
  test('a look at whether they are there where the roles are new, and nothing to take away what is as it is to be', async () => {
    const fresh = freshWorld();
    expect(callsOfIam(await run({ world: fresh }))).toEqual({
      ListRoleTags: 2,
      CreateRole: 2,
      PutRolePolicy: 2,
      AttachRolePolicy: 1,
      GetRole: 4,
      UpdateAssumeRolePolicy: 2,
    });
    expect(callsOfIam(await run({ world: fresh, workflow: 'offboard' }))).toEqual({
      GetRole: 2,
      DetachRolePolicy: 1,
      DeleteRolePolicy: 2,
      DeleteRole: 2,
    });
  });

  test('a refused CreateRole and reads where the roles are there; their trust is rewritten in any case', async () => {
    expect(callsOfIam(await run({ world }))).toEqual({
      ListRoleTags: 2,
      CreateRole: 2,
      GetRole: 6,
      ListRolePolicies: 2,
      ListAttachedRolePolicies: 2,
      GetRolePolicy: 2,
      UpdateAssumeRolePolicy: 2,
    });
  });
});
