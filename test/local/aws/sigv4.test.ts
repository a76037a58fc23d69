import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSession } from '../../../local/aws/services/sts/operations.ts';
import { testServer, type TestCredentials, type TestServer } from './testServer.ts';
import { addRole, SOURCE } from './testWorld.ts';

let test: TestServer;
beforeAll(async () => {
  test = await testServer();
});
afterAll(() => test.server.close());

interface Signing {
  service?: string;
  credentials?: TestCredentials;
  /** Seconds that the client's clock is off. */
  skew?: number;
  headers?: Record<string, string>;
}

const BODY = 'Action=GetCallerIdentity&Version=2011-06-15';

async function signed({ service = 'sts', credentials, skew = 0, headers = {} }: Signing): Promise<HttpRequest> {
  const signer = new SignatureV4({
    service,
    region: 'us-west-2',
    credentials: credentials ?? { accessKeyId: SOURCE, secretAccessKey: 'test' },
    sha256: Sha256,
  });
  const request = new HttpRequest({
    method: 'POST',
    path: '/',
    headers: {
      host: new URL(test.server.endpoint).host,
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    },
    body: BODY,
  });
  const signature = await signer.sign(request, { signingDate: new Date(Date.now() + skew * 1000) });
  return new HttpRequest({ ...signature });
}

async function send({ method, headers, body }: HttpRequest) {
  const { host: _host, ...sent } = headers;
  const response = await fetch(`${test.server.endpoint}/`, { method, headers: sent, body });
  return { status: response.status, text: await response.text() };
}

function session(): TestCredentials {
  const roleArn = Object.keys(test.world.accounts[SOURCE]?.roles ?? {})[0] ?? addRole(test.world, { name: 'caller' });
  const { accessKeyId, secretAccessKey, sessionToken } = createSession(test.world, roleArn, 's1', 900, test.world.now);
  return { accessKeyId, secretAccessKey, sessionToken };
}

interface Case {
  name: string;
  request(): Promise<HttpRequest>;
  status: number;
  contains: string;
}

const CASES: readonly Case[] = [
  { name: 'A signed request is answered', request: () => signed({}), status: 200, contains: `<Account>${SOURCE}` },
  {
    name: 'A payload that the client left unsigned is accepted',
    request: () => signed({ headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }),
    status: 200,
    contains: `<Account>${SOURCE}`,
  },
  {
    name: 'A body that was changed on the way is refused',
    request: async () => Object.assign(await signed({}), { body: `${BODY}&` }),
    status: 403,
    contains: '<Code>SignatureDoesNotMatch</Code>',
  },
  {
    name: 'A header that was changed on the way is refused',
    async request() {
      const request = await signed({ headers: { 'x-amz-meta': 'a' } });
      request.headers['x-amz-meta'] = 'b';
      return request;
    },
    status: 403,
    contains: '<Code>SignatureDoesNotMatch</Code>',
  },
  {
    name: 'A header that was added on the way does no harm',
    async request() {
      const request = await signed({});
      request.headers['x-forwarded-for'] = '10.0.0.1';
      return request;
    },
    status: 200,
    contains: `<Account>${SOURCE}`,
  },
  {
    name: 'The wrong secret is refused',
    request: () => signed({ credentials: { accessKeyId: SOURCE, secretAccessKey: 'guess' } }),
    status: 403,
    contains: 'The request signature we calculated does not match',
  },
  {
    name: 'An account that the world does not have is refused, and those that it has are named',
    request: () => signed({ credentials: { accessKeyId: '999999999999', secretAccessKey: 'test' } }),
    status: 403,
    contains: '111111111111, 222222222222',
  },
  {
    name: 'EC2 calls an unknown key AuthFailure',
    request: () => signed({ service: 'ec2', credentials: { accessKeyId: '999999999999', secretAccessKey: 'test' } }),
    status: 401,
    contains: '<Code>AuthFailure</Code>',
  },
  {
    name: 'AMP calls an unknown key UnrecognizedClientException, in JSON',
    request: () => signed({ service: 'aps', credentials: { accessKeyId: '999999999999', secretAccessKey: 'test' } }),
    status: 403,
    contains: '{"message":"The security token included in the request is invalid.',
  },
  { name: 'A clock 14 minutes slow is fine', request: () => signed({ skew: -840 }), status: 200, contains: SOURCE },
  {
    name: 'A clock 16 minutes slow is refused',
    request: () => signed({ skew: -960 }),
    status: 403,
    contains: 'Signature expired: ',
  },
  {
    name: 'A clock 16 minutes fast is refused',
    request: () => signed({ skew: 960 }),
    status: 403,
    contains: 'Signature not yet current: ',
  },
  {
    name: 'EC2 calls a skewed clock RequestExpired',
    request: () => signed({ service: 'ec2', skew: -960 }),
    status: 400,
    contains: '<Code>RequestExpired</Code>',
  },
  {
    name: 'A request without a signature is refused',
    async request() {
      const request = await signed({});
      delete request.headers['authorization'];
      return request;
    },
    status: 403,
    contains: '<Code>MissingAuthenticationToken</Code>',
  },
  {
    name: 'An Authorization header that is cut off is refused',
    async request() {
      const request = await signed({});
      request.headers['authorization'] = 'AWS4-HMAC-SHA256 Credential=111111111111/20260105/us-west-2/sts/aws4_request';
      return request;
    },
    status: 400,
    contains: '<Code>IncompleteSignature</Code>',
  },
  {
    name: "A session's keys with their token are accepted",
    request: () => signed({ credentials: session() }),
    status: 200,
    contains: `<Arn>arn:aws:sts::${SOURCE}:assumed-role/caller/s1</Arn>`,
  },
  {
    name: "A session's keys without their token are refused",
    request() {
      const { accessKeyId, secretAccessKey } = session();
      return signed({ credentials: { accessKeyId, secretAccessKey } });
    },
    status: 403,
    contains: '<Code>InvalidClientTokenId</Code>',
  },
  {
    name: "A session's keys with another session's token are refused",
    request() {
      const { sessionToken: _own, ...keys } = session();
      return signed({ credentials: { ...keys, sessionToken: 'other' } });
    },
    status: 403,
    contains: '<Code>InvalidClientTokenId</Code>',
  },
  {
    name: 'A service that is not emulated is named beside those that are',
    request: () => signed({ service: 'kinesis' }),
    status: 501,
    contains: 'does not have the service kinesis. Its services: aps, ',
  },
];

describe('signatures', () => {
  it.each(CASES)('$name', async ({ request, status, contains }) => {
    const answer = await send(await request());
    expect(answer.text).toContain(contains);
    expect(answer.status).toBe(status);
  });

  it('A session ends when both the virtual and the real clock have passed its end', async () => {
    const credentials = session();
    const kept = test.world.sessions[credentials.accessKeyId];
    test.clock.advanceTo(test.clock.now() + 1_000_000);
    expect((await send(await signed({ credentials }))).status).toBe(200);
    if (kept !== undefined) kept.expiresAtReal = Date.now() - 1;
    const answer = await send(await signed({ credentials }));
    expect(answer).toMatchObject({ status: 403, text: expect.stringContaining('<Code>ExpiredToken</Code>') });
  });
});
