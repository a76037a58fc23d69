import { describe, expect, test } from 'vitest';
import { creationRequest, unknownMembers, updateRequest } from '../../../../functions/shared/settings/members.ts';
import type { WholeSettings } from '../../../../functions/shared/settings/settings.ts';
import { CLUSTER_ARN, NAMES, SCRAPER_ARN, WORKSPACE_ARN } from '../../support.ts';

const SETTINGS: WholeSettings = {
  subnetIds: ['subnet-1', 'subnet-2'],
  securityGroupIds: ['sg-1'],
  alias: 'shop',
  configuration: 'global: {}',
  roleConfiguration: { sourceRoleArn: NAMES.sourceRoleArn, targetRoleArn: NAMES.targetRoleArn },
  tags: { team: 'shop' },
};
const SHOWN = {
  scraperId: 's-1',
  arn: SCRAPER_ARN,
  roleArn: 'a role',
  alias: 'shop',
  status: { statusCode: 'ACTIVE' },
  statusReason: null,
  createdAt: 1,
  lastModifiedAt: 2,
  tags: { exporters: 'a tag of that name' },
  scrapeConfiguration: { configurationBlob: 'Z2xvYmFsOiB7fQ==' },
  source: { eksConfiguration: { clusterArn: CLUSTER_ARN, subnetIds: ['subnet-1'], securityGroupIds: [] } },
  destination: { ampConfiguration: { workspaceArn: WORKSPACE_ARN } },
  roleConfiguration: { sourceRoleArn: 'one', targetRoleArn: 'other' },
};

describe('members of a scraper that this version does not know', () => {
  test.each<[string, object, string[]]>([
    ['none', {}, []],
    ['one', { exporters: ['otlp'] }, ['exporters']],
    ['one that is empty, which is nothing to lose', { exporters: [], loggingConfiguration: {}, other: null }, []],
    ['one that says false', { isPaused: false }, ['isPaused']],
    [
      'one inside another',
      { source: { eksConfiguration: { ...SHOWN.source.eksConfiguration, proxy: 'p' } } },
      ['source.eksConfiguration.proxy'],
    ],
    ['another kind of source', { source: { vpcConfiguration: { subnetIds: ['s'] } } }, ['source.vpcConfiguration']],
    ['a second destination', { destination: { ...SHOWN.destination, s3: { bucket: 'b' } } }, ['destination.s3']],
    ['several', { a: 1, b: 2 }, ['a', 'b']],
  ])('%s', (_name, members, found) => {
    expect(unknownMembers({ ...SHOWN, ...members })).toEqual(found);
  });
});

describe('what is sent of the settings', () => {
  test('all of them to create', () => {
    const { roleConfiguration, tags, alias, subnetIds, securityGroupIds } = SETTINGS;
    expect(creationRequest(SETTINGS, { clusterArn: CLUSTER_ARN, workspaceArn: WORKSPACE_ARN })).toEqual({
      alias,
      scrapeConfiguration: { configurationBlob: new TextEncoder().encode('global: {}') },
      source: { eksConfiguration: { clusterArn: CLUSTER_ARN, subnetIds, securityGroupIds } },
      destination: { ampConfiguration: { workspaceArn: WORKSPACE_ARN } },
      roleConfiguration,
      tags,
    });
  });

  test('what changes in place to update, the roles always', () => {
    const { alias: _alias, ...unnamed } = SETTINGS;
    const sent = {
      scrapeConfiguration: { configurationBlob: new TextEncoder().encode('global: {}') },
      roleConfiguration: SETTINGS.roleConfiguration,
    };
    expect(updateRequest(SETTINGS)).toEqual({ alias: 'shop', ...sent });
    expect(updateRequest(unnamed)).toEqual(sent);
  });
});
