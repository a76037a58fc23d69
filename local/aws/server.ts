import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { refusalOf } from './browser/guard.ts';
import type { Pages } from './browser/pages.ts';
import { answer, type Backend, type Turns } from './pipeline.ts';
import type { WireRequest, WireResponse } from './wire.ts';

/** Not imported: Node.js would load all that node:http exports, undici too. */
const { createServer } = process.getBuiltinModule('node:http');

export type { CallRecord } from './pipeline.ts';

interface ServerOptions extends Backend {
  /** 0 or absent: any free one. */
  port?: number;
  /** `127.0.0.1` when absent: whoever can reach this AWS is its administrator. */
  host?: string;
  pages?: Pages | undefined;
}

/** A server that listens: on loopback unless it was given another host, since whoever reaches it is its administrator. */
export interface RunningServer {
  /** Where clients find it, e.g. `http://127.0.0.1:4566`: the value of AWS_ENDPOINT_URL. */
  endpoint: string;
  port: number;
  /** Ends connections that are idle or never answered to the end, and resolves when the last other request has been answered. */
  close(): Promise<void>;
}

/** Serves the world over HTTP, to the unmodified SDK clients and the AWS CLI. @throws when the port is taken. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { port = 0, host = '127.0.0.1' } = options;
  const inTurn = turns();
  const requestIds = counter();
  const unanswered = new Set<ServerResponse>();
  const server = createServer((incoming, outgoing) => {
    const headers = headersOf(incoming);
    const refusal = refusalOf(headers);
    if (refusal !== undefined) {
      send(outgoing, refusal, unanswered);
      return;
    }
    receive(incoming, headers)
      .then(
        (request) =>
          options.pages?.(request, inTurn) ??
          answer(options, request, { endpoint: endpointOf(server, host), requestId: requestIds(), inTurn }),
      )
      .then(
        (response) => send(outgoing, response, unanswered),
        () => outgoing.destroy(),
      );
  });
  await listen(server, port, host);
  return { endpoint: endpointOf(server, host), port: portOf(server), close: () => close(server, unanswered) };
}

/** One call at a time, in the order in which they were received: settling, evaluating and running are then one step for everybody else. */
function turns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (turn) => {
    const mine = last.then(turn);
    last = mine.catch(() => {});
    return mine;
  };
}

/** Request ids in the form of AWS's, numbered, so that runs are repeatable. */
function counter(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
  };
}

function headersOf(incoming: IncomingMessage): WireRequest['headers'] {
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, [value ?? ''].flat().join(',')]);
  return Object.fromEntries(headers);
}

async function receive(incoming: IncomingMessage, headers: WireRequest['headers']): Promise<WireRequest> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const [path = '/', ...query] = (incoming.url ?? '/').split('?');
  return { method: incoming.method ?? 'GET', path, query: query.join('?'), headers, body: Buffer.concat(chunks) };
}

function send(
  outgoing: ServerResponse,
  { status, headers, body, instead }: WireResponse,
  unanswered: Set<ServerResponse>,
): void {
  if (instead === 'cut') {
    outgoing.destroy();
    return;
  }
  if (instead === undefined) {
    outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
    return;
  }
  unanswered.add(outgoing);
  outgoing.once('close', () => unanswered.delete(outgoing));
  if (instead === 'half') sendHalf(outgoing, status, headers, body);
}

/** In chunks, whose end never comes: so an empty body has none either. */
function sendHalf(outgoing: ServerResponse, status: number, headers: WireResponse['headers'], body: string): void {
  outgoing.writeHead(status, { ...headers }).flushHeaders();
  const bytes = Buffer.from(body);
  if (bytes.length > 1) outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)));
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a TCP port.');
  return address.port;
}

function endpointOf(server: Server, host: string): string {
  return `http://${host}:${portOf(server)}`;
}

function close(server: Server, unanswered: ReadonlySet<ServerResponse>): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeIdleConnections();
    for (const outgoing of unanswered) outgoing.destroy();
  });
}
