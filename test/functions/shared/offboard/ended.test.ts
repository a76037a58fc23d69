import { describe, expect, test } from 'vitest';
import type { OffboardTally } from '../../../../functions/shared/contract.ts';
import { ended } from '../../../../functions/shared/offboard/ended.ts';
import type { OffboardDoor } from '../../../../functions/shared/request/offboardRequest.ts';
import { CLUSTER_ARN, EXECUTION_ARN, WORKSPACE_ARN } from '../../support.ts';

const NOTHING = 'There was no connection.';
const EMPTY: OffboardTally = {
  done: [],
  deleted: [],
  failed: [],
  ignored: [],
  disconnected: [],
  unreleased: [],
  warnings: [],
};
const pair = { clusterArn: CLUSTER_ARN, workspaceArn: WORKSPACE_ARN };
const OTHER_WORKSPACE = `${WORKSPACE_ARN.slice(0, -1)}6`;
const ignored = { ...pair, reason: 'It belongs to the product door.' };
const alsoIgnored = { ...ignored, workspaceArn: OTHER_WORKSPACE };

const tag: OffboardDoor = { kind: 'tagChanged', door: 'tag', clusterArn: CLUSTER_ARN };
const request: OffboardDoor = { kind: 'request', door: 'console', ...pair, request: pair };
const { workspaceArn: _workspaceArn, ...withoutWorkspace } = request;
const cleanUp: OffboardDoor = {
  kind: 'executionEnded',
  door: 'clean-up',
  executionArn: EXECUTION_ARN,
  isAborted: false,
};

const output = (door: OffboardDoor, tally: Partial<OffboardTally>) =>
  ended(door, { ...EMPTY, ...tally }, { tally: EMPTY }, NOTHING);
const done = (rest: object): { decision: string; output: Record<string, unknown> } => ({
  decision: 'DONE',
  output: { clusterArn: CLUSTER_ARN, created: [], updated: [], repaired: [], warnings: [], ...rest },
});

describe('an offboard with no connection left to take away', () => {
  test('fails with what failed', () => {
    const failure = { Error: 'NotOurs', Cause: 'it is not ours' };
    const tally = { ...EMPTY, done: ['1'], failed: [{ ...pair, error: 'NotOurs', message: 'it is not ours' }] };
    expect(ended(tag, tally, { tally: EMPTY, failure }, NOTHING)).toEqual({ decision: 'FAILED', failure });
  });

  test.each<[string, OffboardDoor, Partial<OffboardTally>, object]>([
    ['none', tag, {}, { outcome: 'IGNORED', reason: NOTHING, door: 'tag' }],
    [
      'one, which was left as it is',
      tag,
      { done: ['1'], ignored: [ignored], warnings: ['a warning'] },
      {
        outcome: 'IGNORED',
        reason: ignored.reason,
        connectionId: '1',
        door: 'tag',
        workspaceArn: WORKSPACE_ARN,
        warnings: ['a warning'],
      },
    ],
    [
      'two, which were left as they are',
      tag,
      { done: ['1', '2'], ignored: [ignored, alsoIgnored] },
      {
        outcome: 'IGNORED',
        reason: 'None of the connections is for this offboard to take away.',
        door: 'tag',
        warnings: [WORKSPACE_ARN, OTHER_WORKSPACE].map(
          (arn) => `The connection of ${CLUSTER_ARN} to ${arn} was left as it is. ${ignored.reason}`,
        ),
      },
    ],
    [
      'two, of which one was left as it is',
      tag,
      { done: ['1', '2'], ignored: [ignored], deleted: ['a role'], disconnected: [OTHER_WORKSPACE] },
      {
        outcome: 'OFFBOARDED',
        connectionId: '1',
        door: 'tag',
        deleted: ['a role'],
        disconnected: [OTHER_WORKSPACE],
        warnings: [`The connection of ${CLUSTER_ARN} to ${WORKSPACE_ARN} was left as it is. ${ignored.reason}`],
      },
    ],
    [
      'one, which was taken away',
      request,
      { done: ['1'], deleted: ['a role'] },
      {
        outcome: 'OFFBOARDED',
        connectionId: '1',
        door: 'console',
        workspaceArn: WORKSPACE_ARN,
        deleted: ['a role'],
        disconnected: [],
      },
    ],
    [
      'one, of which nothing was left to take away',
      request,
      { done: ['1'] },
      {
        outcome: 'OFFBOARDED',
        reason: NOTHING,
        connectionId: '1',
        door: 'console',
        workspaceArn: WORKSPACE_ARN,
        deleted: [],
        disconnected: [],
      },
    ],
    [
      'one, of a request that names no workspace',
      withoutWorkspace,
      { done: ['1'], deleted: ['a role'] },
      { outcome: 'OFFBOARDED', connectionId: '1', door: 'console', deleted: ['a role'], disconnected: [] },
    ],
    [
      "one, after an execution: the cluster is the last connection's",
      cleanUp,
      { done: ['1'], deleted: ['a role'], clusterArn: CLUSTER_ARN },
      { outcome: 'OFFBOARDED', connectionId: '1', door: 'clean-up', deleted: ['a role'], disconnected: [] },
    ],
  ])('of %s', (_name, door, tally, expected) => {
    expect(output(door, tally)).toStrictEqual(done(expected));
  });

  test('names no cluster where none is known', () => {
    const { clusterArn: _clusterArn, ...rest } = done({ outcome: 'IGNORED', reason: NOTHING, door: 'clean-up' }).output;
    expect(output(cleanUp, {})).toStrictEqual({ decision: 'DONE', output: rest });
  });
});
