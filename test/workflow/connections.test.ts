import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import * as z from 'zod';
import type { World } from '../../local/state/state.ts';
import { freshWorld, useRuntime } from './support.ts';

const { run } = useRuntime();

/** Of Node.js's HTTP server, when a request's head has come. */
const STARTED = 'http.server.request.start';
const started = z.object({ request: z.instanceof(IncomingMessage), socket: z.instanceof(Socket) });

/** The function whose keys signed the request; on AWS the signed query goes to a host of its own. */
function clientOf({ url = '', headers: { authorization = '' } }: IncomingMessage, world: World): string {
  const [, key = ''] = /Credential=(\w+)/.exec(authorization) ?? [];
  const [name = ''] = (world.sessions[key]?.sessionName ?? '').replace(/^amp-scraper-/, '').split('-');
  return url.endsWith('/api/v1/query') ? `${name}, the query` : name;
}

/** How many connections each function has open at most at a time, of those that it uses meanwhile. */
async function mostOpen(world: World, meanwhile: () => Promise<unknown>): Promise<Record<string, number>> {
  const open = new Map<string, Set<Socket>>();
  const most: Record<string, number> = {};
  const onStarted = (message: unknown) => {
    const { request, socket } = started.parse(message);
    const client = clientOf(request, world);
    const sockets = open.get(client) ?? new Set();
    if (!sockets.has(socket)) socket.once('close', () => sockets.delete(socket));
    open.set(client, sockets.add(socket));
    most[client] = Math.max(most[client] ?? 0, sockets.size);
  };
  subscribe(STARTED, onStarted);
  await meanwhile().finally(() => unsubscribe(STARTED, onStarted));
  return most;
}

/** ResolveRequest asks three things at once. ClaimConnection calls Lambda and notify EventBridge, which on AWS are hosts of their own. */
const AT_ONCE: Readonly<Record<string, number>> = { resolveRequest: 3, claimConnection: 2, notify: 2 };

test('a function has one connection to a host, whatever it asks there and in whose name; more only for calls at once', async () => {
  const world = freshWorld();
  const most = await mostOpen(world, () => run({ world }));
  expect(Object.keys(most)).toEqual(expect.arrayContaining(['resolveRequest', 'claimConnection', 'createScraper']));
  expect(Object.entries(most).filter(([client, count]) => count > (AT_ONCE[client] ?? 1))).toEqual([]);
});
