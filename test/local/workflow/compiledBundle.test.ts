import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import { loadCompiled } from '../../../local/workflow/lambda/compiledBundle.ts';
import { temporaryFolder } from '../../temporary.ts';

/** Of what is kept: behind our checksum and V8's magic number. */
const VERSION_AT = 8;

/** Two of one length: V8 tells sources apart by that alone. */
const DOUBLES = 'exports.handler = (n) => n * 2; exports.name = require("node:path").basename(__filename);';
const TREBLES = DOUBLES.replace('* 2', '* 3');

let file: string;
let kept: string;
beforeEach(() => {
  file = join(temporaryFolder(), 'bundles', 'handler.cjs');
  mkdirSync(dirname(file));
  kept = `${file}.compiled`;
  writeFileSync(file, DOUBLES);
});

/** What the handler makes of 21, and whether anything was kept anew after it had answered. */
function run(): { answer: unknown; isKeptAnew: boolean } {
  const before = keptBytes();
  const { exports, keep } = loadCompiled(file);
  const { handler, name } = Object.assign({ handler: (n: number) => n, name: '' }, exports);
  expect(name, 'it is a module as require makes it').toBe(basename(file));
  const answer = handler(21);
  keep();
  return { answer, isKeptAnew: keptBytes() !== before };
}

function keptBytes(): string | undefined {
  return readdirSync(dirname(file)).includes(basename(kept)) ? readFileSync(kept, 'hex') : undefined;
}

describe('what a bundle has compiled', () => {
  test('is kept once, by its first answer, and nothing else beside it', () => {
    expect([run(), run()]).toEqual([
      { answer: 42, isKeptAnew: true },
      { answer: 42, isKeptAnew: false },
    ]);
    expect(readdirSync(dirname(file)).toSorted()).toEqual(['handler.cjs', 'handler.cjs.compiled']);
  });

  test('is compiled again for another source of the same length', () => {
    run();
    writeFileSync(file, TREBLES);
    expect([run(), run()]).toEqual([
      { answer: 63, isKeptAnew: true },
      { answer: 63, isKeptAnew: false },
    ]);
  });

  const flipped = (at: number) => (bytes: Buffer) => {
    const copy = Buffer.from(bytes);
    copy.writeUInt8(copy.readUInt8(at) ^ 0x55, at);
    return copy;
  };

  test.each([
    ['is empty', () => Buffer.alloc(0)],
    ['ends after the checksum', (bytes: Buffer) => bytes.subarray(0, 4)],
    ['is half a file', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['has another checksum', flipped(0)],
    ["has a byte changed in V8's header", flipped(10)],
    ['has a byte changed in what was compiled', (bytes: Buffer) => flipped(bytes.length - 20)(bytes)],
  ])('is compiled again where it %s', (_name, damage) => {
    run();
    writeFileSync(kept, damage(readFileSync(kept)));
    expect([run(), run()]).toEqual([
      { answer: 42, isKeptAnew: true },
      { answer: 42, isKeptAnew: false },
    ]);
  });

  test('by another version of V8 is compiled again', () => {
    run();
    const other = flipped(VERSION_AT)(readFileSync(kept));
    other.writeUInt32BE(crc32(other.subarray(4), crc32(readFileSync(file))));
    // In a file of another name: what V8 has compiled itself under this one it takes before anything kept.
    file = join(dirname(file), 'other.cjs');
    kept = `${file}.compiled`;
    writeFileSync(file, DOUBLES);
    writeFileSync(kept, other);
    expect([run(), run()]).toEqual([
      { answer: 42, isKeptAnew: true },
      { answer: 42, isKeptAnew: false },
    ]);
  });

  test('is not kept where the folder is gone meanwhile, and the bundle runs on', () => {
    const { exports, keep } = loadCompiled(file);
    rmSync(dirname(file), { recursive: true });
    keep();
    expect(existsSync(dirname(file)), 'as a folder without its bundles would be taken for whole').toBe(false);
    expect(exports).toHaveProperty('handler');
  });
});
