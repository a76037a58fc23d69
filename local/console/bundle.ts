import { fileURLToPath } from 'node:url';
import type { Metafile, Plugin } from 'esbuild';

/** What the page loads, as text. */
export interface Loaded {
  script: string;
  style: string;
}

interface AppBundle extends Loaded {
  /** The files that they are made of, from the working directory. */
  sources: string[];
}

const file = (name: string) => fileURLToPath(new URL(`app/${name}`, import.meta.url));

/** Bundled when it is first asked for, so that nothing waits for it before. A failure is not kept. */
export function bundledOnce(bundle: () => Promise<Loaded>): () => Promise<Loaded> {
  let made: Promise<Loaded> | undefined;
  return () => {
    made ??= bundle().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

/** In memory. @throws esbuild's BuildFailure, and Error for what would need Node.js in a browser */
export async function bundleApp(): Promise<AppBundle> {
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    entryPoints: [file('main.ts'), file('app.css')],
    inject: [file('bufferByteLength.ts')],
    outdir: 'app',
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2024',
    legalComments: 'none',
    logLevel: 'silent',
    plugins: [unusedNode],
  });
  const needed = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  if (needed.length > 0) throw new Error(`The page would import ${needed.join(', ')}, which no browser has.`);
  const textOf = (extension: string) => outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? '';
  return { script: textOf('.js'), style: textOf('.css'), sources: Object.values(metafile.outputs).flatMap(partsOf) };
}

/** Of what is imported and not used there is nothing in the output. */
function partsOf({ inputs }: Metafile['outputs'][string]): string[] {
  return Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : []));
}

/** What the functions share has parts that need Node.js beside those that the page takes: they are left out with their imports. */
const unusedNode: Plugin = {
  name: 'unused-node',
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, external: true, sideEffects: false }));
  },
};
