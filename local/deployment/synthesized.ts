import * as z from 'zod';
import type { Configuration } from '../../infra/configuration/configuration.ts';
import type { SynthesizedStack } from '../../infra/app.ts';
import { cached } from './cache.ts';
import type { Deployment } from './deployed.ts';
import { readDeployment } from './read/readTemplates.ts';
import { inputsDigest } from './inputs.ts';

/**
 * What the stacks of this configuration deploy.
 * @param members The accounts of the configured organization that have the account's and the Regions' stacks
 */
export async function synthesizedDeployment(
  configuration: Configuration,
  members: readonly string[] = [],
): Promise<Deployment> {
  return readDeployment(await synthesizedStacks(configuration, members));
}

const templateSections = z.looseObject({ Rules: z.unknown() });

/** Stands in the cache for each account of an organization: their stacks have one template. */
const ANY_MEMBER = '000000000000';

/**
 * The stacks of this configuration, from the cache unless something that they are made of has changed: the CDK, which takes
 * longer to load than a whole run, is not even loaded then.
 */
export async function synthesizedStacks(
  configuration: Configuration,
  members: readonly string[] = [],
): Promise<SynthesizedStack[]> {
  const stacks = await cached(inputsDigest(configuration), async () => {
    const { memberStacks, synthesize } = await import('../../infra/app.ts');
    const hub = synthesize(configuration, { bundling: false });
    return configuration.organization === undefined ? hub : [...hub, ...memberStacks(configuration, [ANY_MEMBER])];
  });
  const excluded = configuration.organization?.excludedAccounts ?? [];
  return stacks.flatMap((stack) => {
    if (stack.accountId !== ANY_MEMBER) return [stack];
    return members.map((accountId) =>
      excluded.includes(accountId) ? fromBefore(stack, accountId) : { ...stack, accountId },
    );
  });
}

/** What an account has that was excluded only later: its template is refused there from then on, which takes away nothing. */
function fromBefore(stack: SynthesizedStack, accountId: string): SynthesizedStack {
  const { Rules: _rules, ...template } = templateSections.parse(stack.template);
  return { ...stack, accountId, template };
}
