import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const BENCH = fileURLToPath(new URL('../../../local/bench/bench.ts', import.meta.url));

test.each([
  { given: ['--help'], status: 0, stdout: /^usage: npm run bench/, stderr: /^$/ },
  { given: ['--fast'], status: 2, stdout: /^$/, stderr: /--fast[^]*usage: npm run bench/ },
  { given: ['checkStatus'], status: 2, stdout: /^$/, stderr: /checkStatus[^]*usage: npm run bench/ },
])('the bench given $given measures nothing and exits with $status', ({ given, status, stdout, stderr }) => {
  const ended = spawnSync(process.execPath, [BENCH, ...given], { encoding: 'utf8' });
  expect(ended.status).toBe(status);
  expect(ended.stdout).toMatch(stdout);
  expect(ended.stderr).toMatch(stderr);
});
