import { readFileSync } from 'node:fs';
import known from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { expect, test } from 'vitest';
import * as z from 'zod';
import { newApp } from '../../infra/newApp.ts';
import { temporaryFolder } from '../temporary.ts';

const { context } = z
  .object({ context: z.record(z.string(), z.unknown()) })
  .parse(JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')));
const flags = Object.keys(context).filter((key) => key !== 'cli-telemetry');

test('the feature flags that cdk.json pins are those of every app, by the CLI or in process', () => {
  const { node } = newApp({ outdir: temporaryFolder(), validation: true });
  expect(flags.length).toBeGreaterThan(50);
  expect(flags.filter((key) => JSON.stringify(node.tryGetContext(key)) !== JSON.stringify(context[key]))).toEqual([]);
});

test('a flag that is not pinned is not set, though aws-cdk-lib recommends it', () => {
  const { node } = newApp({ outdir: temporaryFolder(), validation: true });
  const set = Object.keys(known).filter((key) => node.tryGetContext(key) !== undefined);
  expect(set.filter((key) => !flags.includes(key))).toEqual([]);
});
