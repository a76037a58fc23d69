import { expect, test } from 'vitest';
import type { LastOffboarding, OnboardState } from '../../../../functions/shared/contract.ts';
import { describeFinding, InvalidRequest, MAX_MESSAGE_WEIGHT } from '../../../../functions/shared/errors.ts';
import { failureText } from '../../../../functions/shared/failure.ts';
import { withinCause } from '../../../../functions/shared/handler/leaving.ts';
import { inputFindings, MAX_INPUT_BYTES } from '../../../../functions/shared/request/inputSize.ts';
import { jsonBytes, weight } from '../../../../functions/shared/size.ts';
import { CONNECTION, EXECUTION_ARN, STATE } from '../../support.ts';

/** Of a payload, in bytes, and of a Cause, in characters. */
const MAX_PAYLOAD = 262_144;
const MAX_CAUSE = 32_768;

const input = (size: number) => ({ a: 'x'.repeat(size - jsonBytes({ a: '' })) });

test('an input may have 222 KiB as JSON, and not one byte more', () => {
  expect(inputFindings(input(MAX_INPUT_BYTES))).toEqual([]);
  expect(inputFindings(input(MAX_INPUT_BYTES + 1))).toEqual([
    expect.objectContaining({ path: '(request)', problem: expect.stringContaining('has 227329 bytes') }),
  ]);
});

test('one that is too large is told how to become smaller', () => {
  expect(inputFindings(input(MAX_INPUT_BYTES + 2)).map(describeFinding)).toEqual([
    '(request): has 227330 bytes as JSON, more than the 227328 that Step Functions can pass on with it. ' +
      'Give the scrape configuration as base64 in scrapeConfiguration.configurationBlob, where JSON escapes nothing, ' +
      'or have it shipped with the workflow and give its name',
  ]);
});

test('letters of three bytes count as such, and what JSON doubles twice', () => {
  expect(inputFindings('語'.repeat(MAX_INPUT_BYTES / 3))).toHaveLength(1);
  expect(inputFindings('"'.repeat(MAX_INPUT_BYTES / 2))).toHaveLength(1);
});

/** A failure as a Catch puts it into a state: of many findings, in letters that JSON writes with six. */
function failure() {
  const findings = Array.from({ length: 200 }, (_, i) => ({
    path: `${i}"\\\u0000語`,
    problem: '',
    remedy: '語"'.repeat(30),
  }));
  const error = withinCause(new InvalidRequest(findings));
  if (!(error instanceof Error)) throw new TypeError('It is no error.');
  const { name: errorType, message: errorMessage, stack = '' } = error;
  expect(weight(errorMessage)).toBeGreaterThan(MAX_MESSAGE_WEIGHT - 500);
  return { Error: errorType, Cause: JSON.stringify({ errorType, errorMessage, trace: stack.split('\n') }) };
}

const LISTS = {
  subnetIds: Array.from({ length: 5 }, (_, i) => `subnet-${i}`.padEnd(255, 'x')),
  securityGroupIds: Array.from({ length: 5 }, (_, i) => `sg-${i}`.padEnd(255, 'x')),
};
const WIDE = {
  ...CONNECTION,
  ...LISTS,
  alias: 'a'.repeat(100),
  takenOver: Object.entries(LISTS).map(([, ids]) => ({
    member: 'subnetIds' as const,
    ids,
    problem: 'p'.repeat(2_000),
  })),
  warnings: Array.from({ length: 7 }, () => 'w'.repeat(600)),
};

test('an input has room beside the connection that its request makes', () => {
  const { tags: _tags, ...connection } = WIDE;
  const claim = { status: 'CLAIMED', keepsSettings: true };
  const payload = {
    executionArn: EXECUTION_ARN,
    redriveCount: 0,
    startTime: '2026-01-05T08:00:00.000Z',
    connection,
    claim,
  };
  expect(jsonBytes({ ...payload, input: input(MAX_INPUT_BYTES) })).toBeLessThan(MAX_PAYLOAD - 8_000);
});

test('an input has room beside what an offboard has failed at, and at giving its lease back', () => {
  const { id, door, clusterArn, workspaceArn } = CONNECTION;
  const last: LastOffboarding = {
    connection: { id, door, clusterArn, workspaceArn, cleansUp: false },
    tally: { done: [id], deleted: [], failed: [], ignored: [], disconnected: [], unreleased: [], warnings: [] },
    claim: { status: 'CLAIMED', keepsSettings: true },
    deletion: { status: 'GONE', deleted: ['scraper'.repeat(20)], warnings: ['w'.repeat(3_000)] },
    roles: { deleted: ['role'.repeat(30), 'role'.repeat(30)] },
    failure: failure(),
    releaseFailure: failure(),
  };
  const payload = { executionArn: EXECUTION_ARN, redriveCount: 0, input: input(MAX_INPUT_BYTES), last };
  expect(jsonBytes(payload)).toBeLessThan(MAX_PAYLOAD - 3_000);
});

test('a state has room for four failures, and the Cause that tells two of them is none that is too long', () => {
  const cause = failure();
  const released = failureText(cause, failure(), 'n'.repeat(1_000));
  expect(released.cause.length).toBeLessThan(MAX_CAUSE);
  const state: OnboardState & Record<string, unknown> = {
    ...STATE,
    connection: WIDE,
    unestablished: cause,
    failure: cause,
    undoFailure: cause,
    releaseFailure: cause,
    released,
  };
  expect(jsonBytes(state)).toBeLessThan(MAX_PAYLOAD / 2);
});
