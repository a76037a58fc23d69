import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = new URL('../../', import.meta.url).pathname;
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && !file.endsWith('.d.ts'));

interface Import {
  from: string;
  to: string;
}

const imports: Import[] = tracked.flatMap((from) =>
  [...readFileSync(join(root, from), 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, path = '']) => ({
    from,
    to: normalize(join(dirname(from), path)),
  })),
);

const isIn = (folder: string) => (file: string) => file.startsWith(`${folder}/`);

describe('imports point one way', () => {
  test('there are some to look at', () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  test.each([
    ['functions', /^functions\//],
    ['infra', /^(infra\/|functions\/shared\/(arn|names|environment)\.ts$)/],
    ['local', /^(local|functions|infra|statemachine|events)\//],
  ])('%s imports only what it may', (folder, allowed) => {
    const own = imports.filter(({ from }) => isIn(folder)(from));
    expect(own.filter(({ to }) => !allowed.test(to))).toEqual([]);
  });

  test('a handler imports nothing of another', () => {
    const handlers = imports.filter(({ from }) => /^functions\/[^/]+$/.test(from));
    expect(handlers.filter(({ to }) => !isIn('functions/shared')(to))).toEqual([]);
  });

  test('the handlers take zod from zod/mini, and the SDK from its single clients', () => {
    const texts = tracked
      .filter(isIn('functions'))
      .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
    expect(texts.filter(({ text }) => /from 'zod'/.test(text)).map(({ file }) => file)).toEqual([]);
    expect(texts.filter(({ text }) => /from 'aws-sdk/.test(text)).map(({ file }) => file)).toEqual([]);
  });

  test('EC2 is asked in ResolveRequest alone: its client is as large as all others together', () => {
    const usersOf = (file: string) =>
      imports.filter(({ from, to }) => isIn('functions')(from) && to === file).map(({ from }) => from);
    expect(usersOf('functions/shared/aws/ec2.ts')).toEqual(['functions/shared/preflight/preflight.ts']);
    expect(usersOf('functions/shared/preflight/preflight.ts')).toEqual(['functions/resolveRequest.ts']);
  });
});

test('development-only licences are not among what the functions are made of', () => {
  const bundled = tracked
    .filter(isIn('functions'))
    .flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/from '([^.'][^']*)'/g)].map(([, name]) => name),
    );
  expect(bundled.filter((name) => name?.startsWith('@cloud-copilot'))).toEqual([]);
  const dependencies = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies);
  const packages = bundled
    .filter((name): name is string => name !== undefined && !name.startsWith('node:'))
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    );
  expect([...new Set(packages)].filter((name) => !dependencies.includes(name))).toEqual([]);
});
