import { afterEach, expect, test, vi } from 'vitest';
import { handler } from '../../functions/notify.ts';
import { ENVIRONMENT, NOTIFY_ENVIRONMENT } from '../../functions/shared/environment.ts';
import { EXECUTION_ARN, taskRootOf, TEST_ENVIRONMENT } from './support.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

test('the line of an execution that ended badly is there though its mail was not sent', async () => {
  vi.stubEnv(ENVIRONMENT.name, 'amp-scraper');
  vi.stubEnv(ENVIRONMENT.connectionsTable, 'amp-scraper-connections');
  vi.stubEnv(ENVIRONMENT.region, 'us-west-2');
  vi.stubEnv(ENVIRONMENT.taskRoot, taskRootOf(TEST_ENVIRONMENT));
  vi.stubEnv(NOTIFY_ENVIRONMENT.topicArn, 'arn:aws:sns:us-west-2:333333333333:amp-scraper-alerts');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'a');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'b');
  vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1');
  const written: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
  }
  const detail = { executionArn: EXECUTION_ARN, status: 'TIMED_OUT', input: '{}' };
  const event = { source: 'aws.states', 'detail-type': 'Step Functions Execution Status Change', detail };
  await expect(handler(event)).rejects.toThrow('sns:Publish had no answer: connect ECONNREFUSED 127.0.0.1:1');
  expect(written.filter((text) => text.includes('"status":"TIMED_OUT"'))).toHaveLength(1);
});
