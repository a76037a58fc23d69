import { describe, expect, test } from 'vitest';
import { OwnedElsewhere } from '../../../../functions/shared/errors.ts';
import {
  decideClaim,
  inFlightSeconds,
  mayBeUnseen,
  momentOf,
  nextTurn,
  type Claimant,
  type ConnectionItem,
} from '../../../../functions/shared/connection/lease.ts';
import { UNWAITED, waitedSince, WAITS, type Waited } from '../../../../functions/shared/waiting.ts';

const ME = 'arn:aws:states:us-west-2:333333333333:execution:amp-scraper-onboard:me';
const OTHER = 'arn:aws:states:us-west-2:333333333333:execution:amp-scraper-onboard:other';

const item = (change: Partial<ConnectionItem> = {}): ConnectionItem => ({
  connectionId: '23262d118a4f16b4bc54',
  version: 1,
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
    ['that comes twice', item({ lease: ME }), claimant(), ended, { action: 'own' }],
    ['behind a holder that has ended', item(held), claimant(), ended, { action: 'take', replaces: OTHER }],
    ['behind a holder that runs', item(held), claimant(), runs, { action: 'wait', holder: OTHER }],
    ['of offboard behind an onboard', item(held), claimant({ workflow: 'offboard' }), runs, { action: 'wait' }],
    [
      "of a tag event behind its twin's",
      item({ ...held, door: 'tag', leaseDoor: 'tag' }),
      claimant({ door: 'tag' }),
      runs,
      { action: 'ask', holder: OTHER },
    ],
    [
      "of a tag event behind its twin's that has ended",
      item({ ...held, door: 'tag', leaseDoor: 'tag' }),
      claimant({ door: 'tag' }),
      ended,
      { action: 'take', replaces: OTHER },
    ],
    [
      'of a deleted cluster behind a tag event',
      item({ ...held, door: 'tag', leaseDoor: 'tag' }),
      claimant({ door: 'tag', workflow: 'offboard', cleansUp: true }),
      runs,
      { action: 'wait', holder: OTHER },
    ],
    ['of a tag event behind another door', item(held), claimant({ door: 'tag' }), runs, { action: 'wait' }],
    [
      'of offboard of an untagging behind an onboard',
      item({ ...held, door: 'tag', leaseDoor: 'tag' }),
      claimant({ door: 'tag', workflow: 'offboard' }),
      runs,
      { action: 'ask', holder: OTHER },
    ],
    [
      'of a tag event that comes late, of what is there',
      item({ established: true, door: 'tag' }),
      claimant({ door: 'tag', connectedBy: 'scraper' }),
      ended,
      { action: 'ignore', reason: expect.stringContaining('connected already, by scraper') },
    ],
    [
      'of a tag event that comes late, of what is there and where another look was asked for and not started',
      item({ established: true, door: 'tag', askedAgain: OTHER }),
      claimant({ door: 'tag', connectedBy: 'scraper' }),
      ended,
      { action: 'take', replaces: undefined },
    ],
    [
      'of a tag event that comes late, of what is there and being taken away',
      item({ established: true, ...held, door: 'tag', leaseDoor: 'tag', leaseWorkflow: 'offboard' }),
      claimant({ door: 'tag', connectedBy: 'scraper' }),
      runs,
      { action: 'ask', holder: OTHER },
    ],
    [
      "of another door's that was being taken away by an offboard that has ended",
      item({ established: true, door: 'tag', lease: OTHER, leaseWorkflow: 'offboard', leaseDoor: 'tag' }),
      claimant(),
      ended,
      { action: 'take', replaces: OTHER },
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

const AT = '2026-01-05T08:00:00.000Z';
const after = (seconds: number) => new Date(Date.parse(AT) + seconds * 1000).toISOString();

describe('the moments of a lease', () => {
  test("are by an execution's own count: when it started, and what it has waited since", () => {
    expect(momentOf(AT, UNWAITED)).toBe(AT);
    expect(momentOf(AT, { waitedSeconds: 60, waitSeconds: 15 })).toBe(after(75));
  });

  test.each([
    ['that has just started', { holderStartedAt: AT }, 0, true],
    ['that started almost 5 minutes ago', { holderStartedAt: AT }, 299, true],
    ['that started 5 minutes ago', { holderStartedAt: AT }, 300, false],
    ['that started later than who asks', { holderStartedAt: after(60) }, 0, true],
    ['of an older workflow, whose start is not known', {}, 0, false],
  ])('a holder %s that nobody knows may be unseen yet', (_name, lease, seconds, isUnseen) => {
    expect(mayBeUnseen(item({ ...held, ...lease }), after(seconds))).toBe(isUnseen);
  });

  test.each([
    [undefined, 0, 0],
    [AT, 0, 125],
    [AT, 15, 110],
    [AT, 124.5, 1],
    [AT, 125, 0],
    [AT, 600, 0],
  ])('one that was taken over at %s waits after %s s for %s s', (takenOverAt, seconds, waits) => {
    expect(inFlightSeconds({ takenOverAt }, after(seconds))).toBe(waits);
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
