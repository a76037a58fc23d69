import { describe, expect, test } from 'vitest';
import type { EndedEvent } from '../../../../../functions/shared/notice/ended.ts';
import { changesOf } from '../../../../../functions/shared/notice/state/changes.ts';
import { CLUSTER_ARN, EXECUTION_ARN, WORKSPACE_ARN } from '../../../support.ts';

/** An offboard that has taken a connection away, by whatever started it. */
function takenAway(door: string): EndedEvent {
  const lists = { created: [], updated: [], repaired: [], warnings: [] };
  const about = { clusterArn: CLUSTER_ARN, workspaceArn: WORKSPACE_ARN, disconnected: [WORKSPACE_ARN] };
  const detail = { executionArn: EXECUTION_ARN, status: 'SUCCEEDED', stopDate: 0 };
  const output = JSON.stringify({ outcome: 'OFFBOARDED', door, ...about, ...lists });
  return {
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    detail: { ...detail, output },
  };
}

describe('a connection that is taken away', () => {
  test.each(['console', 'tag', 'product'])('by the %s door is disconnected', (door) => {
    expect(changesOf(takenAway(door))).toMatchObject([{ state: 'disconnected', door, workspaceArn: WORKSPACE_ARN }]);
  });

  test('by a clean-up is what its execution was told as', () => {
    expect(changesOf(takenAway('clean-up'))).toEqual([]);
  });
});
