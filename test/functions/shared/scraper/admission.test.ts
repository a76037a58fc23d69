import { describe, expect, test } from 'vitest';
import {
  admissionChanges,
  admissionOf,
  admissionWarnings,
  mappingNote,
} from '../../../../functions/shared/scraper/admission.ts';
import { CLUSTER_ARN, SCRAPER_ARN, SCRAPER_ROLE_ARN } from '../../support.ts';

const SCRAPER = { arn: SCRAPER_ARN, roleArn: SCRAPER_ROLE_ARN };
const WITHOUT_PATH = SCRAPER_ROLE_ARN.replace('role/aws-service-role/scraper.aps.amazonaws.com/', 'role/');
const ANOTHER = 'arn:aws:iam::111111111111:role/admin';

describe('whether a scraper has an access entry', () => {
  const admitted = { warnings: [] };
  const not = { withoutAccessEntry: SCRAPER_ARN, warnings: [] };
  test.each([
    ['its role', [SCRAPER_ROLE_ARN], admitted],
    ['its role without its path', [WITHOUT_PATH], admitted],
    ['its role among others', [ANOTHER, SCRAPER_ROLE_ARN], admitted],
    ['none', [], not],
    ['others', [ANOTHER], not],
    ["another account's role of the name", [WITHOUT_PATH.replace('111111111111', '222222222222')], not],
    ['a role whose name ends with its', [WITHOUT_PATH.replace('role/', 'role/my')], not],
  ])('is told by the entries: %s', (_name, principalArns, expected) => {
    expect(admissionOf(SCRAPER, { clusterArn: CLUSTER_ARN, entries: { principalArns } })).toEqual(expected);
  });

  test('is not known where they could not be read', () => {
    const entries = { unreadable: 'eks:ListAccessEntries was denied.' };
    expect(admissionOf(SCRAPER, { clusterArn: CLUSTER_ARN, entries })).toEqual({
      warnings: [
        `Whether cluster ${CLUSTER_ARN} has an access entry for scraper ${SCRAPER_ARN} could not be read: eks:ListAccessEntries was denied.`,
      ],
    });
  });
});

describe('a scraper without an access entry', () => {
  const made = [{ action: 'replace', part: 'access entry', before: [], after: ["the new scraper's role"] }];
  test.each([
    ['is made anew when that is allowed', SCRAPER_ARN, true, made],
    ['is made anew when even a loss is allowed', SCRAPER_ARN, 'dropUnknown', made],
    ['stays where nobody asks', SCRAPER_ARN, false, []],
    ['is another one', `${SCRAPER_ARN}-old`, true, []],
    ['is none', undefined, true, []],
  ] as const)('%s', (_name, withoutAccessEntry, replace, expected) => {
    const asked = { clusterArn: CLUSTER_ARN, authenticationMode: 'API', replace } as const;
    const of = withoutAccessEntry === undefined ? asked : { ...asked, withoutAccessEntry };
    expect(admissionChanges(SCRAPER_ARN, of)).toEqual(expected);
  });

  test.each([
    ['API', 'does not admit it, so that no samples come from it'],
    [
      'API_AND_CONFIG_MAP',
      'admits it only while its role is mapped in the ConfigMap aws-auth, and no longer once the mode is API',
    ],
  ] as const)('is warned of where the mode is %s', (authenticationMode, admitted) => {
    const of = { clusterArn: CLUSTER_ARN, authenticationMode, withoutAccessEntry: SCRAPER_ARN };
    expect(admissionWarnings(SCRAPER_ARN, of)).toEqual([
      `Scraper ${SCRAPER_ARN} was made while cluster ${CLUSTER_ARN} had authentication mode CONFIG_MAP and has no access entry, which EKS makes only with a scraper: ` +
        `the cluster, now ${authenticationMode}, ${admitted}. Make the scraper anew: run again with "replace": true, which leaves a gap of some 25 minutes.`,
    ]);
    expect(admissionWarnings(`${SCRAPER_ARN}-new`, of)).toEqual([]);
  });
});

test('a gap that lasts until a role is mapped is told as that', () => {
  expect(mappingNote({ clusterArn: CLUSTER_ARN })).toBe(
    `Cluster ${CLUSTER_ARN} has authentication mode CONFIG_MAP, and a new scraper has a service-linked role of its own: the gap in the metrics ` +
      'lasts until that role is mapped in the ConfigMap aws-auth, as the manualSteps of the output say.',
  );
});
