import { createServer, type Server, type ServerResponse } from 'node:http';
import { ListScrapersCommand } from '@aws-sdk/client-amp';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ampClient } from '../../../../functions/shared/aws/services/amp.ts';
import { hasTimeFor, withDeadline, withinShare } from '../../../../functions/shared/aws/deadline.ts';
import { describeExecution, sfnClient, startExecution } from '../../../../functions/shared/aws/services/executions.ts';
import { provisionerSession } from '../../../../functions/shared/aws/session.ts';
import { publish } from '../../../../functions/shared/aws/services/sns.ts';
import { translateAwsError } from '../../../../functions/shared/aws/errors/translate.ts';
import { LIMITS_ENVIRONMENT } from '../../../../functions/shared/environment.ts';
import { prometheusClient } from '../../../../functions/shared/ingestion/prometheus.ts';
import { EXECUTION_ARN, TEST_ENVIRONMENT } from '../../support.ts';

const ACCOUNT = '111111111111';
const REGION = 'us-west-2';
const MARGIN_MS = 5_000;
/** How long the calls here have before the deadline. */
const SHORT_MS = 150;
/** No attempt ends by its own limit before the deadline; a test that waits for one is over its time. */
const LIMIT_MS = 20_000;
const timeout = 5_000;

/** A server that accepts every request, and then does this. */
let onRequest: (response: ServerResponse) => void;
let requests = 0;
let server: Server;
let endpoint = '';

