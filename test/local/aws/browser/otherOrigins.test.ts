import { Sha256 } from '@smithy/core/checksum';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signedFetch } from '../signedFetch.ts';
import { administrator, testServer, type TestServer } from '../testServer.ts';
import { SOURCE } from '../testWorld.ts';

type Headers = Record<string, string>;

const BODY = 'Action=CreateRole&Version=2010-05-08&RoleName=made&AssumeRolePolicyDocument=%7B%7D';
const EVIL = 'http://evil.example';

let aws: TestServer;
beforeAll(async () => {
  aws = await testServer();
});
afterAll(() => aws.server.close());
beforeEach(() => {
  aws.calls.length = 0;
});

/** Of ListRoles, signed as an administrator's client would for a link. */
async function presignedPath(method: string): Promise<string> {
  const { host, hostname, port } = new URL(aws.server.endpoint);
  const credentials = administrator(SOURCE);
  const signer = new SignatureV4({ service: 'iam', region: 'us-west-2', credentials, sha256: Sha256 });
  const query = { Action: 'ListRoles', Version: '2010-05-08' };
  const asked = new HttpRequest({ method, hostname, port: Number(port), path: '/', query, headers: { host } });
  const signed = await signer.presign(asked);
  const values = Object.entries(signed.query ?? {}).map(([name, value]) => [name, String(value)]);
  return `/?${new URLSearchParams(Object.fromEntries(values)).toString()}`;
}

interface Sent {
  method?: string;
  path?: string;
  headers?: Headers;
  body?: string;
}

/** As a browser would send it, which may name any Host; `fetch` here may not. */
function send({ method = 'GET', path = '/', headers = {}, body = '' }: Sent) {
  return new Promise<{ status: number | undefined; headers: NodeJS.Dict<unknown>; body: string }>((resolve, reject) => {
    request(aws.server.endpoint, { method, path, headers, agent: false }, (response) => {
      text(response).then(
        (answer) => resolve({ status: response.statusCode, headers: response.headers, body: answer }),
        reject,
      );
    })
      .once('error', reject)
      .end(body);
  });
}

const form = (type: string): Sent => ({ method: 'POST', headers: { 'content-type': type, origin: EVIL }, body: BODY });
const PAGES: Readonly<Record<string, Sent>> = {
  'a form': form('application/x-www-form-urlencoded'),
  'a form of files': form('multipart/form-data; boundary=x'),
  'a form of text': form('text/plain'),
  'a form of a page without an origin': {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'null' },
    body: BODY,
  },
  'fetch without CORS': { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' } },
  'fetch, and its preflight': {
    method: 'OPTIONS',
    headers: {
      origin: EVIL,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization',
    },
  },
  'a page of another port': { headers: { 'sec-fetch-site': 'same-site', 'sec-fetch-dest': 'image' } },
  'a WebSocket': {
    headers: { origin: EVIL, connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' },
  },
  'a name that resolves to loopback': { method: 'POST', headers: { host: 'evil.example:4566' }, body: BODY },
};

describe('a page of another origin', () => {
  test.each(Object.entries(PAGES))('by %s starts nothing and reads nothing', async (_, sent) => {
    const answer = await send(sent);
    expect(answer).toMatchObject({ status: 403, headers: { 'x-content-type-options': 'nosniff' } });
    expect(cors(Object.keys(answer.headers))).toEqual([]);
    expect(aws.calls).toEqual([]);
  });

  test('cannot use a signature that it got hold of', async () => {
    const call = { endpoint: aws.server.endpoint, credentials: administrator(SOURCE), service: 'iam', body: BODY };
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const stolen = await signedFetch({ ...call, headers: { ...type, origin: EVIL } });
    expect([stolen.status, aws.calls.length]).toEqual([403, 0]);
    const read = await signedFetch({ ...call, body: 'Action=ListRoles&Version=2010-05-08', headers: type });
    expect([read.status, aws.calls.length]).toEqual([200, 1]);
    expect(cors([...read.headers.keys()])).toEqual([]);
  });

  test.each(['GET', 'POST'])('has no signature in the query string of a %s, which needs no header', async (method) => {
    const answer = await send({ method, path: await presignedPath(method) });
    expect(answer.status).toBe(403);
    expect(answer.body).toContain('Missing Authentication Token');
    expect(aws.calls).toMatchObject([{ status: 403 }]);
    expect(aws.calls[0]?.operation).toBeUndefined();
  });
});

describe('a client', () => {
  test.each(['127.0.0.1', 'localhost'])('of an SDK is answered by the name %s', async (name) => {
    const sts = aws.sts();
    sts.config.endpoint = async () => ({ protocol: 'http:', hostname: name, port: aws.server.port, path: '/' });
    expect(await sts.send(new GetCallerIdentityCommand())).toMatchObject({ Account: SOURCE });
  });

  test('of HTTP/1.0 that names no host is refused', async () => {
    const socket = connect(aws.server.port, '127.0.0.1');
    socket.end('GET / HTTP/1.0\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 403 [^]*There is no Host header\./);
    expect(aws.calls).toEqual([]);
  });
});

function cors(names: readonly string[]): readonly string[] {
  return names.filter((name) => name.toLowerCase().startsWith('access-control-'));
}
