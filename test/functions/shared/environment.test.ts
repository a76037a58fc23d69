import { describe, expect, test } from 'vitest';
import {
  ENVIRONMENT,
  environmentOf,
  LIMITS_ENVIRONMENT,
  readEnvironment,
  readTimeLimits,
} from '../../../functions/shared/environment.ts';
import { TEST_ENVIRONMENT } from '../support.ts';

const COMPLETE: Readonly<Record<string, string | undefined>> = {
  ...environmentOf(TEST_ENVIRONMENT),
  AWS_REGION: TEST_ENVIRONMENT.region,
  LAMBDA_TASK_ROOT: TEST_ENVIRONMENT.taskRoot,
};

/** The variables that the error names, in its order. */
function problemsOf(environment: Readonly<Record<string, string | undefined>>): string[] {
  try {
    readEnvironment(environment);
    return [];
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    expect(error.message).toMatch(/^The function's environment is not complete; deploy the workflow again\. /);
    return [...error.message.matchAll(/\b(AMP_SCRAPER_\w+|AWS_REGION|LAMBDA_TASK_ROOT): /g)].map((match) =>
      String(match[1]),
    );
  }
}

test('what the stacks set is what the functions read', () => {
  expect(readEnvironment({ ...COMPLETE, PATH: '/usr/bin' })).toEqual(TEST_ENVIRONMENT);
});

test('what Lambda sets itself is not set by the stacks', () => {
  expect(Object.keys(environmentOf(TEST_ENVIRONMENT)).sort()).toEqual(
    Object.values(ENVIRONMENT)
      .filter((name) => name.startsWith('AMP_SCRAPER_'))
      .sort(),
  );
});

test('every variable that is missing is named at once', () => {
  expect(problemsOf({}).sort()).toEqual(Object.values(ENVIRONMENT).sort());
});

const { accounts, workspaces, provisionerExternalId, clusterTagKey } = ENVIRONMENT;

describe('a variable is refused', () => {
  test.each([
    ['the accounts are no JSON', { [accounts]: '111111111111,' }, [accounts]],
    ['the accounts are no list', { [accounts]: '"111111111111"' }, [accounts]],
    ['an account is a number', { [accounts]: '[111111111111]' }, [accounts]],
    ['an account has 11 digits', { [accounts]: '["111111111111","22222222222"]' }, [accounts]],
    ['a workspace is no ARN', { [workspaces]: '{"central":"ws-1"}' }, [workspaces]],
    ['the workspaces are a list', { [workspaces]: '[]' }, [workspaces]],
    ['the external id is of one character', { [provisionerExternalId]: 'x' }, [provisionerExternalId]],
    ['the tag key is empty', { [clusterTagKey]: '' }, [clusterTagKey]],
    ['the Region is empty', { AWS_REGION: '' }, ['AWS_REGION']],
    [
      'several are wrong',
      { [accounts]: '{', [workspaces]: 'null', LAMBDA_TASK_ROOT: '' },
      [accounts, workspaces, 'LAMBDA_TASK_ROOT'],
    ],
  ])('where %s', (_, change, names) => {
    expect(problemsOf({ ...COMPLETE, ...change })).toEqual(names);
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

  test.each(['', '300', '{"connectionMs":100}', '{"connectionMs":0,"requestMs":300}'])('are not %j', (text) => {
    expect(() => read(text)).toThrow(LIMITS_ENVIRONMENT.timeLimits);
  });
});
