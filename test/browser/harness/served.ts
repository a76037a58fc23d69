import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** `npm run aws` at work, in a process of its own. */
export interface Served {
  /** E.g. `http://127.0.0.1:40123`. */
  endpoint: string;
  /** What it has printed: a line for each call. */
  output(): string;
  stop(): Promise<void>;
}

/** @param args as `--speed 300 --world FILE` */
export async function serveAws(...args: string[]): Promise<Served> {
  const child = spawn(process.execPath, ['local/serve.ts', '--port', '0', ...args], { cwd: root });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const ended = once(child, 'exit');
  void ended.then(([status]) => (output += `\nended with ${status}`));
  let endpoint: string | undefined;
  while (endpoint === undefined) {
    if (child.exitCode !== null) throw new Error(`npm run aws ${args.join(' ')} does not start: ${output}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    endpoint = /listens on (http:\/\/127\.0\.0\.1:\d+)/.exec(output)?.[1];
  }
  return {
    endpoint,
    output: () => output,
    stop: async () => {
      child.kill('SIGTERM');
      const [status] = await ended;
      if (status !== 0) throw new Error(`npm run aws ended with ${status}: ${output.slice(-2000)}`);
    },
  };
}
