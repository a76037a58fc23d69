import { createServer, type Server } from 'node:http';
import { DescribeScraperCommand } from '@aws-sdk/client-amp';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ampClient } from '../../../../functions/shared/aws/services/amp.ts';
import { rawAnswer } from '../../../../functions/shared/aws/rawAnswer.ts';

const ANSWER = { scraper: { scraperId: 's-1', alias: 'schön', exporters: [{ kind: 'otlp' }] } };
let statuses: number[];
let server: Server;
let amp: ReturnType<typeof ampClient>;
beforeAll(async () => {
  server = createServer((_, response) => {
    const status = statuses.shift() ?? 200;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(status === 200 ? ANSWER : { message: 'not now' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);
  const credentials = () => async () => ({ accessKeyId: 'key', secretAccessKey: 'secret' });
  amp = ampClient({ region: 'us-west-2', credentials }, '111111111111');
});
afterAll(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

test('what the SDK drops is in the body that is kept, and the SDK reads the rest as ever', async () => {
  statuses = [];
  const command = new DescribeScraperCommand({ scraperId: 's-1' });
  const raw = rawAnswer(command);
  expect(raw()).toBeUndefined();
  const { scraper } = await amp.send(command);
  expect(scraper).toMatchObject({ scraperId: 's-1', alias: 'schön' });
  expect(scraper).not.toHaveProperty('exporters');
  expect(raw()).toEqual(ANSWER);
});

test("an answer that is an error is the SDK's to read and to try again", async () => {
  statuses = [500];
  const command = new DescribeScraperCommand({ scraperId: 's-1' });
  const raw = rawAnswer(command);
  await amp.send(command);
  expect(raw()).toEqual(ANSWER);
  statuses = [404];
  await expect(amp.send(new DescribeScraperCommand({ scraperId: 's-1' }))).rejects.toThrow('not now');
});
