import { createServer } from 'node:http';
import { once } from 'node:events';

/** A server that asks nobody where he comes from: it shows what an attack would bring to such a one. */
export interface Witness {
  port: number;
  /** The methods of the requests that came, in their order, without those for its own pages. */
  methods(): string[];
  forget(): void;
  close(): void;
}

export const ANSWER = 'What only the witness knows.';

/** Of a page that any script can be run in. The second has no origin. */
export const PAGE = '/page';
export const SANDBOXED = '/sandboxed';

const HTML = '<!doctype html><html lang="en"><title>A page</title><body></body></html>';

export async function startWitness(): Promise<Witness> {
  let methods: string[] = [];
  const server = createServer(({ url, method = '' }, response) => {
    const headers =
      url === SANDBOXED ? { 'content-security-policy': 'sandbox allow-scripts allow-forms allow-popups' } : {};
    if (url === PAGE || url === SANDBOXED)
      response.writeHead(200, { ...headers, 'content-type': 'text/html' }).end(HTML);
    else {
      methods.push(method);
      response.writeHead(200, { 'content-type': 'text/plain', 'cache-control': 'no-store' }).end(ANSWER);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The witness does not listen on a TCP port.');
  return {
    port: address.port,
    methods: () => methods,
    forget: () => void (methods = []),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
