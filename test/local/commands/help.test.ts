import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const root = new URL('../../../', import.meta.url).pathname;

test.each(['start.ts', 'serve.ts', 'verify/verify.ts', 'doctor/doctor.ts'])(
  'local/%s --help is the usage, at 80 columns',
  (file) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [`local/${file}`, '--help'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^usage: npm /);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  },
);
