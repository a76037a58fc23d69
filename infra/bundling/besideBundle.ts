import { basename, dirname, join } from 'node:path';
import { build, type Plugin } from 'esbuild';

/**
 * Makes of a module of ours that is imported by `import()` a file of its own beside the bundle, which is read when it is asked for. Within the bundle it
 * would be compiled with each cold start. It has its own copy of what it imports: no instance of a class may go to and fro.
 */
export const besideBundle: Plugin = {
  name: 'besideBundle',
  setup({ initialOptions, onEnd, onResolve, resolve }) {
    const { entryPoints: _, stdin: _stdin, entryNames: _names, outdir, outfile = '', ...options } = initialOptions;
    const folder = outdir ?? dirname(outfile);
    const modules = new Map<string, string>();
    onResolve({ filter: /^\.\.?\// }, async ({ kind, path, resolveDir, pluginData }) => {
      if (kind !== 'dynamic-import' || pluginData === besideBundle) return undefined;
      const found = await resolve(path, { kind, resolveDir, pluginData: besideBundle });
      if (found.errors.length > 0) return { errors: found.errors };
      const name = `${besideName(found.path)}.cjs`;
      modules.set(name, found.path);
      return { path: `./${name}`, external: true };
    });
    onEnd(async ({ errors }) => {
      if (errors.length > 0) return;
      for (const [name, path] of modules) await build({ ...options, entryPoints: [path], outfile: join(folder, name) });
    });
  },
};

/** A module's own name, or its folder's when it is the folder's index. */
function besideName(path: string): string {
  const name = basename(path, '.ts');
  return name === 'index' ? basename(dirname(path)) : name;
}
