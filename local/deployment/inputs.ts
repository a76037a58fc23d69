import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Configuration } from '../../infra/configuration/configuration.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** All that synthesis reads: a test holds what infra may import to this. */
export const INPUTS = [
  'cdk.json',
  'infra',
  'statemachine',
  'functions/scrapeConfigurations',
  'functions/shared/arn.ts',
  'functions/shared/deploymentData.ts',
  'functions/shared/environment.ts',
  'functions/shared/errors.ts',
  'functions/shared/fleet/fleetClasses.ts',
  'functions/shared/handler/logLines.ts',
  'functions/shared/names.ts',
  'functions/shared/request/tags.ts',
  'functions/shared/roles/policyDocument.ts',
  'functions/shared/scrapeConfiguration',
  'functions/shared/waiting.ts',
  'package-lock.json',
] as const;

/** SHA-256 over the contents of the inputs, the configuration and the Node version. */
export function inputsDigest(configuration: Configuration, root: string = ROOT): string {
  return contentsDigest(INPUTS, JSON.stringify([process.version, configuration]), root);
}

/** SHA-256 over the contents of files and folders, their paths and a text beside. */
export function contentsDigest(inputs: readonly string[], beside = '', root: string = ROOT): string {
  const hash = createHash('sha256');
  hash.update(beside);
  for (const file of inputs.flatMap((input) => filesOf(root, input))) {
    hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

function filesOf(root: string, input: string): string[] {
  if (!statSync(join(root, input)).isDirectory()) return [input];
  return readdirSync(join(root, input), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .toSorted();
}
