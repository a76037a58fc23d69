import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { LOG_LINES } from '../../functions/shared/handler/logLines.ts';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import type { ExecutionRecord, TopicMessage, World } from '../../local/state/state.ts';
import type { Definition } from '../../local/workflow/states/interpreter.ts';
import { enter } from '../../local/workflow/doors/doors.ts';
import type { Runtime, StageOptions } from '../../local/workflow/runtime.ts';
import { impatientRuntime, warmRuntime } from '../runtimes.ts';
import { CLUSTER, DEPLOYMENT, freshWorld, REQUEST } from './support.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
});

const TOPIC = 'arn:aws:sns:us-west-2:333333333333:amp-scraper-alerts';
const told = (world: World): TopicMessage[] => world.topics?.[TOPIC]?.messages ?? [];
/** Without what alarms say, which the tests of alarms hold (test/monitoring/alarms.test.ts). */
const mails = (world: World) => told(world).filter(({ publishedBy }) => publishedBy !== 'cloudwatch.amazonaws.com');
const subjects = (world: World) => mails(world).map(({ subject }) => subject);

const run = (world: World, input: unknown, more: Partial<StageOptions> = {}) =>
  runtime.execute({ world, input, ...more });
const fault = (...faults: string[]) => ({ faults: faultPlan(faults.map((text) => parseFault(text, OPERATIONS))) });

/** Onboard is over before its scraper is ACTIVE. */
function impatient(definition: Definition): Definition {
  return 'CreateScraper' in definition.States ? { ...structuredClone(definition), TimeoutSeconds: 120 } : definition;
}

/** Somebody stops the execution while it waits. */
async function stopped(world: World, more: Partial<StageOptions> = {}): Promise<void> {
  const stage = runtime.open({
    ...more,
    world,
    onEvent: ({ kind, state, executionArn }) => {
      if (kind === 'entered' && state === 'WaitForScraper' && executionArn === execution.executionArn)
        stage.stop(execution);
    },
  });
  const execution = stage.begin(runtime.stateMachineArn('onboard'), 'stopped', REQUEST);
  await stage.idle();
  await stage.leave();
}

describe('people are told, once,', () => {
  test('of a request that is refused', async () => {
    const world = freshWorld();
    const { executionArn } = await run(world, { ...REQUEST, subnetIds: 'all' });
    expect(told(world)).toMatchObject([
      {
        subject: 'amp-scraper onboard: FAILED InvalidRequest',
        message: expect.stringMatching(
          /^onboard of cluster "shop" of account 111111111111 to workspace "ws-.*Whoever made the request has to mend it/,
        ),
        publishedBy: 'arn:aws:sts::333333333333:assumed-role/amp-scraper-us-west-2-notify-members/amp-scraper-notify',
      },
    ]);
    expect(told(world)[0]?.message).toContain(`/v2/executions/details/${executionArn}\n`);
  });

  test('of an execution that failed', async () => {
    const world = freshWorld();
    await run(world, REQUEST, fault('scraper:failing'));
    expect(subjects(world)).toEqual(['amp-scraper onboard: FAILED ScraperFailed']);
    expect(told(world)[0]?.message).toContain(
      'Whoever runs the workflow has to mend it.\nReason: "Scraper_arn_aws_aps_',
    );
  });

  test('of one that timed out', async () => {
    const world = freshWorld();
    const { status } = await run(world, REQUEST, { adapt: impatient });
    expect(status).toBe('TIMED_OUT');
    expect(subjects(world)).toEqual(['amp-scraper onboard: TIMED_OUT']);
  });

  test('of one that somebody stopped', async () => {
    const world = freshWorld();
    await stopped(world);
    expect(subjects(world)).toEqual(['amp-scraper onboard: ABORTED']);
    expect(told(world)[0]?.message).toContain('docs/runbook.md#other-errors');
  });

  test('of an offboard', async () => {
    const world = freshWorld();
    await runtime.execute({ world, workflow: 'offboard', input: { clusterArn: CLUSTER } });
    expect(subjects(world)).toEqual(['amp-scraper offboard: FAILED InvalidRequest']);
  });

  test('of one whose input is too large for the event', async () => {
    const world = freshWorld();
    await run(world, { ...REQUEST, unknown: 'x'.repeat(250 * 1024) });
    expect(told(world)[0]?.message).toContain('onboard of a cluster that the event does not name');
  });
});

