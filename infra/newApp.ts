import { App } from 'aws-cdk-lib/core';
import cli from '../cdk.json' with { type: 'json' };

/**
 * The feature flags are those that cdk.json pins: by the CLI, which reads them too, and in process the templates are the same, and a newer
 * aws-cdk-lib brings no new ones by itself (https://docs.aws.amazon.com/cdk/v2/guide/featureflags.html).
 */
export function newApp({ outdir, validation }: { outdir: string; validation: boolean }): App {
  return new App({
    analyticsReporting: false,
    treeMetadata: false,
    // It takes longer than all the rest.
    builtinCloudFormationValidation: validation,
    postCliContext: {
      ...cli.context,
      'aws:cdk:enable-path-metadata': false,
      '@aws-cdk/core:validateAgainstDefaultRules': validation,
    },
    outdir,
  });
}
