import type { Connection } from '../../../../functions/shared/contract.ts';
import {
  connectionChanges,
  type ConnectionChanges,
  type Observed,
  type Wanted,
} from '../../../../functions/shared/plan/connectionChanges.ts';
import { resourceTags } from '../../../../functions/shared/connection/tags.ts';
import type { ObservedRole } from '../../../../functions/shared/roles/changes.ts';
import { addIdentityLabels } from '../../../../functions/shared/scrapeConfiguration/labels/externalLabels.ts';
import type { ScraperState } from '../../../../functions/shared/settings/changes.ts';
import { CONNECTION, EXECUTION_ARN, NAMES, SCRAPER_ARN, TEST_ENVIRONMENT } from '../../support.ts';

export const TAGS = resourceTags(CONNECTION, NAMES, EXECUTION_ARN);
const NOTHING: Observed = {
  sourceRole: undefined,
  targetRole: undefined,
  scrapers: [],
  scraper: undefined,
  before: undefined,
  defaultConfiguration: 'global: {}',
};
export const ROLES = { sourceRoleArn: NAMES.sourceRoleArn, targetRoleArn: NAMES.targetRoleArn };
export const SCRAPER: ScraperState = {
  scraperId: 's-1',
  arn: SCRAPER_ARN,
  statusCode: 'ACTIVE',
  settings: {
    subnetIds: CONNECTION.subnetIds,
    securityGroupIds: CONNECTION.securityGroupIds,
    alias: CONNECTION.alias,
    configuration: addIdentityLabels('global: {}', CONNECTION.clusterArn, NAMES.ownLabels),
    roleConfiguration: ROLES,
    tags: TAGS,
  },
  unknownMembers: [],
};
export const listed = (statusCode: string, tags: Record<string, string> = TAGS) => ({
  scraperId: 's-1',
  arn: SCRAPER_ARN,
  status: { statusCode },
  tags,
});
export const foreignRole = (arn: string): ObservedRole => ({
  arn,
  trust: {},
  boundaryArn: undefined,
  tags: {},
  inlinePolicies: {},
  attachedPolicyArns: [],
});

export const changesOf = (
  observed: Partial<Observed>,
  asked: Partial<Connection> = {},
  text?: Wanted['text'],
): ConnectionChanges =>
  connectionChanges(
    { ...NOTHING, ...observed },
    {
      connection: { ...CONNECTION, ...asked },
      text,
      names: NAMES,
      executionArn: EXECUTION_ARN,
      environment: TEST_ENVIRONMENT,
    },
  );
