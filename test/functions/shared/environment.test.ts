import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { DEPLOYMENT_FILE, deploymentFile } from '../../../functions/shared/deploymentData.ts';
import {
  ENVIRONMENT,
  environmentOf,
  LIMITS_ENVIRONMENT,
  PRODUCT_ENVIRONMENT,
  readEnvironment,
  readNotifyEnvironment,
  readProductEnvironment,
  readTimeLimits,
} from '../../../functions/shared/environment.ts';
import { taskRootOf, TEST_ENVIRONMENT } from '../support.ts';

type Variables = Readonly<Record<string, string | undefined>>;

const taskRoot = taskRootOf(TEST_ENVIRONMENT);
const COMPLETE: Variables = {
  ...environmentOf(TEST_ENVIRONMENT.name),
  AWS_REGION: TEST_ENVIRONMENT.region,
  LAMBDA_TASK_ROOT: taskRoot,
};
const folder = mkdtempSync(join(tmpdir(), 'amp-scraper-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The variables and the members of the file that the error names, in its order. */
function problemsOf(environment: Variables): string[] {
  try {
    readEnvironment(environment);
    return [];
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    expect(error.message).toMatch(/^The function's environment is not complete; deploy the workflow again\. /);
    const named = error.message.matchAll(
      /\b(AMP_SCRAPER_\w+|AWS_REGION|LAMBDA_TASK_ROOT|deployment\.json(?: [\w.]+)?): /g,
    );
    return [...named].map((match) => String(match[1]));
  }
}

/** With this text in the file's place. */
function problemsOfFile(text: string): string[] {
  writeFileSync(join(folder, DEPLOYMENT_FILE), text);
  return problemsOf({ ...COMPLETE, LAMBDA_TASK_ROOT: folder });
}

test('what the stacks set and write is what the functions read', () => {
  expect(readEnvironment({ ...COMPLETE, PATH: '/usr/bin' })).toEqual({ ...TEST_ENVIRONMENT, taskRoot });
});

test('what Lambda sets itself is not set by the stacks', () => {
  expect(Object.keys(environmentOf(TEST_ENVIRONMENT.name)).sort()).toEqual(
    Object.values(ENVIRONMENT)
      .filter((name) => name.startsWith('AMP_SCRAPER_'))
      .sort(),
  );
});

test('a workspace, an account or a name more changes the file alone', () => {
  const more = { ...TEST_ENVIRONMENT, accounts: [...TEST_ENVIRONMENT.accounts, '666666666666'] };
  expect(deploymentFile(more)).not.toBe(deploymentFile(TEST_ENVIRONMENT));
  expect(environmentOf(more.name)).toEqual(environmentOf(TEST_ENVIRONMENT.name));
});

test('every variable that is missing is named at once', () => {
  expect(problemsOf({}).sort()).toEqual(Object.values(ENVIRONMENT).sort());
});

test('what is missing in the variables and in the file is named at once', () => {
  writeFileSync(join(folder, DEPLOYMENT_FILE), '{}');
  const problems = problemsOf({ LAMBDA_TASK_ROOT: folder, AWS_REGION: 'us-west-2' });
  expect(problems).toEqual(expect.arrayContaining(['AMP_SCRAPER_NAME', 'AMP_SCRAPER_CONNECTIONS_TABLE']));
  expect(problems).toEqual(
    expect.arrayContaining(
      Object.keys(JSON.parse(deploymentFile(TEST_ENVIRONMENT))).map((one) => `deployment.json ${one}`),
    ),
  );
});

test.each([
  ['the Region is empty', { AWS_REGION: '' }, ['AWS_REGION']],
  ['the name is empty', { AMP_SCRAPER_NAME: '' }, ['AMP_SCRAPER_NAME']],
  ['the folder is empty', { LAMBDA_TASK_ROOT: '' }, ['LAMBDA_TASK_ROOT']],
  ['there is no file', { LAMBDA_TASK_ROOT: '/nowhere' }, ['deployment.json']],
])('a variable is refused where %s', (_, change, names) => {
  expect(problemsOf({ ...COMPLETE, ...change })).toEqual(names);
});

describe("the deployment's data are refused", () => {
  test.each([
    ['an account is a number', { accounts: [111111111111] }, ['accounts.0']],
    ['the accounts are no list', { accounts: '111111111111' }, ['accounts']],
    ['an account has 11 digits', { accounts: ['111111111111', '22222222222'] }, ['accounts.1']],
    ['a workspace is no ARN', { workspaces: { central: { arn: 'ws-1' } } }, ['workspaces.central.arn']],
    [
      'no account can be told whose clusters come',
      { workspaces: { a: { arn: 'arn:a', from: [] } } },
      ['workspaces.a.from'],
    ],
    ['an organization has no id', { organization: { excludedAccounts: [] } }, ['organization.id']],
    ['the workspaces are a list', { workspaces: [] }, ['workspaces']],
    ['there is no external id', { provisionerExternalIds: [] }, ['provisionerExternalIds.0']],
    ['the tag key is empty', { clusterTagKeys: [''] }, ['clusterTagKeys.0']],
    ['several are wrong', { accounts: {}, workspaces: null }, ['accounts', 'workspaces']],
  ])('where %s', (_, change, names) => {
    const text = JSON.stringify({ ...TEST_ENVIRONMENT, ...change });
    expect(problemsOfFile(text)).toEqual(names.map((name) => `deployment.json ${name}`));
  });

  test.each(['', '{', '111111111111,'])('where the file is %j, which is no JSON', (text) => {
    expect(problemsOfFile(text)).toEqual(['deployment.json']);
  });
});

const MACHINE = 'arn:aws:states:us-west-2:333333333333:stateMachine:x';
const PRODUCT: Variables = {
  ...COMPLETE,
  AMP_SCRAPER_ONBOARD_ARN: `${MACHINE}-onboard`,
  AMP_SCRAPER_OFFBOARD_ARN: `${MACHINE}-offboard`,
};
const NOTIFY: Variables = {
  ...COMPLETE,
  AMP_SCRAPER_TOPIC_ARN: 'arn:aws-us-gov:sns:us-gov-west-1:333333333333:x',
};
const INCOMPLETE = "The function's environment is not complete; deploy the workflow again. ";

test('where Lambda gives no folder that alone is told: no file is looked for', () => {
  const { LAMBDA_TASK_ROOT: _folder, ...rest } = COMPLETE;
  const told = 'LAMBDA_TASK_ROOT: Invalid input: expected string, received undefined';
  expect(() => readEnvironment(rest)).toThrow(new TypeError(`${INCOMPLETE}${told}`));
});

test('where the file alone is at fault nothing else is told', () => {
  const told = new TypeError(`${INCOMPLETE}deployment.json: cannot be read`);
  expect(() => readEnvironment({ ...COMPLETE, LAMBDA_TASK_ROOT: '/nowhere' })).toThrow(told);
});

describe("the product's functions read", () => {
  test('the same file, and which state machines they start', () => {
    expect(readProductEnvironment(PRODUCT)).toMatchObject({
      name: 'amp-scraper',
      connectionsTable: 'amp-scraper-connections',
      region: 'us-west-2',
      onboardArn: `${MACHINE}-onboard`,
      offboardArn: `${MACHINE}-offboard`,
      workspaces: TEST_ENVIRONMENT.workspaces,
    });
    expect(() => readProductEnvironment({ ...PRODUCT, LAMBDA_TASK_ROOT: '/nowhere' })).toThrow(DEPLOYMENT_FILE);
  });

  test.each([...Object.values(ENVIRONMENT), ...Object.values(PRODUCT_ENVIRONMENT)])('no empty %s', (name) => {
    expect(() => readProductEnvironment({ ...PRODUCT, [name]: '' })).toThrow(`${INCOMPLETE}${name}: `);
  });

  test.each(Object.values(PRODUCT_ENVIRONMENT))('no %s that is not an ARN', (name) => {
    expect(() => readProductEnvironment({ ...PRODUCT, [name]: `x ${MACHINE}` })).toThrow(`${INCOMPLETE}${name}: `);
  });
});

describe('what tells people', () => {
  test('reads what all do, the topic, and an endpoint where there is one', () => {
    const read = { ...readEnvironment(NOTIFY), topicArn: NOTIFY['AMP_SCRAPER_TOPIC_ARN'] };
    expect(readNotifyEnvironment(NOTIFY)).toEqual(read);
    const endpoint = 'http://127.0.0.1:1';
    expect(readNotifyEnvironment({ ...NOTIFY, AWS_ENDPOINT_URL: endpoint })).toEqual({ ...read, endpoint });
  });

  test.each([
    ['AMP_SCRAPER_NAME', ''],
    ['AMP_SCRAPER_TOPIC_ARN', undefined],
    ['AMP_SCRAPER_TOPIC_ARN', 'x arn:aws:sns:us-west-2:333333333333:x'],
    ['AMP_SCRAPER_TOPIC_ARN', 'arn:aws:sqs:us-west-2:333333333333:x'],
  ])('refuses for %s %j', (name, value) => {
    expect(() => readNotifyEnvironment({ ...NOTIFY, [name]: value })).toThrow(`${INCOMPLETE}${name}: `);
  });
});

describe('the limits of a call', () => {
  const read = (text: string) => readTimeLimits({ [LIMITS_ENVIRONMENT.timeLimits]: text });

  test('need no variable', () => {
    expect(readTimeLimits({})).toEqual({ connectionMs: 3_000, requestMs: 8_000 });
  });

  test('are those of the variable', () => {
    expect(read('{"connectionMs":100,"requestMs":300}')).toEqual({ connectionMs: 100, requestMs: 300 });
  });

  test('say what is wrong with a variable that is no JSON', () => {
    expect(() => read('300 ms')).toThrow(new TypeError(`${INCOMPLETE}AMP_SCRAPER_TIME_LIMITS: is not JSON`));
  });

  test.each(['', '300', '{"connectionMs":100}', '{"connectionMs":0,"requestMs":300}'])('are not %j', (text) => {
    expect(() => read(text)).toThrow(LIMITS_ENVIRONMENT.timeLimits);
  });
});
