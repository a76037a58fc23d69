import { beforeAll, describe, expect, test } from 'vitest';
import type { World } from '../../local/state/state.ts';
import type { Subject } from './attack.ts';
import { attacksIn } from './attacks/index.ts';
import { looseningsOf, type Loosening, type Protected } from './loosenings.ts';
import { NOT_ATTACKED } from './notExercised.ts';
import { useOnboarded } from './onboarded.ts';
import { refusalOf } from './refusal.ts';
import {
  BOUNDARIES,
  FUNCTION_PERMISSIONS,
  PROVISIONER_TRUSTS,
  PROVISIONERS,
  SOURCE_ROLE_PERMISSIONS,
  SOURCE_ROLE_TRUST,
  TARGET_ROLE_PERMISSIONS,
  TARGET_ROLE_TRUST,
  type DeployedPolicy,
} from './statements.ts';
import { CONNECTION, MODES, SOURCE, TARGET } from './world.ts';

function loosened(policies: readonly DeployedPolicy[], { apply }: Loosening, before: World): World {
  const changed = structuredClone(before);
  for (const policy of policies) policy.write(changed, apply(policy.read(changed)));
  return changed;
}

const PROTECTED: readonly (Protected & { name: string })[] = [
  { name: 'the provisioner', policies: PROVISIONERS, subject: 'provisioner' },
  { name: "the provisioner's trust", policies: PROVISIONER_TRUSTS, subject: 'provisioner trust' },
  { name: "the functions' roles", policies: FUNCTION_PERMISSIONS, subject: 'function' },
  { name: 'the boundary', policies: BOUNDARIES, subject: 'connection' },
  { name: "the source role's permissions", policies: [SOURCE_ROLE_PERMISSIONS], subject: 'connection' },
  { name: "the source role's trust", policies: [SOURCE_ROLE_TRUST], subject: 'connection' },
  { name: "the target role's permissions", policies: [TARGET_ROLE_PERMISSIONS], subject: 'connection' },
  { name: "the target role's trust", policies: [TARGET_ROLE_TRUST], subject: 'connection' },
];

describe.each(MODES)('accounts in %s mode', (mode) => {
  const { scene, world } = useOnboarded(mode);

  /** The action at which each attack is refused as long as nothing is loosened. */
  const refusedAt = new Map<string, string>();
  beforeAll(async () => {
    for (const { name, attempt } of attacksIn(mode)) {
      const refusal = await refusalOf(attempt(scene()));
      refusedAt.set(name, /is not authorized to perform: (\S+)/.exec(refusal?.message ?? '')?.[1] ?? 'nothing');
    }
  });

  /** The first attack of the subject that a changed world lets through, of those that are refused at one of the actions. */
  async function letThrough(
    changed: World,
    subject: Subject,
    actions?: readonly string[],
  ): Promise<string | undefined> {
    const concerned = attacksIn(mode).filter(
      (one) => one.subject === subject && (actions?.includes(refusedAt.get(one.name) ?? '') ?? true),
    );
    for (const { name, attempt } of concerned) {
      if ((await refusalOf(attempt(scene(changed)))) === undefined) return name;
    }
    return undefined;
  }

  describe.each(PROTECTED)('every protection of $name stops an attack', ({ policies, subject }) => {
    test('each Deny, condition, resource and principal, taken away in turn', async () => {
      const all = policies.flatMap((policy) => policy.read(world()).flatMap(looseningsOf));
      const each = [...new Map(all.map((one) => [one.name, one])).values()];
      expect(each.length).toBeGreaterThan(0);
      const idle: string[] = [];
      for (const one of each) {
        if ((await letThrough(loosened(policies, one, world()), subject, one.actions)) === undefined)
          idle.push(one.name);
      }
      expect(idle).toEqual(
        NOT_ATTACKED.filter(({ of, only = mode }) => only === mode && each.some(({ name }) => name === of)).map(
          ({ of }) => of,
        ),
      );
    });
  });

  describe('a protection that is doubled', () => {
    test.each(NOT_ATTACKED.filter(({ only = mode }) => only === mode))(
      '$of: without its double too, an attack is let through',
      async ({ of, doubledBy }) => {
        const found = PROTECTED.flatMap(({ policies, subject }) => {
          const all = policies.flatMap((policy) => policy.read(world()).flatMap(looseningsOf));
          const both = [of, doubledBy].map((name) => all.find((one) => one.name === name));
          return both.every((one) => one !== undefined) ? [{ policies, subject, both }] : [];
        });
        expect(found).toHaveLength(1);
        for (const { policies, subject, both } of found) {
          const changed = both.reduce((before, one) => loosened(policies, one, before), world());
          expect(await letThrough(changed, subject)).toBeDefined();
        }
      },
    );
  });

  describe('the boundary itself', () => {
    test.each([
      ['source role', SOURCE, CONNECTION.sourceRoleArn],
      ['target role', TARGET, CONNECTION.targetRoleArn],
    ])('taken off the %s lets an attack through', async (_name, accountId, arn) => {
      const changed = structuredClone(world());
      delete changed.accounts[accountId]?.roles[arn]?.permissionsBoundaryArn;
      const statement = { Effect: 'Allow', Action: '*', Resource: '*' } as const;
      const permissions = arn === CONNECTION.sourceRoleArn ? SOURCE_ROLE_PERMISSIONS : TARGET_ROLE_PERMISSIONS;
      permissions.write(changed, [statement]);
      expect(await letThrough(changed, 'connection')).toBeDefined();
    });
  });
});