test('nobody is told of what went well, or did nothing; but of a connection that was taken away', async () => {
  const world = freshWorld();
  await run(world, REQUEST);
  await run(world, REQUEST);
  await run(world, { ...REQUEST, dryRun: true });
  expect(told(world)).toEqual([]);
  await runtime.execute({ world, workflow: 'offboard', input: REQUEST });
  await runtime.execute({ world, workflow: 'offboard', input: REQUEST });
  expect(subjects(world)).toEqual(['amp-scraper: a connection is disconnected']);
});

test('a mail that cannot be published changes nothing else: the clean-up is started', async () => {
  const world = freshWorld();
  await stopped(world, fault('sns:Publish:server-error:always'));
  expect(mails(world)).toEqual([]);
  expect(told(world).map(({ subject }) => subject)).toContain('ALARM: "amp-scraper-notify-errors" in us-west-2');
  const outputs = Object.values(world.executions ?? {}).map(({ status }) => status);
  expect(outputs).toEqual(['ABORTED', 'SUCCEEDED']);
});

describe('a topic that takes the mail and never answers', () => {
  let impatientOne: Runtime;
  beforeAll(async () => {
    impatientOne = await impatientRuntime(DEPLOYMENT);
    // A function that loads its code for the first time takes longer than its hurried time-out.
    await refusedRequest(impatientOne, freshWorld(), []);
  });
  const toldUnder = async (...faults: string[]) => {
    const world = freshWorld();
    const { stopDate = 0 } = await refusedRequest(impatientOne, world, faults);
    const minutes = mails(world).map(({ at }) => (at - stopDate) / 60_000);
    const alarms = told(world).filter(({ publishedBy }) => publishedBy === 'cloudwatch.amazonaws.com');
    return { minutes, alarms: alarms.map(({ subject }) => subject), ends: endsOf(impatientOne) };
  };

  test.each(['hang', 'half-answer'])('%s: notify ends before its function does, and is tried again', async (how) => {
    const { minutes, ends } = await toldUnder(`sns:Publish:${how}`);
    // What is answered by half has been done: a mail comes twice rather than not at all.
    expect(minutes).toEqual(how === 'hang' ? [1] : [0, 1]);
    expect(ends.slice(-2)).toEqual(['AwsUnavailable', 'done']);
  });

  test('three times, a minute and two apart; then its alarm has rung', async () => {
    const { minutes, alarms, ends } = await toldUnder('sns:Publish:hang:always');
    expect(minutes).toEqual([]);
    expect(alarms).toEqual(['ALARM: "amp-scraper-notify-errors" in us-west-2']);
    expect(ends.slice(-3)).toEqual(['AwsUnavailable', 'AwsUnavailable', 'AwsUnavailable']);
  });
});

async function refusedRequest(of: Runtime, world: World, faults: string[]): Promise<ExecutionRecord> {
  const { executionArn } = await of.execute({ world, input: {}, ...fault(...faults) });
  const found = world.executions?.[executionArn];
  if (found === undefined) throw new Error(`There is no execution ${executionArn}.`);
  return found;
}

const endLine = z.looseObject({
  message: z.string(),
  executionArn: z.string(),
  errorName: z.string().optional(),
});

/**
 * How notify's invocations for an onboard ended, as its log says: one that its function's time-out ended has no line. The clean-up's own
 * run beside them here, and end well.
 */
function endsOf(of: Runtime): unknown[] {
  const lines = of.logs()['amp-scraper-notify'] ?? [];
  const ends = lines.map((line) => endLine.parse(JSON.parse(line)));
  return ends.flatMap(({ message, errorName, executionArn }) => {
    if (message === LOG_LINES.failed.message) return [errorName];
    return message === LOG_LINES.done.message && executionArn.includes(':amp-scraper-onboard:') ? ['done'] : [];
  });
}

/** What nobody but the request itself may have. */
const MARKER = 's3cr3t-hunter2';
const YAML = `scrape_configs:
  - job_name: one
    static_configs: [{targets: [10.0.0.1:80]}]
    basic_auth: {username: ${MARKER}, password: ${MARKER}}
`;
const LONG = `${MARKER}!${'x'.repeat(300)}`;

