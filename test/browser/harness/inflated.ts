import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';

const modules = fileURLToPath(new URL('../../../node_modules/', import.meta.url));
const INFLATE = "import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())";

/**
 * The folder of the package's Chromium, with its fonts and libraries, for as long as node_modules is there.
 * The package's `executablePath()` takes whatever has the name `chromium` in the temporary folder: of another version, of another
 * user, or half written. So it is told a folder of its own, which gets its name when it is whole.
 */
export async function inflated(): Promise<string> {
  const text = readFileSync(join(modules, '@sparticuz/chromium/package.json'), 'utf8');
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(text));
  const folder = join(modules, '.cache', `chromium-${version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(join(modules, '.cache'), { recursive: true });
  const partial = mkdtempSync(`${folder}-`);
  try {
    await inflateInto(partial);
    writeFileSync(join(partial, 'fonts.conf'), fontsOf(folder));
    renameSync(partial, folder);
  } catch (error) {
    rmSync(partial, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** In a process of its own, whose environment the package changes. It inflates the libraries where it takes itself to be in Lambda. */
async function inflateInto(folder: string): Promise<void> {
  const env = { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' };
  await promisify(execFile)(process.execPath, ['--eval', INFLATE], { cwd: join(modules, '..'), env });
}

/** The machine's own fonts, and where it has none, the package's. */
function fontsOf(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${folder}/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`;
}
