import { execFile, spawn } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { vi } from 'vitest';
import { readConfiguration } from '../../infra/configuration/configuration.ts';
import { synthesizedStacks } from '../../local/deployment/synthesized.ts';

/** What a command has printed on both of its outputs, and how it ended. */
export interface Played {
  printed: string;
  status: number;
}

interface Player {
  command: RegExp;
  play(command: string, folder: string): Promise<Played>;
}

const root = new URL('../../', import.meta.url).pathname;

/** How the commands of a page are run, in one folder for all of them. */
const PLAYERS: readonly Player[] = [
  { command: /^npm (-s )?start( -- .+)?$/, play: start },
  { command: /^npm run aws$/, play: serve },
  { command: /^npx cdk ls$/, play: listStacks },
  { command: /^(cat|sed) /, play: shell },
];

export function playerOf(command: string): Player | undefined {
  return PLAYERS.find((player) => player.command.test(command));
}

/** What the commands name of the project's folder. */
const OF_THE_PROJECT = ['events', 'local'];

/** Makes a folder one in which the commands of a page can run: a reader is in the project's. */
export function furnish(folder: string): void {
  for (const name of OF_THE_PROJECT) symlinkSync(join(root, name), join(folder, name));
}

/** The words of a command line, without quotes. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain = '']) => quoted ?? plain);
}

let runs = 0;

/** The command itself, in this process; what it reads and writes beside the project's files is in the folder. */
async function start(command: string, folder: string): Promise<Played> {
  const words = wordsOf(command.replace(/^npm (-s )?start( -- )?/, ''));
  const isOfTheFolder = (word: string, nth: number) =>
    ['--state', '--html'].includes(words[nth - 1] ?? '') ||
    (!OF_THE_PROJECT.includes(word.split('/')[0] ?? '') && existsSync(join(folder, word)));
  const args = words.map((word, nth) => (isOfTheFolder(word, nth) ? join(folder, word) : word));
  runs += 1;
  const before = { argv: process.argv, exitCode: process.exitCode };
  let printed = '';
  const take = (text: string | Uint8Array) => {
    printed += String(text);
    return true;
  };
  vi.stubEnv('FORCE_COLOR', undefined);
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(take),
    vi.spyOn(process.stderr, 'write').mockImplementation(take),
    vi.spyOn(process.stdout, 'on').mockReturnThis(),
  ];
  try {
    process.argv = [process.execPath, 'local/start.ts', ...args];
    await import(/* @vite-ignore */ `../../local/start.ts?transcript=${runs}`);
    return { printed: printed.replaceAll(`${folder}/`, ''), status: Number(process.exitCode) };
  } finally {
    vi.unstubAllEnvs();
    for (const spy of spies) spy.mockRestore();
    process.argv = before.argv;
    process.exitCode = before.exitCode;
  }
}

/** On a port that is free, whichever it is. */
function serve(): Promise<Played> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['local/serve.ts', '--port', '0'], { cwd: root });
    let printed = '';
    child.stdout.on('data', (data: Buffer) => {
      printed += data.toString();
      if (printed.endsWith('\n\n')) child.kill('SIGINT');
    });
    child.on('close', (code, signal) =>
      resolve({
        printed: printed.replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:4566'),
        status: signal === 'SIGINT' ? 0 : (code ?? -1),
      }),
    );
  });
}

/** The stacks of the app, without the seconds that the CDK's own command line takes. */
async function listStacks(): Promise<Played> {
  const stacks = await synthesizedStacks(readConfiguration());
  return { printed: stacks.map(({ stackName }) => stackName).join('\n'), status: 0 };
}

async function shell(command: string, folder: string): Promise<Played> {
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', command], { cwd: folder });
  return { printed: stdout + stderr, status: 0 };
}
