import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormationTemplate,
  type CfnCloudFormationProduct,
  type ProductStack,
} from 'aws-cdk-lib/aws-servicecatalog';
import { FileAssetPackaging, Lazy, type IResolvable, type Stack } from 'aws-cdk-lib/core';
import * as z from 'zod';
import { ConfigurationError } from '../configuration/configurationError.ts';

/** How the CDK names the file of a product's template; what is before it names the product. */
const TEMPLATE_SUFFIX = '.product.template.json';

/** Versions of a product: https://docs.aws.amazon.com/general/latest/gr/servicecatalog.html. */
const MAX_VERSIONS = 100;

interface Version {
  /** SHA-256 of the template. */
  digest: string;
  url: string;
}

/**
 * The versions of a product, each named by a digest of its template: one of another content is another version, and one of the same is
 * the same. CloudFormation knows a version by its name and URL (ReplaceProvisioningArtifacts in
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-servicecatalog-cloudformationproduct.html), and is
 * assumed to delete one that is not listed any more: those which were deployed before are listed after the current one.
 * Its URL is known only when the template is, so that no answer of before is kept.
 * @param folder Where the templates of deployed versions are (`recordVersions`); undefined: there are none
 * @throws ConfigurationError when Service Catalog has no room for all of them
 */
export function versionsOf(stack: Stack, template: ProductStack, folder: string | undefined): IResolvable {
  const { httpUrl } = CloudFormationTemplate.fromProductStack(template).bind(stack);
  const before = recorded(folder, template.templateFile).map(({ digest, file }): Version => {
    const asset = { packaging: FileAssetPackaging.FILE, sourceHash: digest, fileName: file };
    return { digest, url: stack.synthesizer.addFileAsset(asset).httpUrl };
  });
  return Lazy.uncachedAny({
    produce: () => {
      const digest = digestIn(JSON.stringify(stack.resolve(httpUrl)));
      return [{ digest, url: httpUrl }, ...before.filter((one) => one.digest !== digest)].map(asProperty);
    },
  });
}

function asProperty({ digest, url }: Version): CfnCloudFormationProduct.ProvisioningArtifactPropertiesProperty {
  return { name: digest.slice(0, 12), info: { LoadTemplateFromURL: url } };
}

/** The CDK stores a template under a digest of it, which the URL ends in. */
function digestIn(url: string): string {
  return /([0-9a-f]{64})\.json/.exec(url)?.[1] ?? '';
}

function recorded(folder: string | undefined, templateFile: string): { digest: string; file: string }[] {
  if (folder === undefined || !existsSync(folder)) return [];
  const product = templateFile.slice(0, -TEMPLATE_SUFFIX.length);
  const found = readdirSync(folder).flatMap((name) => {
    const [, of, digest = ''] = /^(.+)\.([0-9a-f]{64})\.json$/.exec(name) ?? [];
    return of === product ? [{ digest, file: join(folder, name) }] : [];
  });
  if (found.length < MAX_VERSIONS) return found.toSorted((a, b) => a.digest.localeCompare(b.digest));
  throw new ConfigurationError(
    `${folder} has ${found.length} versions of the product ${product}, and Service Catalog keeps ${MAX_VERSIONS}, the current one included: delete the files of versions that no launched product has any more.`,
  );
}

const assets = z.object({ files: z.record(z.string(), z.object({ source: z.object({ path: z.string() }) })) });

/**
 * Keeps the templates of the products that a stack has deployed, for the syntheses after this one. Which version a launched product has is
 * known to AWS alone, so that none is forgotten by itself.
 * @param outdir The cloud assembly that was deployed
 */
export function recordVersions(outdir: string, stackName: string, folder: string): void {
  const manifest: unknown = JSON.parse(readFileSync(join(outdir, `${stackName}.assets.json`), 'utf8'));
  for (const [digest, { source }] of Object.entries(assets.parse(manifest).files)) {
    if (!source.path.endsWith(TEMPLATE_SUFFIX)) continue;
    mkdirSync(folder, { recursive: true });
    const product = source.path.slice(0, -TEMPLATE_SUFFIX.length);
    copyFileSync(join(outdir, source.path), join(folder, `${product}.${digest}.json`));
  }
}