const REFUSED: Readonly<Record<string, object>> = {
  'a password': { scrapeConfiguration: { yaml: YAML } },
  'a bearer token': { scrapeConfiguration: { yaml: YAML.replace(/basic_auth.*/, `bearer_token: ${MARKER}`) } },
  'credentials, of the right type': {
    scrapeConfiguration: {
      yaml: YAML.replace(/basic_auth.*/, `authorization: {type: Bearer, credentials: ${MARKER}}`),
    },
  },
  'a client secret': {
    scrapeConfiguration: { yaml: YAML.replace(/basic_auth.*/, `oauth2: {client_id: a, client_secret: ${MARKER}}`) },
  },
  'a secret key': {
    scrapeConfiguration: { yaml: YAML.replace(/basic_auth.*/, `ec2_sd_configs: [{secret_key: ${MARKER}}]`) },
  },
  "a URL's user": {
    scrapeConfiguration: { yaml: YAML.replace(/basic_auth.*/, `proxy_url: https://u:${MARKER}@proxy.example`) },
  },
  'a misspelt key': { scrapeConfiguration: { yaml: YAML.replace('basic_auth', 'basicauth') } },
  'text that is no YAML': { scrapeConfiguration: { yaml: `a: "${MARKER}` } },
  'a configuration that is no text': { scrapeConfiguration: { yaml: { password: MARKER } } },
  'a tag': { tags: { team: LONG } },
  'an alias': { alias: LONG },
  'a field that there is not': { password: MARKER },
  'a subnet': { subnetIds: [LONG, LONG] },
};

/** All that a run leaves but the requests themselves, which Step Functions keeps with their executions. */
function left(world: World, logs: Runtime['logs']): string {
  const { executions = {}, ...rest } = world;
  const ends = Object.values(executions).map(({ output, error }) => ({ output, error }));
  const offboards = Object.values(executions).filter(({ stateMachineArn }) => stateMachineArn.endsWith('-offboard'));
  return JSON.stringify([rest, ends, offboards, logs()]);
}

describe('a secret of a refused request is in no message, log line, item, tag and queue:', () => {
  test.each(Object.entries(REFUSED))('%s', async (_name, more) => {
    const world = freshWorld();
    const { status, error } = await run(world, { ...REQUEST, ...more });
    expect([status, error]).toEqual(['FAILED', 'InvalidRequest']);
    expect(told(world)).toHaveLength(1);
    expect(left(world, () => runtime.logs())).not.toContain(MARKER);
  });

  const secrets = Object.entries(REFUSED).filter(([, more]) => 'scrapeConfiguration' in more);

  test.each(secrets)('nor is %s in the Cause', async (_name, more) => {
    const world = freshWorld();
    const { lambdaCause } = await run(world, { ...REQUEST, ...more });
    expect(lambdaCause).toContain('scrapeConfiguration');
    expect(lambdaCause).not.toContain(MARKER);
  });

  test('what is searched has the mark where it is', async () => {
    const world = freshWorld();
    await run(world, { ...REQUEST, tags: { team: MARKER } });
    expect(left(world, () => runtime.logs())).toContain(MARKER);
  });
});

test('a product whose request is refused tells the same, and CloudFormation nothing that is secret', async () => {
  const world = freshWorld();
  const sample = z.record(z.string(), z.unknown());
  const text = readFileSync(new URL('../../events/product-create.json', import.meta.url), 'utf8');
  const event = sample.parse(JSON.parse(text));
  const ResourceProperties = { ...sample.parse(event['ResourceProperties']), scrapeConfiguration: YAML };
  const { cloudFormation } = await enter(runtime, DEPLOYMENT, { ...event, ResourceProperties }, { world });
  expect(cloudFormation).toMatchObject({ Status: 'FAILED' });
  expect(subjects(world)).toEqual(['amp-scraper onboard: FAILED InvalidRequest']);
  expect(JSON.stringify(cloudFormation)).not.toContain(MARKER);
  expect(left(world, () => runtime.logs())).not.toContain(MARKER);
});
