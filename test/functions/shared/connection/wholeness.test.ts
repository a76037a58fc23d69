import { describe, expect, test } from 'vitest';
import { policyText, sourceTrust, targetTrust } from '../../../../functions/shared/roles/documents.ts';
import type { PolicyDocument } from '../../../../functions/shared/roles/policyDocument.ts';
import { connectionNames } from '../../../../functions/shared/names.ts';
import { resourceTags } from '../../../../functions/shared/connection/tags.ts';
import {
  keptConnection,
  keptReason,
  whyNotWhole,
  type ObservedRoles,
  type ObservedScraper,
} from '../../../../functions/shared/connection/wholeness.ts';
import { CLUSTER_ARN, CONNECTION, EXECUTION_ARN, NAMES, SCRAPER_ARN, WORKSPACE_ARN } from '../../support.ts';

const tags = resourceTags(CONNECTION, NAMES, EXECUTION_ARN);
const { sourceRoleArn, targetRoleArn } = NAMES;
const asRead = (document: PolicyDocument): unknown => JSON.parse(policyText(document));

const SCRAPER: ObservedScraper = {
  arn: SCRAPER_ARN,
  status: { statusCode: 'ACTIVE' },
  roleConfiguration: { sourceRoleArn, targetRoleArn },
  tags,
};
const SOURCE = { arn: sourceRoleArn, tags, trust: asRead(sourceTrust(NAMES, SCRAPER_ARN)) };
const TARGET = { arn: targetRoleArn, tags, trust: asRead(targetTrust(NAMES, SCRAPER_ARN)) };
const ROLES: ObservedRoles = { source: SOURCE, target: TARGET };
const OTHERS = { ...tags, [NAMES.tagKeys.connection]: 'another' };
const OTHER_PAIR = { ...tags, [NAMES.tagKeys.workspace]: `${WORKSPACE_ARN}-2` };

test('a connection whose scraper is ACTIVE and admitted by both roles is whole', () => {
  expect(whyNotWhole(SCRAPER, NAMES, ROLES)).toBeUndefined();
});

describe('a connection is not whole', () => {
  test.each<[string, Partial<ObservedScraper>, Partial<ObservedRoles>, string]>([
    ['while its scraper is CREATING', { status: { statusCode: 'CREATING' } }, {}, 'CREATING'],
    ['when its scraper is tagged as of another', { tags: OTHERS }, {}, 'another'],
    ['when its scraper is tagged as of another pair', { tags: OTHER_PAIR }, {}, `${WORKSPACE_ARN}-2`],
    ['when its scraper has no roles', { roleConfiguration: undefined }, {}, 'other roles'],
    ['when its scraper has one of them', { roleConfiguration: { sourceRoleArn } }, {}, 'other roles'],
    ['without its source role', {}, { source: undefined }, sourceRoleArn],
    ['without its target role', {}, { target: undefined }, targetRoleArn],
    ['with a role of another path', {}, { source: { ...SOURCE, arn: sourceRoleArn.replace('/amp-', '/') } }, 'exist'],
    ["with somebody else's role", {}, { target: { ...TARGET, tags: OTHERS } }, 'another'],
    [
      'while its source role trusts the placeholder',
      {},
      { source: { ...SOURCE, trust: asRead(sourceTrust(NAMES, NAMES.placeholderArn)) } },
      'another trust policy',
    ],
    [
      "while its target role trusts another's scraper",
      {},
      { target: { ...TARGET, trust: asRead(targetTrust(NAMES, `${SCRAPER_ARN}0`)) } },
      'another trust policy',
    ],
    [
      'while its target role trusts a role that is gone',
      {},
      { target: { ...TARGET, trust: JSON.parse(JSON.stringify(TARGET.trust).replace(sourceRoleArn, 'AROAGONE')) } },
      'another trust policy',
    ],
  ])('%s', (_name, scraper, roles, fragment) => {
    expect(whyNotWhole({ ...SCRAPER, ...scraper }, NAMES, { ...ROLES, ...roles })).toContain(fragment);
  });
});

describe('a connection that is kept', () => {
  const ofProduct = { ...SCRAPER, tags: { ...tags, [NAMES.tagKeys.door]: 'product' } };
  test.each([
    ['the door that its scraper names', SCRAPER, undefined, { door: 'console' }],
    ['the stack of the execution that made it', ofProduct, 'stack', { door: 'product', stackId: 'stack' }],
    ['no stack, when that is not known', ofProduct, undefined, { door: 'product' }],
    ['nobody, when its scraper names no door', { ...SCRAPER, tags: {} }, 'stack', undefined],
  ])('belongs to %s', (_name, scraper, createdForStack, owner) => {
    const cleanedUp = { onlyCreatedBy: EXECUTION_ARN, ...(createdForStack ? { createdForStack } : {}) };
    expect(keptConnection(scraper, NAMES, cleanedUp)).toEqual({ scraperArn: SCRAPER_ARN, ...(owner ? { owner } : {}) });
  });

  test('belongs to nobody when its scraper has no tags, and to no stack when none is known', () => {
    const cleanedUp = { onlyCreatedBy: EXECUTION_ARN };
    expect(keptConnection({ ...SCRAPER, tags: undefined }, NAMES, cleanedUp)).toEqual({ scraperArn: SCRAPER_ARN });
    expect(keptConnection(ofProduct, NAMES, cleanedUp).owner).toStrictEqual({ door: 'product' });
  });

  test('belongs to no stack that another execution than its own was for', () => {
    const cleanedUp = { onlyCreatedBy: `${EXECUTION_ARN}-2`, createdForStack: 'stack' };
    expect(keptConnection(ofProduct, NAMES, cleanedUp).owner).toEqual({ door: 'product' });
  });

  test.each([
    [{ door: 'console' }, 'start offboard'],
    [{ door: 'tag' }, "remove the cluster's tag"],
    [{ door: 'product', stackId: 'stack-1' }, "delete its product's stack"],
    [{ door: 'product' }, "delete its product's stack"],
    [undefined, 'start offboard'],
  ] as const)('of %j is told with its scraper and how to offboard it', (owner, remedy) => {
    const reason = keptReason({ scraperArn: SCRAPER_ARN, ...(owner ? { owner } : {}) });
    expect(reason).toContain(SCRAPER_ARN);
    expect(reason).not.toContain('stack-1');
    expect(reason).toContain(remedy);
  });
});

test('another installation of the same pair is another connection', () => {
  const others = connectionNames('amp', CLUSTER_ARN, WORKSPACE_ARN);
  expect(whyNotWhole(SCRAPER, others, ROLES)).toContain('amp:connection');
});
