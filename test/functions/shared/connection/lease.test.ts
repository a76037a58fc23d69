import { describe, expect, test } from 'vitest';
import { OwnedElsewhere } from '../../../../functions/shared/errors.ts';
import {
  decideClaim,
  nextTurn,
  type Claimant,
  type ConnectionItem,
} from '../../../../functions/shared/connection/lease.ts';
import { UNWAITED, waitedSince, WAITS, type Waited } from '../../../../functions/shared/waiting.ts';

const ME = 'arn:aws:states:us-west-2:333333333333:execution:amp-scraper-onboard:me';
const OTHER = 'arn:aws:states:us-west-2:333333333333:execution:amp-scraper-onboard:other';

const item = (change: Partial<ConnectionItem> = {}): ConnectionItem => ({
  connectionId: '23262d118a4f16b4bc54',
  clusterArn: 'cluster',
  workspaceArn: 'workspace',
  door: 'console',
  established: false,
  ...change,
});
const claimant = (change: Partial<Claimant> = {}): Claimant => ({
  executionArn: ME,
  workflow: 'onboard',
  door: 'console',
  cleansUp: false,
  ...change,
});
const cleanUp = (onlyCreatedBy?: string) => claimant({ workflow: 'offboard', cleansUp: true, onlyCreatedBy });
const held = { lease: OTHER, leaseWorkflow: 'onboard', leaseDoor: 'console' } as const;
const runs = true;
const ended = false;

const deletes = (stackId: string) => claimant({ workflow: 'offboard', door: 'product', stackId });

describe('a claim', () => {
  test.each([
    ['of a stack of what is nowhere', undefined, deletes('a'), ended, { action: 'ignore' }],
    [
      "of another stack's that is not there yet",
      item({ door: 'product', stackId: 'b' }),
      deletes('a'),
      ended,
      { action: 'ignore' },
    ],
    ["of a stack of another door's that is not there yet", item(), deletes('a'), ended, { action: 'ignore' }],
    [
      'of a stack of its own that is not there yet',
      item({ door: 'product', stackId: 'a' }),
      deletes('a'),
      ended,
      { action: 'take' },
    ],
    ['of a connection that nobody knows', undefined, claimant(), ended, { action: 'take', replaces: undefined }],
    ['of one that nobody is at work on', item(), claimant(), ended, { action: 'take', replaces: undefined }],
    ['of one that is there, by its owner', item({ established: true }), claimant(), ended, { action: 'take' }],
    ['that comes twice', item({ lease: ME }), claimant(), ended, { action: 'take', replaces: ME }],
    ['behind a holder that has ended', item(held), claimant(), ended, { action: 'take', replaces: OTHER }],
    ['behind a holder that runs', item(held), claimant(), runs, { action: 'wait', holder: OTHER }],
    ['of offboard behind an onboard', item(held), claimant({ workflow: 'offboard' }), runs, { action: 'wait' }],
    [
      "of a tag event behind its twin's",
      item({ ...held, leaseDoor: 'tag' }),
      claimant({ door: 'tag' }),
      runs,
      { action: 'ignore' },
    ],
    ['of a tag event behind another door', item(held), claimant({ door: 'tag' }), runs, { action: 'wait' }],
    [
      'of offboard of an untagging behind an onboard',
      item({ ...held, leaseDoor: 'tag' }),
      claimant({ door: 'tag', workflow: 'offboard' }),
      runs,
      { action: 'wait' },
    ],
    [
      "of offboard of another door's",
      item({ established: true, door: 'tag' }),
      claimant({ workflow: 'offboard' }),
      ended,
      { action: 'ignore' },
    ],
    ["of another door's that is not there yet", item({ door: 'tag' }), claimant(), ended, { action: 'take' }],
    [
      'of a deleted cluster, whichever door owns it',
      item({ established: true, door: 'tag' }),
      cleanUp(),
      ended,
      { action: 'take' },
    ],
    [
      'of a clean-up after the holder',
      item({ lease: OTHER }),
      cleanUp(OTHER),
      ended,
      { action: 'take', replaces: OTHER },
    ],
    ['of a clean-up after one that another has taken up', item(held), cleanUp('earlier'), runs, { action: 'ignore' }],
    [
      'of a clean-up after one whose things are established',
      item({ established: true }),
      cleanUp(OTHER),
      ended,
      { action: 'ignore' },
    ],
  ] as const)('%s', (_name, existing, by, holderRuns, decision) => {
    expect(decideClaim(existing, by, holderRuns)).toMatchObject(decision);
  });

  test.each([
    ['another door', item({ established: true, door: 'tag' }), claimant()],
    [
      'another stack',
      item({ established: true, door: 'product', stackId: 'a' }),
      claimant({ door: 'product', stackId: 'b' }),
    ],
  ])("of onboard of a connection of %s's is OwnedElsewhere, and names the owner", (_name, existing, by) => {
    expect(() => decideClaim(existing, by, ended)).toThrow(OwnedElsewhere);
    expect(() => decideClaim(existing, by, ended)).toThrow(existing.door);
  });
});

test("the wait for one's turn is bounded", () => {
  const { limitSeconds, stepSeconds } = WAITS.turn;
  let waited: Waited = UNWAITED;
  let looks = 0;
  while (waitedSince(waited) < limitSeconds) {
    waited = nextTurn(waited, OTHER);
    expect(waited.waitSeconds).toBe(stepSeconds);
    looks += 1;
  }
  expect(looks).toBe(limitSeconds / stepSeconds);
  expect(() => nextTurn(waited, OTHER)).toThrow(OTHER);
});
