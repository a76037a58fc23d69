import { describe, expect, test } from 'vitest';
import { checkRequest, formatPath } from '../../../../functions/shared/request/request.ts';
import { CLUSTER_ARN, TEST_ENVIRONMENT, WORKSPACE_ARN } from '../../support.ts';
import { REQUEST_CASES, type RequestCase } from './cases/requests.ts';

const VALID = { clusterArn: CLUSTER_ARN, workspaceArn: WORKSPACE_ARN };

function inputOf(row: RequestCase): unknown {
  return 'input' in row ? row.input : { ...VALID, ...row.with };
}

describe('a request with', () => {
  test.for(REQUEST_CASES.map((row) => [row.name, row] as const))('%s', ([, row]) => {
    const input = inputOf(row);
    const { request, findings } = checkRequest(input, TEST_ENVIRONMENT);
    const wanted = row.findings ?? [];
    expect(findings.map(({ path }) => path).sort()).toEqual(wanted.map(([path]) => path).sort());
    for (const [at, begins] of wanted) {
      const problems = findings.filter(({ path }) => path === at).map(({ problem }) => problem);
      expect(problems, `${at} ${begins}`).toContainEqual(expect.stringMatching(`^${RegExp.escape(begins)}`));
    }
    expect(request).toEqual(wanted.length === 0 ? input : undefined);
    for (const { problem, remedy } of findings) {
      expect(problem).toMatch(/^(is|are|has|names) .*[^.\s]$/);
      expect(remedy).toMatch(/^[A-Z].*[^.\s]$/);
    }
  });
});

test('the table has at least 60 rows, each with its own name', () => {
  expect(REQUEST_CASES.length).toBeGreaterThanOrEqual(60);
  expect(new Set(REQUEST_CASES.map(({ name }) => name)).size).toBe(REQUEST_CASES.length);
});

test('a scrape configuration, which can hold secrets, is never quoted', () => {
  const { findings } = checkRequest(
    { ...VALID, scrapeConfiguration: { yaml: 's3cret', name: 's3cret' } },
    TEST_ENVIRONMENT,
  );
  expect(findings).toHaveLength(1);
  expect(JSON.stringify(findings)).not.toContain('s3cret');
});

test('a workspace that is not accepted is answered with those that are', () => {
  const { findings } = checkRequest({ ...VALID, workspaceArn: `${WORKSPACE_ARN}0` }, TEST_ENVIRONMENT);
  expect(findings[0]?.remedy).toContain(`central (${WORKSPACE_ARN})`);
});

test('an account that is not configured is answered with those that are', () => {
  const { findings } = checkRequest(
    { ...VALID, clusterArn: CLUSTER_ARN.replace('111111111111', '0') },
    TEST_ENVIRONMENT,
  );
  expect(findings[0]?.remedy).toContain('111111111111, 222222222222');
});

test('a path reads as a person writes it', () => {
  expect(formatPath(['subnetIds', 1])).toBe('subnetIds[1]');
  expect(formatPath(['tags', 'team', 'x'])).toBe('tags.team.x');
});
