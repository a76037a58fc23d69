import flags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { App } from 'aws-cdk-lib/core';

/** The feature flags are here and not in cdk.json: in process and by the CLI, the templates are the same. */
export function newApp({ outdir, validation }: { outdir?: string; validation: boolean }): App {
  return new App({
    analyticsReporting: false,
    treeMetadata: false,
    // It takes longer than all the rest.
    builtinCloudFormationValidation: validation,
    postCliContext: {
      ...flags,
      'aws:cdk:enable-path-metadata': false,
      '@aws-cdk/core:validateAgainstDefaultRules': validation,
    },
    ...(outdir ? { outdir } : {}),
  });
}
