import { describe, expect, test } from 'vitest';
import { readConfiguration } from '../../infra/configuration/configuration.ts';
import { ASSUMED, NOT_NEEDED, type NotNeeded } from './notExercised.ts';
import { grantsOf, remove, type Grant } from './narrowings.ts';
import { complaints, refusedOperation, scenariosFor, succeeded, useScenarios } from './scenarios.ts';
import type { DeployedPolicy } from './statements.ts';
import { deployedWorld, type Mode } from './world.ts';

function matches(pattern: string, text: string): boolean {
  const parts = pattern.split(/(?<!\\)\*/).map((part) => RegExp.escape(part.replaceAll('\\*', '*')));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}

export function isOfRow({ policy, action, resource }: NotNeeded, grant: Grant): boolean {
  return matches(policy, grant.policy.name) && matches(action, grant.action) && matches(resource, grant.resource);
}

/**
 * A test per grant of the policies: without it, a scenario fails, and says what was refused. Of an organization, those of the statements
 * that a list does not have.
 */
export async function testEveryGrant(
  mode: Mode,
  policies: readonly DeployedPolicy[],
  configuration = readConfiguration(),
): Promise<void> {
  const { run } = useScenarios(mode, configuration);
  const world = await deployedWorld(mode, configuration);
  const tried = mode === 'list' ? undefined : await deployedWorld();
  const rows = NOT_NEEDED.filter(({ only = mode }) => only === mode);
  const concerned = policies.map((policy) => ({
    name: policy.name,
    needed: grantsOf(policy, world, tried).filter((grant) => !rows.some((row) => isOfRow(row, grant))),
  }));
  describe.each(concerned.filter(({ needed }) => needed.length > 0))(
    `$name, accounts in ${mode} mode`,
    ({ needed }) => {
      test.each(needed.map((grant) => ({ ...grant, assumed: ASSUMED.includes(grant.action) })))(
        'needs $action on $resource (assumed: $assumed)',
        async ({ assumed, ...grant }) => {
          const tried: string[] = [];
          for (const { route, variant } of scenariosFor(grant, mode)) {
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
    },
  );
}
