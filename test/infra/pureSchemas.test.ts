import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { withPureSchemas } from '../../infra/bundling/pureSchemas.ts';

/** What a bundle has of a module with this source, of which nobody takes anything. */
async function bundled(source: string): Promise<string> {
  const contents = withPureSchemas(source, 'a.ts');
  const { outputFiles } = await build({
    stdin: { contents, loader: 'ts' },
    bundle: true,
    format: 'esm',
    external: ['zod/mini'],
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

const IMPORT = "import * as z from 'zod/mini';\n";

test.each([
  'const a = z.object({ b: z.string() });',
  'const a = z.array(z.object({ b: z.exactOptional(z.string()) }));',
  'const b = z.string();\nconst a = z.union([b, z.string().check(z.minLength(1))]);',
])('%j goes when nobody reads it', async (source) => {
  expect(await bundled(`${IMPORT}${source}\n`)).not.toContain('z.');
});

test('a schema that is read stays', async () => {
  expect(await bundled(`${IMPORT}const a = z.object({});\nconsole.log(a.parse({}));\n`)).toContain('z.object({})');
});

test("what is another's is not marked", () => {
  expect(withPureSchemas('fuzz.call(); a.z.b(); z1.c();', 'a.ts')).toBe('fuzz.call(); a.z.b(); z1.c();');
});

test.each(['z.config({});', 'z.globalRegistry.add(a, {});'])('%j is not bundled', (source) => {
  expect(() => withPureSchemas(source, 'a.ts')).toThrow('a.ts: zod is configured.');
});
