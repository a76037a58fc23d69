import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { AmpClient, ListWorkspacesCommand } from '@aws-sdk/client-amp';
import { describe, expect, test } from 'vitest';

const root = new URL('../../../', import.meta.url).pathname;

function serve(...args: string[]) {
  const child = spawn(process.execPath, ['local/serve.ts', ...args], { cwd: root });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  return { child, output: () => output };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('npm run aws', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'says how to point a client at it, answers one, and stops on %s',
    async (signal) => {
      const { child, output } = serve('--port', '0');
      await until(() => output().includes('aws sts get-caller-identity'));
      const [endpoint = ''] = output().match(/http:\/\/127\.0\.0\.1:\d+/) ?? [];
      const credentials = { accessKeyId: '222222222222', secretAccessKey: 'test' };
      const amp = new AmpClient({ endpoint, region: 'us-west-2', credentials });
      const { workspaces } = await amp.send(new ListWorkspacesCommand({}));
      expect(workspaces?.map(({ alias }) => alias)).toContain('central');
      child.kill(signal);
      const [status] = await once(child, 'exit');
      expect(status).toBe(0);
      expect(output()).toContain('aps:ListWorkspaces  200');
    },
  );

  test('with a port that is taken ends with 1 and says which option to use', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const address = blocker.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const { child, output } = serve('--port', String(port));
    const [status] = await once(child, 'exit');
    blocker.close();
    expect(status).toBe(1);
    expect(output()).toContain('--port');
  });

  test.each([
    ['--port', 'many'],
    ['--port', '99999'],
    ['--speed', '0'],
    ['--nonsense', '1'],
  ])('%s %s is wrong usage', async (option, value) => {
    const { child, output } = serve(option, value);
    const [status] = await once(child, 'exit');
    expect(status).toBe(2);
    expect(output()).toContain('\nnpm run aws -- --help tells more.\n');
  });
});