beforeEach(async () => {
  requests = 0;
  onRequest = () => {};
  server = createServer((_, response) => {
    requests += 1;
    onRequest(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'a');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'b');
  limit(LIMIT_MS);
});
afterEach(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

function limit(requestMs: number): void {
  vi.stubEnv(LIMITS_ENVIRONMENT.timeLimits, JSON.stringify({ connectionMs: requestMs, requestMs }));
}

/** As Lambda tells it, for a function that has so much time before the deadline. */
function invocation(milliseconds: number) {
  const endsAt = performance.now() + milliseconds + MARGIN_MS;
  return { getRemainingTimeInMillis: () => endsAt - performance.now() };
}

/** What an invocation that has so much time before its deadline throws, as it leaves the function. */
async function thrownWithin(milliseconds: number, run: () => Promise<unknown>): Promise<unknown> {
  return withDeadline(invocation(milliseconds), run).then(
    () => undefined,
    (error: unknown) => translateAwsError(error),
  );
}

/** Lambda needs many between two invocations. */
const aTurnOfTheEventLoop = () => new Promise((resolve) => setImmediate(resolve));

const newSession = () => provisionerSession(TEST_ENVIRONMENT, 'aws', 'createScraper', EXECUTION_ARN);
type Session = ReturnType<typeof newSession>;
const listScrapers = (session: Session) => ampClient(session, ACCOUNT).send(new ListScrapersCommand({}));
const describeOwn = () => describeExecution(sfnClient(REGION, ACCOUNT), EXECUTION_ARN);
const query = () =>
  prometheusClient(
    { ...newSession(), credentials: () => async () => ({ accessKeyId: 'a', secretAccessKey: 'b' }) },
    ACCOUNT,
    `${endpoint}/`,
  ).queryTime();

const answer =
  (status: number, body = '') =>
  (response: ServerResponse) =>
    response.writeHead(status, { 'content-length': Buffer.byteLength(body) }).end(body);
const SESSION = `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>a</AccessKeyId>
  <SecretAccessKey>b</SecretAccessKey><SessionToken>c</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></Credentials>
  <AssumedRoleUser><Arn>arn:aws:sts::${ACCOUNT}:assumed-role/r/s</Arn><AssumedRoleId>i</AssumedRoleId></AssumedRoleUser>
  </AssumeRoleResult></AssumeRoleResponse>`;

describe('the deadline cuts', () => {
  const STALLS = {
    'a server that never answers': () => {},
    'a server that stops half-way': (response: ServerResponse) =>
      void response.writeHead(200, { 'content-length': 100 }).write('{'),
  };
  const CALLS = {
    'states:DescribeExecution': describeOwn,
    'sts:AssumeRole': () => listScrapers(newSession()),
    'aps:QueryMetrics': query,
  };

  describe.for(Object.entries(STALLS))('%s', ([, stall]) => {
    test.for(Object.entries(CALLS))('at %s', { timeout }, async ([operation, call]) => {
      onRequest = stall;
      const error = await thrownWithin(SHORT_MS, call);
      expect(error).toMatchObject({ name: 'AwsUnavailable', cause: { name: 'AbortError' } });
      expect(error).toHaveProperty(
        'message',
        expect.stringMatching(new RegExp(`^${operation} .*The function had no more time`)),
      );
      // On a busy machine the deadline can be over before the request is out.
      expect(requests).toBeLessThanOrEqual(1);
    });
  });

  describe.for(Object.entries(STALLS))('a mail, or its own limit does: %s', ([, stall]) => {
    const mail = { topicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:alerts`, subject: 'a', message: 'b', about: {} };
    test.for([
      ['the deadline', SHORT_MS, LIMIT_MS, 'AbortError'],
      ['its limit', LIMIT_MS, SHORT_MS, 'TimeoutError'],
    ] as const)('%s', { timeout }, async ([, deadlineMs, limitMs, cause]) => {
      onRequest = stall;
      limit(limitMs);
      const error = await thrownWithin(deadlineMs, () => publish(mail, endpoint));
      expect(error).toMatchObject({ name: 'AwsUnavailable', cause: { name: cause } });
      expect(error).toHaveProperty('message', expect.stringMatching(/^sns:Publish had no answer: /));
    });
  });

  test('what is called after it, before anything is sent', { timeout }, async () => {
    const error = await thrownWithin(0, async () => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      await describeOwn();
    });
    expect(error).toMatchObject({ name: 'AwsUnavailable', message: expect.stringContaining('no more time') });
    expect(requests).toBe(0);
  });
});

describe('what may pass the deadline is not begun', () => {
  test("a pause between the SDK's attempts, and the attempt after it", { timeout }, async () => {
    onRequest = answer(500);
    const error = await thrownWithin(LIMIT_MS + 6_000, describeOwn);
    expect(error).toMatchObject({ name: 'AwsUnavailable', cause: { $metadata: { httpStatusCode: 500, attempts: 1 } } });
    expect(requests).toBe(1);
  });

  test('but for those that fit', { timeout }, async () => {
    limit(1_000);
    onRequest = answer(500);
    const error = await thrownWithin(30_000, describeOwn);
    expect(error).toMatchObject({ cause: { $metadata: { attempts: 3 } } });
  });

  test('a pause before an execution is started again', { timeout }, async () => {
    onRequest = answer(500);
    const begun = performance.now();
    const started = { stateMachineArn: 'arn:aws:states:us-west-2:1:stateMachine:m', name: 'n', input: '{}' };
    await thrownWithin(400, () => startExecution(sfnClient(REGION, ACCOUNT), started));
    expect(performance.now() - begun).toBeLessThan(400);
    expect(requests).toBe(2);
  });
});

describe('what is kept while a function stays warm is bound to no invocation', () => {
  test('a session whose AssumeRole the deadline cut is assumed by the next one', { timeout }, async () => {
    const session = newSession();
    expect(await thrownWithin(SHORT_MS, () => listScrapers(session))).toMatchObject({ name: 'AwsUnavailable' });
    onRequest = answer(200, SESSION);
    await withDeadline(invocation(30_000), async () => {
      expect(await session.credentials(ACCOUNT)()).toMatchObject({ accessKeyId: 'a' });
      expect(hasTimeFor(SHORT_MS)).toBe(true);
    });
  });

  test.each([
    ['in an attempt', () => {}],
    ['in a pause', answer(500)],
  ])('nor one that nobody waited for any more, %s', { timeout }, async (_name, stall) => {
    limit(5_000);
    vi.spyOn(Math, 'random').mockReturnValue(20);
    const session = newSession();
    onRequest = stall;
    await withDeadline(invocation(30_000), async () => {
      void listScrapers(session).catch(() => undefined);
      await vi.waitFor(() => expect(requests).toBe(1));
      await new Promise((resolve) => setTimeout(resolve, 50));
    });
    await aTurnOfTheEventLoop();
    onRequest = (response) => answer(200, requests === 2 ? SESSION : '{"scrapers":[]}')(response);
    await withDeadline(invocation(30_000), async () => {
      expect(await listScrapers(session)).toMatchObject({ scrapers: [] });
    });
    expect(requests).toBe(3);
    vi.restoreAllMocks();
  });
});

describe('the deadline is 5 s before the function ends', () => {
  test('as Lambda tells it', async () => {
    await withDeadline({ getRemainingTimeInMillis: () => 20_000 }, async () => {
      expect([hasTimeFor(15_000), hasTimeFor(15_001)]).toEqual([true, false]);
    });
  });

  test('and after the deployed time-out where nobody tells it', async () => {
    await withDeadline(undefined, async () => {
      expect([hasTimeFor(54_000), hasTimeFor(55_001)]).toEqual([true, false]);
    });
  });

  test('of each invocation by itself, side by side', async () => {
    const seen = (seconds: number) =>
      withDeadline(invocation(seconds * 1_000), async () => {
        await new Promise((resolve) => setTimeout(resolve, 10));
        return hasTimeFor(5_000);
      });
    expect(await Promise.all([seen(1), seen(10)])).toEqual([false, true]);
  });
});

describe('a part of an invocation has a share of its time', () => {
  test('which is over before the invocation is', { timeout }, async () => {
    await withDeadline(invocation(4 * SHORT_MS), async () => {
      const look = withinShare(1 / 4, () => listScrapers(newSession()));
      await expect(look).rejects.toMatchObject({ name: 'AbortError' });
      expect(hasTimeFor(SHORT_MS)).toBe(true);
    });
  });

  test('and none of that of another part', { timeout }, async () => {
    await withDeadline(invocation(10_000), async () => {
      await withinShare(1 / 100, async () => {
        expect(hasTimeFor(200)).toBe(false);
      });
      expect(hasTimeFor(9_000)).toBe(true);
    });
  });

  test('and may go on to the end of the invocation alone where nobody says when that is', async () => {
    expect(await withinShare(1 / 2, async () => hasTimeFor(1e9))).toBe(true);
  });
});
