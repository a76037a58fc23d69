import { describe, expect, test } from 'vitest';
import {
  decideClaim,
  type Claimant,
  type ConnectionItem,
} from '../../../../functions/shared/connection/table/lease.ts';
import { claim } from '../../../../functions/shared/connection/table/itemWrites.ts';
import { refuseRevoked, type Revoked } from '../../../../functions/shared/connection/table/revoked.ts';
import { decideRelease, ENDS } from '../../../../functions/shared/connection/release.ts';

const ME = 'arn:aws:states:us-west-2:333333333333:execution:amp-scraper-onboard:me';
const REVOKED = {
  execution: 'arn:aws:states:us-west-2:333333333333:execution:amp-scraper-offboard:cut',
  time: '2026-11-02T08:00:00.000Z',
};
const ITEM: ConnectionItem = {
  connectionId: '0123',
  version: 3,
  clusterArn: 'arn:aws:eks:us-west-2:111111111111:cluster/shop',
  workspaceArn: 'arn:aws:aps:us-west-2:222222222222:workspace/ws-1',
  door: 'tag',
  established: false,
  revoked: REVOKED,
};
const onboard: Claimant = { executionArn: ME, workflow: 'onboard', door: 'console', cleansUp: false };
const offboard: Claimant = { executionArn: ME, workflow: 'offboard', door: 'console', cleansUp: true, revokes: true };

describe('a pair', () => {
  const refuse = (revoked: Revoked | undefined, liftedAt?: string) => () => refuseRevoked(ITEM, revoked, liftedAt);

  test.each([undefined, '2026-11-01T00:00:00Z'])('that is not revoked is connected, lifted at %s', (liftedAt) => {
    expect(refuse(undefined, liftedAt)).not.toThrow();
  });

  test.each([undefined, '2026-11-01T00:00:00Z'])(
    'that is revoked is not, lifted at %s: the cluster is told',
    (liftedAt) => {
      expect(refuse(REVOKED, liftedAt)).toThrow(
        expect.objectContaining({
          name: 'InvalidRequest',
          findings: [expect.objectContaining({ path: 'clusterArn', value: ITEM.clusterArn })],
        }),
      );
    },
  );
});

describe('a claim of a revoked pair', () => {
  test.each(['tag', 'product', 'console'] as const)(
    'by an onboard of the %s door is refused, with the word and the remedy',
    (door) => {
      for (const item of [
        ITEM,
        { ...ITEM, established: true },
        { ...ITEM, lease: ME, leaseWorkflow: 'onboard' as const },
      ]) {
        expect(() => decideClaim(item, { ...onboard, door, connectedBy: 'scraper' }, false)).toThrow(
          /is revoked for workspace .*execution .*:cut cut the connection off at 2026-11-02T08:00:00.000Z. .*"liftRevoke": true/,
        );
      }
    },
  );

  test.each([
    ['before', '2026-11-02T07:59:59.999Z', false],
    ['at the same moment', REVOKED.time, false],
    ['after', '2026-11-02T08:00:00.001Z', true],
  ])('by an onboard with liftRevoke that began %s it', (_name, liftsAt, isLifted) => {
    const decide = () => decideClaim(ITEM, { ...onboard, liftsAt }, false);
    if (isLifted) expect(decide()).toMatchObject({ action: 'take' });
    else expect(decide).toThrow('is revoked');
  });

  test('by an onboard with liftRevoke of what another door has is not its own', () => {
    const lifting = { ...onboard, liftsAt: '2026-11-03T08:00:00Z' };
    expect(() => decideClaim({ ...ITEM, established: true }, lifting, false)).toThrow('belongs to the tag door');
  });

  test('by the offboard that revokes is taken, whoever owns it; one that was lifted meanwhile is left', () => {
    expect(decideClaim({ ...ITEM, established: true }, offboard, false)).toMatchObject({ action: 'take' });
    const { revoked: _revoked, ...lifted } = { ...ITEM, established: true };
    expect(decideClaim(lifted, offboard, false)).toMatchObject({
      action: 'ignore',
      reason: expect.stringContaining('lifted'),
    });
  });

  test('takes the note away with the lease where it is lifted, and else leaves it, with the schema that says so', () => {
    const { version: _version, revoked: _revoked, ...item } = ITEM;
    const lifted = claim(item, onboard, ITEM);
    expect([lifted.UpdateExpression, lifted.ExpressionAttributeValues?.[':schema']]).toEqual([
      expect.stringMatching(/REMOVE .*revoked/),
      { N: '1' },
    ]);
    const kept = claim({ ...item, revoked: REVOKED }, offboard, ITEM);
    expect([kept.UpdateExpression, kept.ExpressionAttributeValues?.[':schema']]).toEqual([
      expect.not.stringContaining('revoked'),
      { N: '2' },
    ]);
  });
});

test.each(ENDS)('an item of a revoked pair stays when an execution ends %s', (end) => {
  const { written } = decideRelease({ ...ITEM, lease: ME }, { executionArn: ME, door: 'console', end });
  expect(written).toBeDefined();
});
