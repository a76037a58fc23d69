import { ListRolesCommand } from '@aws-sdk/client-iam';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { serveWorld } from '../../../local/aws/embeddedAws.ts';
import { chainFacts, clockFacts, deploymentFacts, mailFacts } from '../../../local/console/facts.ts';
import { consolePages, CONTENT_SECURITY_POLICY } from '../../../local/console/pages.ts';
import { addMessage } from '../../../local/monitoring/topics.ts';
import { DEPLOYMENT, freshWorld } from '../../workflow/support.ts';
import { signedFetch } from '../aws/signedFetch.ts';
import { testServer } from '../aws/testServer.ts';

const world = freshWorld();
const bundle = vi.fn(async () => ({ script: 'export {};', style: 'p { color: red }' }));
const pages = consolePages({ world, deployment: DEPLOYMENT, now: () => 1_767_600_000_000 }, bundle);
const server = await serveWorld({ pages });
server.serve({ world, clock: { now: () => world.now } });
afterAll(() => server.close());

const get = (path: string, init: RequestInit = {}) => fetch(`${server.endpoint}${path}`, init);
const credentials = { accessKeyId: '111111111111', secretAccessKey: 'test' };

describe('the page', () => {
  test('is what the address bar asks for', async () => {
    const page = await get('/');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await page.text()).toContain('<script type="module" src="/console/app.js">');
    expect((await get('/console/app.js')).headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(await (await get('/console/app.css')).text()).toBe('p { color: red }');
  });

  test.each(['/', '/console/app.js', '/console/app.css', '/console/deployment', '/console/clock', '/console/none'])(
    '%s is for this origin alone, is not kept, and may run nothing of others',
    async (path) => {
      const { headers } = await get(path);
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
      expect(headers.get('set-cookie')).toBeNull();
    },
  );

  test('may load its own script and style, call its own origin, and nothing else', () => {
    expect(CONTENT_SECURITY_POLICY.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
  });

  test('has what no API of AWS tells', async () => {
    const [topic] = Object.values(world.topics ?? {});
    if (topic === undefined) throw new Error('The deployment has no topic.');
    addMessage(topic, { at: 1, publishedBy: 'somebody', subject: 'Earlier', message: 'one' });
    addMessage(topic, { at: 2, publishedBy: 'somebody', subject: 'Later', message: '<b>two</b>' });
    const { accounts, places } = deploymentFacts.parse(await (await get('/console/deployment')).json());
    expect(accounts).toEqual(['111111111111', '222222222222', '333333333333']);
    expect(places).toMatchObject([
      { accountId: '333333333333', region: 'us-west-2', environment: { name: 'amp-scraper' } },
    ]);
    expect(clockFacts.parse(await (await get('/console/clock')).json())).toEqual({ now: 1_767_600_000_000 });
    expect(chainFacts.parse(await (await get('/console/chains')).json())).toEqual([]);
    expect(mailFacts.parse(await (await get('/console/mail')).json())).toMatchObject([
      { subject: 'Later', message: '<b>two</b>', topicArn: topic.topicArn },
      { subject: 'Earlier' },
    ]);
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('takes no %s', async (method) => {
    const answer = await get('/console/mail', { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test.each([
    '/console/',
    '/console/app.ts',
    '/console/../serve.ts',
    '/console/constructor',
    '/console/app.js/',
    '/favicon.ico',
  ])('%s is not there', async (path) => {
    expect((await get(path)).status).toBe(path.includes('..') ? 403 : 404);
  });

  test('answers HEAD without the content', async () => {
    const answer = await get('/', { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });

  test('is for no other origin', async () => {
    for (const path of ['/', '/console/app.js', '/console/mail'])
      expect((await get(path, { headers: { origin: 'http://evil.example' } })).status).toBe(403);
  });
});

describe('the script', () => {
  test('is bundled once, when it is first asked for, and a failure is told and tried again', async () => {
    const once = vi
      .fn(async () => ({ script: 'a', style: 'b' }))
      .mockRejectedValueOnce(new Error('main.ts:1:1: ERROR: Unexpected "<<"'));
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const own = consolePages({ world, deployment: DEPLOYMENT, now: () => 0 }, once);
    const ask = (path: string) =>
      own({ method: 'GET', path, query: '', headers: {}, body: new Uint8Array() }, (turn) => turn());
    await ask('/');
    expect(once).not.toHaveBeenCalled();
    expect(await ask('/console/app.js')).toMatchObject({
      status: 500,
      body: expect.stringContaining('Unexpected "<<"'),
    });
    expect(told).toHaveBeenCalledWith(expect.stringContaining('Unexpected "<<"'));
    told.mockRestore();
    expect(await ask('/console/app.js')).toMatchObject({ status: 200, body: 'a' });
    expect(await ask('/console/app.css')).toMatchObject({ status: 200, body: 'b' });
    expect(once).toHaveBeenCalledTimes(2);
  });
});

describe("what is AWS's", () => {
  test('is a query, a signature and any method but GET and HEAD', async () => {
    expect(await (await get('/?Action=ListRoles&Version=2010-05-08')).text()).toContain('Missing Authentication Token');
    expect(await (await get('/', { method: 'POST' })).text()).toContain('Missing Authentication Token');
    const signed = await signedFetch({ endpoint: server.endpoint, credentials, service: 'iam', method: 'GET' });
    expect(signed.headers.get('content-type')).not.toContain('html');
    const body = 'Action=ListRoles&Version=2010-05-08';
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const roles = await signedFetch({ endpoint: server.endpoint, credentials, service: 'iam', body, headers });
    expect(await roles.text()).toContain('<ListRolesResult>');
  });

  test('is all that a server has that is given no page', async () => {
    const aws = await testServer();
    for (const path of ['/', '/console/app.js', '/console/mail']) {
      const answer = await fetch(`${aws.server.endpoint}${path}`);
      expect([answer.status, answer.headers.get('content-security-policy')]).toEqual([403, null]);
    }
    expect((await aws.iam().send(new ListRolesCommand())).$metadata.httpStatusCode).toBe(200);
    await aws.server.close();
  });
});
