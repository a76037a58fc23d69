import { arnParts } from '../../../../functions/shared/arn.ts';
import { peekUuid, takeUuid } from '../../../state/ids.ts';
import { accountOf, findCluster, scrapersOf } from '../../../state/lookup.ts';
import { decideCreation } from '../../../state/creation.ts';
import { admitScraper } from '../../../scrapers/admission.ts';
import { createScraperRole, scraperRoleArn } from '../../../scrapers/role.ts';
import type { Cluster, Scraper } from '../../../state/state.ts';
import { defineOperation } from '../../operation.ts';
import type { CallContext } from '../../operation.ts';
import type { AccessCheck } from '../../../policies/accessCheck.ts';
import { checkNetwork } from './checkNetwork.ts';
import { dependentChecks, passRoleCheck } from './dependentActions.ts';
import { conflict, invalidField, notFound, tooManyScrapers } from './errors.ts';
import { createScraperInput, keptMembers } from './model.ts';
import type { CreateScraperInput } from './model.ts';
import { checkRoles, checkWorkspace, decodeBlob, requestDigest, scraperArn } from './scrapers.ts';
import { tagContext } from './tagging.ts';

/** AMP's user guide: 10 scrapers per Region and account. Whatever is not gone counts, failed ones too: assumed. */
const MAX_SCRAPERS = 10;

function earlierScraper(input: CreateScraperInput, call: CallContext): Scraper | undefined {
  if (input.clientToken === undefined) return undefined;
  const scrapers = scrapersOf(call.world, call.caller.accountId, call.region);
  return scrapers.find((scraper) => scraper.clientToken === input.clientToken);
}

function access(input: CreateScraperInput, call: CallContext): AccessCheck[] {
  const { clusterArn } = input.source.eksConfiguration;
  const { workspaceArn } = input.destination.ampConfiguration;
  const uuid = earlierScraper(input, call)?.scraperId.slice('s-'.length) ?? peekUuid(call.world, 'scraper');
  const accountId = call.caller.accountId;
  const tags = input.tags ?? {};
  const requestTags = tagContext(tags);
  const create = [clusterArn, workspaceArn].map((arn) => ({
    action: 'aps:CreateScraper',
    resourceArn: arn,
    resourceAccountId: arnParts(arn).accountId,
    context: requestTags,
    mode: 'identity' as const,
  }));
  const tag = {
    action: 'aps:TagResource',
    resourceArn: scraperArn(call, `s-${uuid}`),
    resourceAccountId: accountId,
    context: requestTags,
  };
  const sourceRoleArn = input.roleConfiguration?.sourceRoleArn;
  return [
    ...create,
    ...(Object.keys(tags).length === 0 ? [] : [tag]),
    ...(sourceRoleArn === undefined ? [] : [passRoleCheck(sourceRoleArn)]),
    ...dependentChecks(call, { clusterArn, scraperRoleArn: scraperRoleArn(call.partition, accountId, uuid) }),
  ];
}

/** A scraper is of its cluster's account and Region. That the cluster must be ACTIVE is assumed. */
function checkCluster(clusterArn: string, call: CallContext): Cluster {
  const { accountId, region } = arnParts(clusterArn);
  if (accountId !== call.caller.accountId || region !== call.region) {
    const here = `${call.caller.accountId} and Region ${call.region}`;
    throw invalidField('source', `The cluster ${clusterArn} is not in account ${here}.`);
  }
  const cluster = findCluster(call.world, clusterArn);
  if (cluster === undefined) throw notFound('cluster', clusterArn);
  if (cluster.status === 'ACTIVE' || cluster.status === 'UPDATING') return cluster;
  throw invalidField('source', `The cluster ${clusterArn} is ${cluster.status}, not ACTIVE.`);
}

function newScraper(input: CreateScraperInput, call: CallContext): Scraper {
  const { clusterArn, subnetIds, securityGroupIds } = input.source.eksConfiguration;
  const { workspaceArn } = input.destination.ampConfiguration;
  const accountId = call.caller.accountId;
  const scrapeConfiguration = decodeBlob(input.scrapeConfiguration.configurationBlob);
  const roles = checkRoles(input.roleConfiguration, accountId);
  const cluster = checkCluster(clusterArn, call);
  const groups = securityGroupIds ?? [cluster.clusterSecurityGroupId];
  checkNetwork(call, cluster, subnetIds, groups);
  checkWorkspace(call, workspaceArn, roles !== undefined);
  if (scrapersOf(call.world, accountId, call.region).length >= MAX_SCRAPERS) throw tooManyScrapers(MAX_SCRAPERS);
  const uuid = takeUuid(call.world, 'scraper');
  return {
    scraperId: `s-${uuid}`,
    arn: scraperArn(call, `s-${uuid}`),
    ...(input.alias === undefined ? {} : { alias: input.alias }),
    accountId,
    region: call.region,
    roleArn: scraperRoleArn(call.partition, accountId, uuid),
    status: 'CREATING',
    createdAt: call.now,
    lastModifiedAt: call.now,
    tags: { ...input.tags },
    scrapeConfiguration,
    clusterArn,
    subnetIds,
    securityGroupIds: groups,
    workspaceArn,
    ...roles,
    ...keptMembers(input),
    ...(input.clientToken === undefined ? {} : { clientToken: input.clientToken }),
    requestDigest: requestDigest(input),
  };
}

function answer(scraper: Scraper): Record<string, unknown> {
  const { scraperId, arn, status, tags } = scraper;
  return { scraperId, arn, status: { statusCode: status }, tags };
}

function run(input: CreateScraperInput, call: CallContext): Record<string, unknown> {
  const earlier = earlierScraper(input, call);
  if (earlier !== undefined) {
    if (earlier.requestDigest === requestDigest(input)) return answer(earlier);
    throw conflict(
      'scraper',
      earlier.scraperId,
      `The client token ${input.clientToken} was used before with other parameters, for scraper ${earlier.scraperId}.`,
    );
  }
  const scraper = newScraper(input, call);
  createScraperRole(call.world, scraper.accountId, scraper.roleArn);
  const cluster = findCluster(call.world, scraper.clusterArn);
  if (cluster !== undefined) admitScraper(cluster, scraper.roleArn);
  accountOf(call.world, scraper.accountId).scrapers[scraper.arn] = scraper;
  decideCreation(call.world, scraper, call.now);
  return answer(scraper);
}

/**
 * Answers at once, with the scraper CREATING. The same client token and request give the same scraper again; that the token
 * with another request is a ConflictException, and how long a token is remembered (here: while the scraper exists), is assumed.
 */
export const createScraper = defineOperation<CreateScraperInput>({
  service: 'aps',
  name: 'CreateScraper',
  http: { method: 'POST', uri: '/scrapers', status: 202 },
  input: createScraperInput,
  access,
  run,
});
