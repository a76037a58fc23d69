import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { Script } from 'node:vm';
import { threadId } from 'node:worker_threads';
import { crc32 } from 'node:zlib';

/** A bundle that has been loaded. */
export interface CompiledBundle {
  exports: unknown;
  /** Keeps beside the bundle what has been compiled by now, unless something is kept. Where nothing can be written, nothing is. */
  keep(): void;
}

type Wrapper = (exports: unknown, require: NodeJS.Require, module: object, filename: string) => void;

/**
 * Loads a bundle as `require` does, with what an earlier thread had compiled after its first answer. Node.js's own cache has what is
 * compiled at the load: most functions are when they are first called, which took a third of a thread's time.
 */
export function loadCompiled(file: string): CompiledBundle {
  const source = readFileSync(file);
  const cachedData = keptOf(file, source);
  const script = new Script(Module.wrap(source.toString()), { filename: file, ...(cachedData && { cachedData }) });
  let isKept = script.cachedDataRejected === false;
  const module = { exports: {} };
  const run: Wrapper = script.runInThisContext();
  run(module.exports, createRequire(file), module, file);
  return {
    exports: module.exports,
    keep() {
      if (isKept) return;
      isKept = true;
      write(`${file}.compiled`, withChecksum(source, script.createCachedData()));
    },
  };
}

/** V8 refuses what another version of it compiled, or another length of source; what is damaged it would run. */
function keptOf(file: string, source: Buffer): Buffer | undefined {
  const kept = read(`${file}.compiled`);
  const compiled = kept?.subarray(CHECKSUM_BYTES);
  return compiled && kept?.equals(withChecksum(source, compiled)) ? compiled : undefined;
}

const CHECKSUM_BYTES = 4;

function withChecksum(source: Buffer, compiled: Buffer): Buffer {
  const checksum = Buffer.alloc(CHECKSUM_BYTES);
  checksum.writeUInt32BE(crc32(compiled, crc32(source)));
  return Buffer.concat([checksum, compiled]);
}

function read(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Several threads may do so at once, and none reads a half. */
function write(file: string, bytes: Buffer): void {
  const temporary = `${file}.${process.pid}-${threadId}`;
  try {
    writeFileSync(temporary, bytes);
    renameSync(temporary, file);
  } catch {
    // The next thread compiles again.
  }
}
