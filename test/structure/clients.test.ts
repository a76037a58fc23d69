import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const sources = globSync('functions/**/*.ts', { cwd: ROOT }).map((file) => ({
  file,
  text: readFileSync(new URL(file, ROOT), 'utf8'),
}));

/** Classes of clients and request handlers that the functions import of the SDK, types left out. */
const imported = sources.flatMap(({ file, text }) =>
  [...text.matchAll(/import \{([^}]*)\} from '@(?:aws-sdk|smithy)\//g)]
    .flatMap(([, names = '']) => names.split(',').map((name) => name.trim()))
    .filter((name) => /^\w+(Client|Handler)$/.test(name))
    .map((name) => ({ file, name, text })),
);

test('no file makes a client but the one factory, which bounds its calls and names them in errors', () => {
  const made = sources.flatMap(({ file, text }) => [...text.matchAll(/new \w*Client\(/g)].map(() => file));
  expect(made).toEqual(['functions/shared/aws/client.ts']);
});

test('no file outside functions/shared/aws/ has the class of a client', () => {
  expect(imported.filter(({ file }) => !file.startsWith('functions/shared/aws/'))).toEqual([]);
});

test('no call is given a signal by hand: the request handler gives each the deadline of its invocation', () => {
  const given = sources.filter(({ text }) => /abortSignal/.test(text)).map(({ file }) => file);
  expect(given).toEqual(['functions/shared/aws/requestHandler.ts']);
});

test('every client of the SDK is made by the factory', () => {
  const clients = imported.filter(({ name }) => name.endsWith('Client'));
  expect(clients.length).toBeGreaterThanOrEqual(7);
  const isGiven = ({ name, text }: (typeof clients)[number]) =>
    new RegExp(`= (member|own)Client\\('\\w+', ${name}\\);`).test(text);
  expect(clients.filter((one) => !isGiven(one)).map(({ name }) => name)).toEqual([]);
});
