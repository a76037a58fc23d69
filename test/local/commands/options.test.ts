import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { takenByNpm, takenText } from '../../../infra/npmOptions.ts';
import { UsageError } from '../../../local/commandLine.ts';
import { readArguments } from '../../../local/startArguments.ts';
import { whatIsPassedOver } from '../../../local/stateFile.ts';

const folder = mkdtempSync(join(tmpdir(), 'amp-scraper-options-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());
const STATE = join(folder, 'kept.json');
writeFileSync(STATE, '{}');

/** Each option as it is written, by its name. */
const WRITTEN: Readonly<Record<string, string[]>> = {
  FILE: ['events/console-onboard.json'],
  '--json': ['--json'],
  '--workflow': ['--workflow', 'offboard'],
  '--fault': ['--fault', 'createRole:throttle'],
  '--dry-run': ['--dry-run'],
  '--list': ['--list', '--state', STATE],
  '--state': ['--state', STATE],
  '--world': ['--world', 'world.json'],
  '--config': ['--config', 'configuration.json'],
  '--html': ['--html', 'run.html'],
};

/** Of every two options, what is said of one that has no effect beside the other. All else are taken together. */
const IDLE: readonly (readonly [one: string, other: string, said: string])[] = [
  ['--list', 'FILE', 'events/console-onboard.json has no effect with --list: it prints'],
  ['--list', '--json', '--json has no effect with --list: it prints'],
  ['--list', '--workflow', '--workflow has no effect with --list: it prints'],
  ['--list', '--fault', '--fault has no effect with --list: it prints'],
  ['--list', '--dry-run', '--dry-run has no effect with --list: it prints'],
  ['--list', '--html', '--html has no effect with --list: it prints'],
  ['--list', '--state', '--state is there more than once'],
];

const NAMES = Object.keys(WRITTEN);
const PAIRS = NAMES.flatMap((one, nth) => NAMES.slice(nth + 1).map((other) => [one, other] as const));

function said(...args: string[]): string | undefined {
  try {
    readArguments(args);
    return undefined;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}

describe('npm start takes together, or says which has no effect:', () => {
  test.each(PAIRS)('%s and %s', (one, other) => {
    const idle = IDLE.find((row) => row.includes(one) && row.slice(0, 2).includes(other));
    const message = said(...(WRITTEN[one] ?? []), ...(WRITTEN[other] ?? []));
    if (idle === undefined) expect(message).toBeUndefined();
    else expect(message).toContain(idle[2]);
  });

  test.each([
    ['--list', ['--list'], '--list has no effect without --state FILE'],
    ['--list of no file', ['--list', '--state', join(folder, 'none.json')], 'There is no state file '],
    ['two idle ones', ['--list', '--state', STATE, '--json', '--dry-run'], '--json, --dry-run have no effect with'],
    ['an option twice', ['--state', 'a', '--state', 'b'], '--state is there more than once: give it once'],
    ['a flag twice', ['--json', '--json'], '--json is there more than once'],
    ['no value', ['--world='], '--world takes a value, and has none'],
    ['a name that is near', ['--dryrun'], 'There is no option --dryrun. Did you mean --dry-run?'],
    ['a name that is near none', ['--nonsense'], 'There is no option --nonsense.'],
    [
      'a workflow that is near one',
      ['--workflow', 'onboards'],
      'There is no workflow onboards; there are onboard, offboard, reconcile. Did you mean onboard?',
    ],
  ])('%s alone', (_what, args, message) => {
    expect(said(...args)).toContain(message);
  });

  test('faults any number of times', () => {
    expect(said('--fault', 'createRole:throttle', '--fault', 'scraper:stuck')).toBeUndefined();
  });
});

test('a world file beside a state that is there is told to have no effect, and else is not', () => {
  expect(whatIsPassedOver({ world: 'world.json', state: STATE })).toContain('--world world.json: its accounts have no');
  expect(whatIsPassedOver({ world: 'world.json', state: join(folder, 'none.json') })).toBeUndefined();
  expect(whatIsPassedOver({ world: 'world.json' })).toBeUndefined();
  expect(whatIsPassedOver({ state: STATE })).toBeUndefined();
});

describe('an option that npm takes for itself', () => {
  test.each(['dry_run', 'json', 'list', 'state', 'fault', 'workflow', 'world', 'config'])('is told: %s', (name) => {
    vi.stubEnv(`npm_config_${name}`, 'true');
    vi.stubEnv('npm_lifecycle_event', 'start');
    const option = `--${name.replaceAll('_', '-')}`;
    expect(said('offboard')).toMatch(
      new RegExp(`^npm took ${option} for an option of its own.* npm start -- ${option}$`),
    );
  });

  test('is none where the command has it, too, or where npm says that it is not set', () => {
    vi.stubEnv('npm_config_json', 'true');
    vi.stubEnv('npm_config_dry_run', '');
    expect(said('--json')).toBeUndefined();
    expect(takenByNpm(['config'], ['--config=x'], { npm_config_config: 'true' })).toBeUndefined();
    for (const value of ['', 'false', 'null'])
      expect(takenByNpm(['yes'], [], { npm_config_yes: value })).toBeUndefined();
  });

  test('is told with the command that was meant', () => {
    expect(takenText('profile', { npm_lifecycle_event: 'deploy' })).toContain('npm run deploy -- --profile');
  });
});
