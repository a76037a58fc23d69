import { describe, expect, test } from 'vitest';
import type { World } from '../../local/state/state.ts';
import { ASSUMED, NOT_NEEDED, type NotNeeded } from './notExercised.ts';
import { grantsOf, remove, type Grant } from './narrowings.ts';
import { complaints, refusedOperation, scenariosFor, succeeded, useScenarios } from './scenarios.ts';
import type { DeployedPolicy } from './statements.ts';

const matches = (pattern: string, text: string) =>
  new RegExp(`^${pattern.split('*').map(RegExp.escape).join('.*')}$`).test(text);

export function isOfRow({ policy, action, resource }: NotNeeded, grant: Grant): boolean {
  return matches(policy, grant.policy.name) && matches(action, grant.action) && matches(resource, grant.resource);
}

/** A test per grant of the policies: without it, a scenario fails, and says what was refused. */
export function testEveryGrant(world: World, policies: readonly DeployedPolicy[]): void {
  const { run } = useScenarios();
  describe.each(policies)('$name', (policy) => {
    const needed = grantsOf(policy, world).filter((grant) => !NOT_NEEDED.some((row) => isOfRow(row, grant)));
    test.each(needed.map((grant) => ({ ...grant, assumed: ASSUMED.includes(grant.action) })))(
      'needs $action on $resource (assumed: $assumed)',
      async ({ assumed, ...grant }) => {
        const tried: string[] = [];
        for (const { route, variant } of scenariosFor(grant)) {
          const result = await run(route, variant, (changed) => remove(grant, changed));
          if (!succeeded(result)) {
            expect(complaints(result)).toContain(grant.action);
            const within = refusedOperation(result) === 'aps:CreateScraper' && grant.action !== 'aps:CreateScraper';
            expect(within).toBe(assumed);
            return;
          }
          tried.push(`${route} ${variant}`);
        }
        expect.fail(`Nothing needs it: these run without it: ${tried.join(', ')}.`);
      },
    );
  });
}
