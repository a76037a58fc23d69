import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { namedStacks } from '../../infra/deployment/commandLine.ts';
import { readConfiguration } from '../../infra/configuration/configuration.ts';
import { synthesizedStacks } from '../../local/deployment/synthesized.ts';
import { NOT_RUN, SHELL_AROUND_AWS } from './commands.ts';
import { blocksOf, PAGES, readPage } from './pages.ts';
import { playerOf } from './play.ts';
import { entriesOf } from './transcript.ts';

const root = new URL('../../', import.meta.url);
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(new URL('package.json', root), 'utf8')));

const shellBlocks = PAGES.flatMap((page) => blocksOf(page).filter(({ info }) => info === 'sh'));
const inShell = shellBlocks.flatMap(({ page, at, lines }) =>
  lines.map((line, nth) => ({ where: `${page}:${at + nth + 1}`, command: line.replace(/ +# .*$/, '') })),
);
const transcribed = PAGES.flatMap(entriesOf).map(({ page, at, command }) => ({ where: `${page}:${at}`, command }));

const isNotRun = (command: string) => NOT_RUN.some((one) => one.command.test(command));

describe('the commands of the pages', () => {
  test('are transcripts that a test runs, or cannot be run here for a reason', () => {
    expect(transcribed.filter(({ command }) => playerOf(command) === undefined && !isNotRun(command))).toEqual([]);
    expect(inShell.filter(({ command }) => !isNotRun(command) && !SHELL_AROUND_AWS.test(command))).toEqual([]);
  });

  test('are not excused without need', () => {
    const all = [...transcribed, ...inShell].map(({ command }) => command);
    const inline = PAGES.flatMap((page) =>
      [
        ...readPage(page)
          .join('\n')
          .matchAll(/`([^`\n]+)`/g),
      ].map(([, code = '']) => code),
    );
    expect(NOT_RUN.filter(({ command }) => ![...all, ...inline].some((one) => command.test(one)))).toEqual([]);
  });

  test('that are excused because .ci/run runs them are run by it', () => {
    const ci = readFileSync(new URL('.ci/run', root), 'utf8')
      .split('\n')
      .map((line) => line.replace(/ --no-.*$/, ''));
    const excused = NOT_RUN.filter(({ inCi }) => inCi);
    expect(excused.length).toBeGreaterThan(0);
    expect(excused.filter(({ command }) => !ci.some((line) => command.test(line)))).toEqual([]);
  });

  test('name npm scripts that there are', () => {
    const named = PAGES.flatMap((page) => [
      ...readPage(page)
        .join('\n')
        .matchAll(/npm (?:-s )?run ([a-z:]+)/g),
    ]);
    expect(named.length).toBeGreaterThan(10);
    expect(named.map(([, name = '']) => name).filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  test('name stacks that there are', async () => {
    const stacks = (await synthesizedStacks(readConfiguration())).map(({ stackName }) => stackName);
    const named = inShell.flatMap(({ command }) => {
      if (!/^(npm run (deploy|diff) --|npx cdk (destroy|import)) /.test(command)) return [];
      return command.split(' ').filter((word) => /^'?amp-scraper-/.test(word));
    });
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => namedStacks([name.replaceAll("'", '')], stacks).length === 0)).toEqual([]);
  });

  test('are shell that a shell can read', () => {
    const script = shellBlocks.map(({ lines }) => lines.join('\n')).join('\n');
    expect(() => execFileSync('sh', ['-n'], { input: script, stdio: ['pipe', 'pipe', 'pipe'] })).not.toThrow();
  });
});
