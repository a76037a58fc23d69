import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/** A client of the SDK tells its version in the User-Agent, out of its whole package.json. */
const PACKAGE = /[\\/]@aws-sdk[\\/][^\\/]+[\\/]package\.json$/;

/** Lets a bundle have of the SDK's package.json files the version alone. */
export const versionsOnly: Plugin = {
  name: 'versionsOnly',
  setup({ onLoad }) {
    onLoad({ filter: PACKAGE }, ({ path }) => {
      const { version } = JSON.parse(readFileSync(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};
