import { describe, expect, test } from 'vitest';
import { refuseOthers } from '../../../../functions/shared/plan/refusals.ts';
import { NAMES } from '../../support.ts';

const OURS = { 'amp-scraper:connection': NAMES.id };
const source = (tags: Record<string, string>) => ({ arn: NAMES.sourceRoleArn, tags });
const target = (tags: Record<string, string>) => ({ arn: NAMES.targetRoleArn, tags });
const scraper = (tags: Record<string, string>) => ({
  scraperId: 's-1',
  arn: 'arn:aws:aps:us-west-2:111111111111:scraper/s-1',
  status: { statusCode: 'ACTIVE' },
  tags,
  roleConfiguration: { sourceRoleArn: NAMES.sourceRoleArn, targetRoleArn: NAMES.targetRoleArn },
});
const NOTHING = { sourceRole: undefined, targetRole: undefined, scrapers: [] };

describe("where everything is the connection's own", () => {
  test.each([
    ['nothing', NOTHING, { action: 'create' }],
    ['the roles', { ...NOTHING, sourceRole: source(OURS), targetRole: target(OURS) }, { action: 'create' }],
    ['the scraper', { ...NOTHING, scrapers: [scraper(OURS)] }, { action: 'keep', scraper: scraper(OURS) }],
  ])('%s is there: the scraper is decided on', (_what, observed, decision) => {
    expect(refuseOthers(observed, NAMES)).toEqual(decision);
  });
});

describe("what is somebody else's is refused", () => {
  test.each([
    ['source role', { ...NOTHING, sourceRole: source({}) }, NAMES.sourceRoleArn],
    ['target role', { ...NOTHING, targetRole: target({}), sourceRole: source(OURS) }, NAMES.targetRoleArn],
    [
      'target role of another connection',
      { ...NOTHING, targetRole: target({ 'amp-scraper:connection': 'other' }) },
      NAMES.targetRoleArn,
    ],
    ['scraper with its roles', { ...NOTHING, scrapers: [scraper({})] }, scraper({}).arn],
  ])('%s, by its ARN', (_what, observed, arn) => {
    expect(() => refuseOthers(observed, NAMES)).toThrow(
      expect.objectContaining({ name: 'NotOurs', message: expect.stringContaining(arn) }),
    );
  });

  test('a role with what gives it to the workflow', () => {
    expect(() => refuseOthers({ ...NOTHING, sourceRole: source({}) }, NAMES)).toThrow(NAMES.sourceRoleName);
    expect(() => refuseOthers({ ...NOTHING, targetRole: target({}) }, NAMES)).toThrow(NAMES.targetRoleName);
  });
});
