import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/** Modules of `@smithy/core` by their paths' ends, with what stands for them: an alias takes whole packages alone. */
const STAND_INS = [
  [/[\\/]shared-ini-file-loader[\\/]loadSharedConfigFiles\.js$/, 'standIns/sharedConfigFiles.ts'],
  [/[\\/]checksum[\\/]sha256[\\/]Sha256Js\.js$/, 'standIns/sha256Js.ts'],
] as const;

/** Puts stand-ins in the place of modules within a package. */
export const standInsWithin: Plugin = {
  name: 'standInsWithin',
  setup({ onLoad }) {
    for (const [filter, standIn] of STAND_INS) {
      const contents = readFileSync(new URL(standIn, import.meta.url), 'utf8');
      onLoad({ filter }, () => ({ contents, loader: 'ts' }));
    }
  },
};
