import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readConfiguration, type Configuration } from '../../../infra/configuration/configuration.ts';
import { cached } from '../../../local/deployment/cache.ts';
import { INPUTS, inputsDigest } from '../../../local/deployment/inputs.ts';

const STACKS = [
  { stackName: 's', kind: 'workflow', accountId: '333333333333', region: 'us-west-2', template: { Resources: {} } },
] as const;
const make = vi.fn(async () => [...STACKS]);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'amp-scraper-'));
  make.mockClear();
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the cache of synthesized stacks', () => {
  it('makes them once and answers the same', async () => {
    const inside = join(folder, 'not/there/yet');
    expect(await cached('k', make, inside)).toEqual(STACKS);
    expect(await cached('k', make, inside)).toEqual(STACKS);
    expect(make).toHaveBeenCalledOnce();
  });

  it('makes them anew under another key', async () => {
    await cached('k', make, folder);
    await cached('other', make, folder);
    expect(make).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['half a file', (text: string) => text.slice(0, text.length / 2)],
    ['an empty file', () => ''],
    ['something else', () => '{"stacks":[]}'],
    ['a stack without its account', (text: string) => text.replace('accountId', 'account')],
  ])('makes them again for %s', async (_name, damage) => {
    await cached('k', make, folder);
    const file = join(folder, 'k.json');
    const whole = readFileSync(file, 'utf8');
    writeFileSync(file, damage(whole));
    expect(await cached('k', make, folder)).toEqual(STACKS);
    expect(readFileSync(file, 'utf8')).toBe(whole);
  });

  it('leaves no half-written file, and keeps nothing of what fails', async () => {
    await cached('k', make, folder);
    await expect(cached('failing', () => Promise.reject(new Error('no')), folder)).rejects.toThrow('no');
    expect(readdirSync(folder)).toEqual(['k.json']);
  });

  it('forgets the oldest of many, and nothing that is not its own', async () => {
    const others = join(folder, 'compiled');
    mkdirSync(others);
    utimesSync(others, 0, 0);
    for (let number = 0; number < 30; number += 1) {
      const file = join(folder, `old-${number}.json`);
      writeFileSync(file, '[]');
      utimesSync(file, number + 1, number + 1);
    }
    await cached('new', make, folder);
    expect(readdirSync(folder)).toHaveLength(24 + 1);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['compiled', 'new.json', 'old-29.json']));
    expect(readdirSync(folder)).not.toContain('old-0.json');
  });
});

describe('the key', () => {
  const configuration = readConfiguration();
  const root = new URL('../../../', import.meta.url).pathname;
  const copy = () => {
    for (const input of INPUTS) cpSync(join(root, input), join(folder, input), { recursive: true });
    return `${folder}/`;
  };

  it('is the same for the same contents', () => {
    expect(inputsDigest(configuration, copy())).toBe(inputsDigest(configuration));
  });

  it('is another for another configuration', () => {
    const other: Configuration = { ...configuration, clusterTagKey: ['other'] };
    expect(inputsDigest(other)).not.toBe(inputsDigest(configuration));
  });

  it.each(['infra/app.ts', 'statemachine/onboard.asl.json', 'functions/shared/names.ts', 'package-lock.json'])(
    'is another when %s changes',
    (file) => {
      const place = copy();
      writeFileSync(join(place, file), `${readFileSync(join(place, file), 'utf8')} `);
      expect(inputsDigest(configuration, place)).not.toBe(inputsDigest(configuration));
    },
  );

  it('is another when a file is added', () => {
    const place = copy();
    writeFileSync(join(place, dirname('infra/permissions/boundary.ts'), 'more.ts'), '');
    expect(inputsDigest(configuration, place)).not.toBe(inputsDigest(configuration));
  });
});
