/** What a command is asked to run: a FILE, or what the world is for. */

import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigurationError } from '../infra/configuration/configurationError.ts';
import { readTextFile } from './commandLine.ts';
import type { Opened } from './stateFile.ts';

/** A text that is to be JSON, and what people see of where it is from. */
export interface Asked {
  shown: string;
  text: string;
}

/** An account wherever an input has one: in an ARN, or as the account that an event is from. */
const ACCOUNT = /\barn:[\w-]+:[\w-]+:[\w-]*:(\d{12}):|"account"\s*:\s*"(\d{12})"/g;

/**
 * @param file Without one, the request of the world
 * @throws UsageError when it cannot be read
 * @throws ConfigurationError when it is about accounts that a world, which was made from the configuration, does not have
 */
export function readRequest(file: string | undefined, opened: Opened): Asked {
  const asked = file === undefined ? requestOf(opened) : { shown: file, text: readTextFile(file, 'request') };
  if (opened.isMade) refuseStrangers(asked, Object.keys(opened.world.accounts));
  return asked;
}

function requestOf({ request }: Opened): Asked {
  const made = request();
  if ('file' in made) {
    return { shown: relative(process.cwd(), fileURLToPath(made.file)), text: readTextFile(made.file, 'request') };
  }
  const { clusterArn, workspaceArn } = made.pair;
  return { shown: `${clusterArn} to ${workspaceArn}`, text: JSON.stringify({ clusterArn, workspaceArn }) };
}

function refuseStrangers({ shown, text }: Asked, accounts: readonly string[]): void {
  const named = [...text.matchAll(ACCOUNT)].map(([, inArn, ofEvent]) => inArn ?? ofEvent ?? '');
  const strangers = [...new Set(named)].filter((id) => !accounts.includes(id));
  if (strangers.length === 0) return;
  const which = strangers.length === 1 ? 'an account' : 'accounts';
  throw new ConfigurationError(
    `${shown} is about ${which} that the configuration does not have: ${strangers.join(', ')}. ` +
      `It has ${accounts.slice(0, 20).join(', ')}${accounts.length > 20 ? ', …' : ''}. ` +
      'Write a FILE about these, or give none: then a request is made from the configuration.',
  );
}
