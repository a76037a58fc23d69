import type { Configuration } from '../../infra/configuration/configuration.ts';
import type { SynthesizedStack } from '../../infra/app.ts';
import { cached } from './cache.ts';
import type { Deployment } from './deployed.ts';
import { readDeployment } from './read/readTemplates.ts';
import { inputsDigest } from './inputs.ts';

/** What the stacks of this configuration deploy. */
export async function synthesizedDeployment(configuration: Configuration): Promise<Deployment> {
  return readDeployment(await synthesizedStacks(configuration));
}

/**
 * The stacks of this configuration, from the cache unless something that they are made of has changed: the CDK, which takes
 * longer to load than a whole run, is not even loaded then.
 */
export function synthesizedStacks(configuration: Configuration): Promise<SynthesizedStack[]> {
  return cached(inputsDigest(configuration), async () => {
    const { synthesize } = await import('../../infra/app.ts');
    return synthesize(configuration, { bundling: false });
  });
}
