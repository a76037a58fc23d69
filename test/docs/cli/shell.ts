import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { aws, type Surroundings } from './aws.ts';

/** An `aws` that a script has called. */
export interface Ran {
  args: readonly string[];
  printed: string;
  /** Why it ended badly, by the name that a service gives it. */
  refused?: string;
}

export interface Shell {
  /** Runs a script to its end, whatever becomes of its commands. @returns the calls of `aws` in the order of their ends, and what else was told */
  run(script: string): Promise<{ ran: Ran[]; stderr: string }>;
  /** Where it runs: a folder of its own. */
  folder: string;
  close(): void;
}

const asked = z.object({ name: z.enum(['aws', 'jq']), args: z.array(z.string()), stdin: z.string() });

/** Hands what it is called with to this process, and prints what that answers. */
const STUB = `#!${process.execPath}
const name = process.argv[1].split('/').at(-1);
const read = async () => {
  let text = '';
  if (name === 'jq') for await (const chunk of process.stdin) text += chunk;
  return text;
};
read()
  .then((stdin) => JSON.stringify({ name, args: process.argv.slice(2), stdin }))
  .then((body) => fetch(process.env.STUB_ENDPOINT, { method: 'POST', body }))
  .then((response) => response.json())
  .then(({ printed, problem }) => {
    process.stdout.write(printed);
    if (problem !== undefined) process.stderr.write(problem + '\\n');
    process.exitCode = problem === undefined ? 0 : 254;
  });
`;

/** A shell in which `aws` and `jq` are what this process takes them for: a machine that has Node.js alone can run the pages' scripts. */
export async function openShell(surroundings: Omit<Surroundings, 'folder'>): Promise<Shell> {
  const folder = mkdtempSync(join(tmpdir(), 'amp-scraper-shell-'));
  for (const name of asked.shape.name.options) {
    writeFileSync(join(folder, name), STUB);
    chmodSync(join(folder, name), 0o755);
  }
  let ran: Ran[] = [];
  const server = createServer((incoming, outgoing) => {
    void respond(incoming, async ({ name, args, stdin }) => {
      if (name === 'jq') return jq(args, stdin);
      const one = await runAws(args, { ...surroundings, folder });
      ran.push(one);
      return one.refused === undefined ? { printed: one.printed } : { printed: '', problem: one.refused };
    }).then((body) => outgoing.end(JSON.stringify(body)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    folder,
    async run(script) {
      ran = [];
      const PATH = `${folder}:${process.env['PATH']}`;
      const env = { PATH, STUB_ENDPOINT: `http://127.0.0.1:${port}` };
      const stderr = await new Promise<string>((resolve) => {
        execFile('sh', ['-c', script], { cwd: folder, env, timeout: 120_000 }, (_error, _stdout, told) =>
          resolve(told),
        );
      });
      return { ran, stderr };
    },
    close() {
      server.close();
      server.closeAllConnections();
      rmSync(folder, { recursive: true });
    },
  };
}

type Body = { printed: string; problem?: string };

async function respond(
  incoming: AsyncIterable<Buffer>,
  work: (call: z.infer<typeof asked>) => Body | Promise<Body>,
): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return work(asked.parse(JSON.parse(Buffer.concat(chunks).toString('utf8'))));
}

async function runAws(args: readonly string[], surroundings: Surroundings): Promise<Ran> {
  try {
    return { args, printed: await aws(args, surroundings) };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { args, printed: '', refused: `${name}: ${message}` };
  }
}

/** `jq -r .MEMBER,.MEMBER` */
function jq(args: readonly string[], stdin: string): Body {
  const [raw, filter = ''] = args;
  const members = z.record(z.string(), z.unknown()).safeParse(JSON.parse(stdin || 'null')).data;
  if (raw !== '-r' || !/^\.\w+(,\.\w+)*$/.test(filter) || members === undefined)
    return { printed: '', problem: `jq: ${args.join(' ')} of ${stdin}` };
  return {
    printed: filter
      .split(',')
      .map((path) => `${String(members[path.slice(1)] ?? null)}\n`)
      .join(''),
  };
}
