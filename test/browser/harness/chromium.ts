import { join } from 'node:path';
import { launch as launchBrowser, type Browser } from 'puppeteer-core';
import { inflated } from './inflated.ts';

/** A Chromium that starts here. */
export interface Chromium {
  executablePath: string;
  /** The folder of the shared libraries that this machine has not, and the package has. */
  libraries?: string;
}

/** Names that a test may call this machine by. No other name resolves, so that no page reaches another machine. */
const RESOLVER =
  'MAP evil.example 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE *.localhost, EXCLUDE localhost';

/** What asks a person before a page reaches loopback: only some browsers have it, so nothing here may depend on it. */
const NOT_YET_EVERYWHERE = '--disable-features=LocalNetworkAccessChecks';

/** @returns why there is none, in a sentence, in place of one */
export async function findChromium(): Promise<Chromium | { missing: string }> {
  const here = `${process.platform} ${process.arch}`;
  if (here !== 'linux x64')
    return { missing: `The package @sparticuz/chromium has a Chromium for linux x64 alone, and this is ${here}.` };
  const folder = await inflated();
  const executablePath = join(folder, 'chromium');
  const problems: string[] = [];
  for (const chromium of [{ executablePath }, { executablePath, libraries: join(folder, 'al2023/lib') }]) {
    const problem = await whyNot(chromium);
    if (problem === undefined) return chromium;
    problems.push(problem);
  }
  return { missing: `${executablePath} does not start: ${problems.join(' With the libraries of the package: ')}` };
}

async function whyNot(chromium: Chromium): Promise<string | undefined> {
  try {
    const browser = await launch(chromium);
    await browser.close();
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return error.message.trim().replaceAll(/\s*\n\s*/g, ' ');
  }
}

/**
 * With the security of the web as people's browsers have it: the package's own arguments switch that off. The sandbox around a page's
 * process, which root cannot have, is another matter.
 */
export function launch({ executablePath, libraries }: Chromium): Promise<Browser> {
  return launchBrowser({
    executablePath,
    headless: 'shell',
    args: ['--no-sandbox', '--font-render-hinting=none', `--host-resolver-rules=${RESOLVER}`, NOT_YET_EVERYWHERE],
    env: {
      ...process.env,
      FONTCONFIG_FILE: join(executablePath, '../fonts.conf'),
      ...(libraries === undefined ? {} : { LD_LIBRARY_PATH: libraries }),
    },
  });
}
