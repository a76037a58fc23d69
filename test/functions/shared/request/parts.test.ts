import { describe, expect, test } from 'vitest';
import { describeFinding } from '../../../../functions/shared/errors.ts';
import { checkRequest, readableParts } from '../../../../functions/shared/request/request.ts';
import { CLUSTER_ARN, TEST_ENVIRONMENT, WORKSPACE_ARN } from '../../support.ts';

const PAIR = { clusterArn: CLUSTER_ARN, workspaceArn: WORKSPACE_ARN };

describe('a finding of a request', () => {
  test.each([
    [
      'quotes the member of a list, and has what else is wrong with the list',
      { subnetIds: [5] },
      [
        "subnetIds[0] (5): is not text. Give 2 to 5 of the cluster VPC's subnets, one per Availability Zone, or leave the field out",
        "subnetIds ([5]): has fewer than the 2 subnets that a scraper needs. Give 2 to 5 of the cluster VPC's subnets, one per Availability Zone, or leave the field out",
      ],
    ],
    [
      'quotes the value of a tag',
      { tags: { team: 5 } },
      ['tags.team (5): is not text. Give texts as keys and values, or leave the field out'],
    ],
    [
      'quotes the whole of a text',
      { alias: '-' },
      [
        'alias ("-"): is not 1 to 100 letters, digits, ".", "-" or "_", the first a letter or digit. Give another alias, or leave the field out',
      ],
    ],
    [
      'names all fields where one is unknown',
      { color: 'red' },
      [
        'color: is not a field of a request. Remove it; the fields are clusterArn, workspaceArn, subnetIds, securityGroupIds, scrapeConfiguration, alias, logs, tags, requireSamples, dryRun, replace, liftRevoke',
      ],
    ],
  ])('%s', (_name, more, texts) => {
    const { findings } = checkRequest({ ...PAIR, ...more }, TEST_ENVIRONMENT);
    expect(findings.map(describeFinding)).toEqual(texts);
  });

  test('of what is no object quotes it', () => {
    expect(checkRequest('shop', TEST_ENVIRONMENT).findings.map(describeFinding)).toEqual([
      '(request) ("shop"): is not a JSON object. Give an object with clusterArn and workspaceArn',
    ]);
  });

  test('of what is missing says what to give', () => {
    expect(checkRequest({}, TEST_ENVIRONMENT).findings.map(describeFinding)).toEqual([
      'clusterArn: is missing. Give the ARN of the EKS cluster, as "aws eks describe-cluster" shows it',
      'workspaceArn: is missing. Give the ARN of the workspace, as "aws amp describe-workspace" shows it',
    ]);
  });

  test('is one of what is withdrawn', () => {
    const { findings } = checkRequest(PAIR, { ...TEST_ENVIRONMENT, withdrawn: ['111111111111', WORKSPACE_ARN] });
    expect(findings.map(({ path, problem }) => `${path} ${problem}`)).toEqual([
      'clusterArn is in account 111111111111, which is withdrawn',
      'workspaceArn is withdrawn',
    ]);
  });
});

test.each([
  [
    'both',
    { ...PAIR, scrapeConfiguration: { yaml: 'a' } },
    { clusterArn: CLUSTER_ARN, scrapeConfiguration: { yaml: 'a' } },
  ],
  [
    'both, whatever the cluster is',
    { clusterArn: '', scrapeConfiguration: { name: 'a' } },
    { clusterArn: '', scrapeConfiguration: { name: 'a' } },
  ],
  ['nothing where the cluster is no text', { clusterArn: 5, scrapeConfiguration: { yaml: 'a' } }, { clusterArn: '' }],
  [
    'nothing where the configuration has another shape',
    { ...PAIR, scrapeConfiguration: { yaml: 5 } },
    { clusterArn: '' },
  ],
  ['nothing where there is no configuration', PAIR, { clusterArn: '' }],
  ['nothing of what is no object', null, { clusterArn: '' }],
  ['nothing of a list', [PAIR], { clusterArn: '' }],
])('of a request with findings is read %s', (_name, input, parts) => {
  expect(readableParts(input)).toEqual(parts);
});
