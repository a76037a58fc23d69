import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { literalKeys, withLiteralKeys } from '../../infra/bundling/literalKeys.ts';
import { temporaryFolder } from '../temporary.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const CLIENTS = Object.keys(dependencies).filter((name) => name.startsWith('@aws-sdk/client-'));
const requires = createRequire(import.meta.url);

/** All that a client's schemas export, bundled so; each function by its text. */
async function shapes(client: string, plugins: NonNullable<BuildOptions['plugins']>): Promise<unknown> {
  const folder = `node_modules/${client}/dist-es/schemas`;
  const files = readdirSync(join(ROOT, folder)).filter((name) => name.startsWith('schemas_'));
  const contents = files.map((file) => `export * from './${folder}/${file}';`).join('\n');
  const outfile = join(temporaryFolder(), 'schemas.cjs');
  await build({ stdin: { contents, resolveDir: ROOT }, bundle: true, platform: 'node', plugins, outfile });
  return JSON.parse(
    JSON.stringify(requires(outfile), (_, value: unknown) => (typeof value === 'function' ? String(value) : value)),
  );
}

describe('literal keys', () => {
  test('there are clients', () => expect(CLIENTS).toContain('@aws-sdk/client-ec2'));

  test.for(CLIENTS)('change no shape of %s', async (client) => {
    const changed = await shapes(client, [literalKeys]);
    expect(Object.keys(changed ?? {}).length).toBeGreaterThan(50);
    expect(changed).toEqual(await shapes(client, []));
  });

  test.for([
    ['const _a = "b";\nexport var c$ = [{ [_a]: 1 }];', 'const _a = "b";\nexport var c$ = [{ "b": 1 }];'],
    ['const _a = "b";\nexport var c$ = [_a];', 'const _a = "b";\nexport var c$ = [_a];'],
  ] as const)('%j becomes %j', ([source, changed]) => {
    expect(withLiteralKeys(source, 'schemas_0.js')).toBe(changed);
  });

  test.for(['export var c$ = [{ [_a]: 1 }];', 'const _a = b;\nexport var c$ = [{ [_a]: 1 }];'])(
    '%j is not bundled: its key is unknown',
    (source) => {
      expect(() => withLiteralKeys(source, 'schemas_0.js')).toThrow(
        'schemas_0.js: _a is a key and no constant of the file.',
      );
    },
  );
});
