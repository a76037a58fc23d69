import { describe, expect, test } from 'vitest';
import { handler as createSourceRole } from '../../functions/createSourceRole.ts';
import { handler as resolveRequest } from '../../functions/resolveRequest.ts';
import { readOffboardDoor } from '../../functions/shared/request/offboardRequest.ts';
import { DELETED, onboardOf, REQUEST, useEmbedded } from './embedded.ts';
import { CONNECTION, NAMES, STARTED, TEST_ENVIRONMENT } from './support.ts';

const aws = useEmbedded();

describe('credentials', () => {
  const answer = (seconds: number, arn?: string) => (given: Record<string, unknown>) => ({
    Credentials: { ...Object(given['Credentials']), Expiration: new Date(Date.now() + seconds * 1000) },
    AssumedRoleUser: { ...Object(given['AssumedRoleUser']), ...(arn === undefined ? {} : { Arn: arn }) },
  });

  test.each([
    [119, 2],
    [125, 1],
  ])('that end in %i s are asked for %i times by two invocations', async (seconds, times) => {
    await aws.connected();
    aws.afterwards['AssumeRole'] = answer(seconds);
    const executionArn = aws.execution(`credentials-${seconds}`);
    await createSourceRole({ executionArn, connection: CONNECTION, input: REQUEST });
    const first = aws.inputsOf('AssumeRole').length;
    await createSourceRole({ executionArn, connection: CONNECTION, input: REQUEST });
    expect(aws.inputsOf('AssumeRole').length > first).toBe(times === 2);
  });

  test('of another account are used for nothing', async () => {
    await aws.connected();
    aws.afterwards['AssumeRole'] = answer(900, 'arn:aws:sts::444444444444:assumed-role/amp-scraper-provisioner/x');
    const look = createSourceRole({ executionArn: aws.execution('others'), connection: CONNECTION, input: REQUEST });
    await expect(look).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('444444444444'),
    });
    expect(new Set(aws.asked.map(({ operation }) => operation))).toEqual(new Set(['AssumeRole']));
  });
});

describe('what was checked is what is used:', () => {
  const blob = (text: string) => ({ configurationBlob: Buffer.from(text).toString('base64') });
  const TEXT =
    'global:\n  scrape_interval: 30s\nscrape_configs:\n  - job_name: pods\n    kubernetes_sd_configs:\n      - role: pod\n';

  test('another configuration than the one that was checked is refused', async () => {
    await aws.connected();
    const onboard = onboardOf(aws, { ...REQUEST, scrapeConfiguration: blob(TEXT) });
    await onboard.resolve();
    await onboard.claim();
    onboard.state['input'] = { ...REQUEST, scrapeConfiguration: blob(TEXT.replace('30s', '60s')) };
    await expect(onboard.scraper()).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringContaining('no longer the one that was checked'),
    });
    expect(aws.inputsOf('UpdateScraper')).toEqual([]);
  });

  test('a connection without an alias is called by its installation and its id', async () => {
    const resolved = await resolveRequest({ executionArn: aws.execution('alias'), startTime: STARTED, input: REQUEST });
    expect(resolved).toMatchObject({ connection: { alias: `amp-scraper-${NAMES.id}` } });
  });

  test.each(['aws', 'aws-us-gov'])('a cluster that is deleted in %s is one of that partition', (partition) => {
    const region = partition === 'aws' ? 'us-west-2' : 'us-gov-west-1';
    const environment = { ...TEST_ENVIRONMENT, partition, region };
    const door = readOffboardDoor({ ...DELETED, region }, environment);
    expect(door).toMatchObject({ clusterArn: `arn:${partition}:eks:${region}:111111111111:cluster/shop` });
  });
});
