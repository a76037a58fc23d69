import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import { signedFetch } from '../../local/aws/signedFetch.ts';
import { inputOf, JSON_SERVICES, SDK_SERVICES, type JsonService, type SdkService, type Shape } from './models.ts';
import { isVoid, query } from './query.ts';
import { valueOf } from './values.ts';

/** What a command is run with. */
export interface Surroundings {
  endpoint: string;
  region: string;
  /** Accounts by profile. */
  profiles: Readonly<Record<string, string>>;
  folder: string;
}

/** Options of the AWS CLI itself, which are no member of an input. */
const GLOBAL = ['profile', 'region', 'query', 'output', 'max-items'];

interface Command {
  service: string;
  command: string;
  /** The words behind each option. */
  options: ReadonlyMap<string, readonly string[]>;
}

/** Runs `aws ARGUMENTS`, and answers what it would print. @throws what the service refuses, or what is no command */
export async function aws(args: readonly string[], surroundings: Surroundings): Promise<string> {
  const { service, command, options } = commandOf(args);
  const account = surroundings.profiles[only(options, 'profile') ?? ''];
  if (account === undefined) throw new Error(`there is no profile ${only(options, 'profile')}`);
  const accessKeyId = account;
  const place = {
    endpoint: surroundings.endpoint,
    region: only(options, 'region') ?? surroundings.region,
    credentials: { accessKeyId, secretAccessKey: 'test' },
  };
  const ask = (operation: string) => call(service, operation, options, place, surroundings.folder);
  if (command.startsWith('wait ')) return waitFor(command.slice('wait '.length), ask);
  return printed(await ask(pascal(command)), options);
}

function commandOf(args: readonly string[]): Command {
  const at = args.findIndex((word) => word.startsWith('--'));
  const [service = '', ...command] = args.slice(0, at < 0 ? args.length : at);
  const options = new Map<string, string[]>();
  let words: string[] = [];
  for (const word of at < 0 ? [] : args.slice(at)) {
    if (/^--[a-z]/.test(word)) options.set(word.slice(2), (words = []));
    else words.push(word);
  }
  return { service, command: command.join(' '), options };
}

function only(options: Command['options'], name: string): string | undefined {
  return options.get(name)?.join(' ');
}

interface Place {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
}

async function call(
  name: string,
  operation: string,
  options: Command['options'],
  place: Place,
  folder: string,
): Promise<unknown> {
  const given = [...options].filter(([option]) => !GLOBAL.includes(option));
  const sdk = SDK_SERVICES[name];
  if (sdk !== undefined) return sendBySdk(sdk, operation, inputBy(inputOf(sdk, operation), given, folder), place);
  const json = JSON_SERVICES[name];
  if (json === undefined) throw new Error(`there is no service ${name}`);
  const input = Object.fromEntries(given.map(([option, words]) => [memberName(json, option), loose(option, words)]));
  return sendAsJson(json, operation, input, place);
}

/** @throws for an option that the operation does not have */
function inputBy(
  members: ReadonlyMap<string, () => Shape>,
  given: readonly (readonly [string, readonly string[]])[],
  folder: string,
): Record<string, unknown> {
  const byOption = new Map([...members].map(([name, shape]) => [kebab(name), { name, shape }]));
  return Object.fromEntries(
    given.map(([option, words]) => {
      const found = byOption.get(option);
      if (found === undefined) throw new Error(`Unknown options: --${option}`);
      return [found.name, valueOf(found.shape(), words, folder)];
    }),
  );
}

async function sendBySdk(sdk: SdkService, operation: string, input: object, place: Place): Promise<unknown> {
  const client = sdk.client({ ...place, maxAttempts: 1 });
  const Command = z
    .custom<new (given: object) => unknown>((value) => typeof value === 'function')
    .parse(sdk.exports[`${operation}Command`]);
  try {
    return await client.send(new Command(input));
  } finally {
    client.destroy();
  }
}

const answer = z.record(z.string(), z.unknown());

/** The server refuses a member that the operation does not have, by name. */
async function sendAsJson(service: JsonService, operation: string, input: object, place: Place): Promise<unknown> {
  const { target, signingName } = service;
  const response = await signedFetch({
    ...place,
    service: signingName,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${target}.${operation}` },
    body: JSON.stringify(input),
  });
  const body = answer.parse(await response.json());
  if (response.ok) return body;
  throw Object.assign(new Error(String(body['message'])), { name: String(body['__type']).replace(/.*#/, '') });
}

function memberName({ members }: JsonService, option: string): string {
  const name = pascal(option);
  return members === 'pascal' ? name : `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

/** Where no model is at hand: numbers are numbers, and a plural is a list. */
function loose(option: string, words: readonly string[]): unknown {
  if (/(names|attributes)$/.test(option)) return words;
  const [first = ''] = words;
  return /^\d+$/.test(first) && /(number|timeout|limit|value)/.test(option) ? Number(first) : words.join(' ');
}

/** `wait KIND-STATE` looks until it is so. @throws when it is not in a minute, as the CLI's own does after a while */
async function waitFor(what: string, ask: (operation: string) => Promise<unknown>): Promise<string> {
  const [kind = '', state = ''] = what.split('-');
  for (let looks = 0; looks < 600; looks += 1) {
    try {
      const found = await ask(pascal(`describe-${kind}`));
      if (JSON.stringify(found).includes(`"${state.toUpperCase()}"`)) return '';
    } catch (error) {
      if (state === 'deleted' && error instanceof Error && error.name === 'ResourceNotFoundException') return '';
      throw error;
    }
    await setTimeout(100);
  }
  throw new Error(`Waiter ${what} failed: Max attempts exceeded`);
}

/** @throws for a query of which the answer has nothing */
function printed(output: unknown, options: Command['options']): string {
  const { $metadata: _metadata, ...members } = answer.parse(output);
  const expression = only(options, 'query');
  const found = expression === undefined ? members : query(expression, members);
  if (isVoid(found) && expression !== undefined) throw new Error(`the answer has nothing of ${expression}`);
  return only(options, 'output') === 'text' ? `${text(found)}\n` : `${JSON.stringify(found, undefined, 4)}\n`;
}

function text(value: unknown): string {
  if (!Array.isArray(value)) return value === null ? 'None' : typeof value === 'string' ? value : JSON.stringify(value);
  return value.map(text).join(value.some(Array.isArray) ? '\n' : '\t');
}

function pascal(name: string): string {
  return name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function kebab(name: string): string {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}
