import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { readConfiguration } from '../../infra/configuration/configuration.ts';
import { jsonProblem } from '../../infra/configuration/file/json.ts';

const folder = mkdtempSync(join(tmpdir(), 'amp-scraper-file-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'mine.json');
mkdirSync(join(folder, 'folder'));

/** Files that are no configuration, and what is said of each after its path. */
const FILES: [what: string, bytes: Buffer | string, said: RegExp][] = [
  ['nothing', '', /mine\.json:1:1 is not JSON: the text ends where a value has to be\.$/],
  [
    'a comma before a bracket',
    '{"a": 1,\n "b": [1,\t2,],\n}',
    /mine\.json:2:13 is not JSON: there is \] where a value/,
  ],
  ['a comma that is missing', '{\n  "a": "x"\n  "b": 1\n}', /mine\.json:3:3 is not JSON: there is "b" where , or \}/],
  ['a comment', '{\n  // mine\n}', /mine\.json:2:3 is not JSON: there is \/\/ where a name in double quotes/],
  ['single quotes', "{'a': 1}", /mine\.json:1:2 is not JSON: there is 'a' where a name in double quotes/],
  ['a name without quotes', '{a: 1}', /mine\.json:1:2 is not JSON: there is a where a name in double quotes/],
  ['a text without its end', '{"a": "x', /mine\.json:1:7 is not JSON: there is "x where a value/],
  ['no colon', '{"a" 1}', /mine\.json:1:6 is not JSON: there is 1 where : has to be/],
  ['a number that is none', '[01]', /mine\.json:1:3 is not JSON: there is 1 where , or \] has to be/],
  ['two values', '{} {}', /mine\.json:1:4 is not JSON: there is \{ where nothing more has to be/],
  ['a name that is there twice', '{"a": {"x": 1,\n"x": 2}}', /mine\.json:2:1 is not JSON: "x" is there twice/],
  ['a byte order mark', '\ufeff{}', /mine\.json begins with a byte order mark\. Save it as UTF-8 without/],
  ['UTF-16 with a mark', Buffer.from('\ufeff{}', 'utf16le'), /mine\.json is in UTF-16\. Save it as UTF-8 without/],
  ['UTF-16 without', Buffer.from('{ "a": 1}', 'utf16le'), /mine\.json is in UTF-16\./],
  ['UTF-16, the large end first', Buffer.from('{ "a": 1}', 'utf16le').swap16(), /mine\.json is in UTF-16\./],
  ['Latin 1', Buffer.from('{"é": 1}', 'latin1'), /mine\.json is not in UTF-8\./],
];

describe('a file is refused with its path, and where it has some the line and the column:', () => {
  test.each(FILES)('%s', (_what, bytes, said) => {
    writeFileSync(file, bytes);
    expect(() => readConfiguration(pathToFileURL(file))).toThrow(said);
  });

  test.each([
    ['a file that is not there', 'none.json', /^There is no file .*none\.json .*--config FILE or in AMP_SCRAPER_CONF/],
    ['one below a file', 'mine.json/a', /^There is no file .*a to read the configuration from/],
    ['a folder', 'folder', /folder is a folder, and not the file of the configuration\. .*--config FILE/],
  ])('%s', (_what, name, said) => {
    writeFileSync(file, '{}');
    expect(() => readConfiguration(pathToFileURL(join(folder, name)))).toThrow(said);
  });
});

test('what is no JSON is what JSON.parse refuses, and a name that is there twice', () => {
  const texts = [
    '{}',
    '[]',
    ' [1, -2.5e3, "\\u00e9\\n", {"a": {"b": [null, true, false]}}] \n',
    '""',
    '-',
    '1.',
    '.5',
    '+1',
  ];
  const more = [
    '[1 2]',
    '{"a"}',
    '"\t"',
    '"\\x"',
    'nul',
    'NaN',
    '[',
    ']',
    '{,}',
    '[,]',
    '{"a":}',
    '\u00a0{}',
    '1e',
    '"a" "b"',
  ];
  for (const text of [...texts, ...more]) expect([text, jsonProblem(text) === undefined]).toEqual([text, isJson(text)]);
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('a command tells of a wrong configuration in one sentence, without where in the program that was:', () => {
  const WRONG = '{"partition": }';
  const SAID = /^\S+mine\.json:1:15 is not JSON: there is \} where a value has to be\.\n$/;
  const run = (args: string[], variable: string | undefined) =>
    new Promise<{ status: unknown; stdout: string; stderr: string }>((resolve) => {
      const env = { ...process.env, ...(variable === undefined ? {} : { AMP_SCRAPER_CONFIGURATION: variable }) };
      const cwd = fileURLToPath(new URL('../../', import.meta.url));
      execFile(process.execPath, args, { cwd, env }, (error, stdout, stderr) =>
        resolve({ status: error?.code ?? 0, stdout, stderr }),
      );
    });

  test.each([
    ['npm run synth', ['infra/cdk.ts', 'synth', '--quiet']],
    ['npm run deploy', ['infra/cdk.ts', 'deploy']],
    ['npx cdk', ['infra/main.ts']],
    ['npm start', ['local/start.ts']],
    ['npm run aws', ['local/serve.ts']],
    ['npm run bench', ['local/bench/bench.ts']],
  ])('%s', async (_command, args) => {
    writeFileSync(file, WRONG);
    const { status, stdout, stderr } = await run(args, file);
    expect(stderr).toMatch(SAID);
    expect([status, stdout]).toEqual([1, '']);
  });

  test('its file by --config too', async () => {
    writeFileSync(file, WRONG);
    for (const option of [['--config', file], [`--config=${file}`]]) {
      const { status, stderr } = await run(['infra/cdk.ts', 'synth', ...option], undefined);
      expect(stderr).toMatch(SAID);
      expect(status).toBe(1);
    }
    const none = await run(['infra/cdk.ts', 'synth', '--config'], undefined);
    expect(none.stderr).toBe('--config has no FILE. Give the file of a configuration: --config FILE\n');
    const twice = await run(['infra/cdk.ts', 'synth', '--config', file, '--config', file], undefined);
    expect(twice.stderr).toBe('--config is given 2 times. Give it once.\n');
  });
});
