import { describe, expect, test } from 'vitest';
import { OwnedElsewhere } from '../../../../functions/shared/errors.ts';
import {
  decideClaim,
  inFlightSeconds,
  isGivenUp,
  mayBeUnseen,
  momentOf,
  nextTurn,
  notOfStack,
  type Claimant,
  type ConnectionItem,
} from '../../../../functions/shared/connection/table/lease.ts';
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
    ['of one that nobody is at work on, whatever is said of a holder', item(), claimant(), runs, { action: 'take' }],
    [
      "of a tag event behind another door's execution on a connection of its own",
      item({ ...held, door: 'tag', leaseDoor: 'console' }),
      claimant({ door: 'tag' }),
      runs,
      { action: 'wait', holder: OTHER },
    ],
    [
      "of a tag event behind its own door's execution on a connection of another",
      item({ ...held, door: 'console', leaseDoor: 'tag' }),
      claimant({ door: 'tag' }),
      runs,
      { action: 'wait', holder: OTHER },
    ],
    [
      "of a tag event that comes late, of another door's that an execution is at work on",
      item({ ...held, established: true, door: 'console' }),
      claimant({ door: 'tag', connectedBy: 'scraper' }),
      runs,
      { action: 'ignore', reason: 'The cluster is connected already, by scraper: the event came late or twice.' },
    ],
    [
      'of a tag event that comes late, of what is not established',
      item({ door: 'tag' }),
      claimant({ door: 'tag', connectedBy: 'scraper' }),
      ended,
      { action: 'take' },
    ],
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

describe('a connection was being taken away', () => {
  test.each([
    ['by an offboard that has ended', OTHER, 'offboard', ended, true],
    ['by an offboard that runs', OTHER, 'offboard', runs, false],
    ['by its own offboard', ME, 'offboard', ended, false],
    ['by no onboard', OTHER, 'onboard', ended, false],
    ['by no execution', undefined, 'offboard', ended, false],
  ] as const)('%s', (_name, lease, leaseWorkflow, holderRuns, isIt) => {
    expect(isGivenUp(item({ lease, leaseWorkflow }), claimant(), holderRuns)).toBe(isIt);
  });
});

describe('a clean-up after an execution', () => {
  const taken = {
    action: 'ignore',
    reason: `What execution earlier made has been taken up by ${OTHER}, which is at work.`,
  };
  test.each([
    ['that holds the lease, and runs', 'earlier', runs, { action: 'wait' }],
    ['that holds the lease, and has ended', 'earlier', ended, { action: 'take' }],
    ['whose lease another has, which runs', OTHER, runs, taken],
    ['whose lease another has, which has ended', OTHER, ended, { action: 'take' }],
    ['whose lease nobody has', undefined, runs, { action: 'take' }],
  ] as const)('%s', (_name, lease, holderRuns, decision) => {
    expect(decideClaim(item({ lease }), cleanUp('earlier'), holderRuns)).toMatchObject(decision);
  });

  test('of what is established by now says how to take it away', () => {
    expect(decideClaim(item({ established: true }), cleanUp('earlier'), ended)).toEqual({
      action: 'ignore',
      reason: "What execution earlier made is an established connection's: offboard the connection to take it away.",
    });
  });
});

describe('a connection that is not for who asks says whose it is, and no stack by its id:', () => {
  const ofStack = item({ door: 'product', stackId: 'b', established: true });
  test.each([
    [undefined, 'The table has no such connection: the stack has nothing of it to take away.'],
    [ofStack, 'The connection belongs to a stack of the product door, which alone takes it away.'],
    [item({ door: 'tag' }), 'The connection belongs to the tag door, which alone takes it away.'],
    [item({ door: 'product' }), 'The connection belongs to the product door, which alone takes it away.'],
  ])('to the Delete of a stack %#', (existing, reason) => {
    expect(notOfStack(existing, 'a')).toBe(reason);
    expect(decideClaim(existing, deletes('a'), ended)).toEqual({ action: 'ignore', reason });
  });

  test('and nothing to the Delete of its own', () => {
    expect(notOfStack(ofStack, 'b')).toBeUndefined();
  });

  test("to another door's offboard, and to its onboard what to do", () => {
    const reason = 'The connection belongs to a stack of the product door, which alone takes it away.';
    expect(decideClaim(ofStack, claimant({ workflow: 'offboard' }), ended)).toEqual({ action: 'ignore', reason });
    expect(() => decideClaim(ofStack, claimant(), ended)).toThrow(
      `Connection ${ofStack.connectionId} belongs to a stack of the product door; the console door leaves it alone. ` +
        'Change it through its own door, or offboard it there first.',
    );
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
  expect(() => nextTurn(waited, OTHER)).toThrow(
    `Execution ${OTHER} has been at work on the connection for more than 75 minutes. ` +
      'Look at what it waits for, or stop it, then run again.',
  );
});
