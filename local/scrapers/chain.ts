import { EXPORT_FAILED } from './silence.ts';
import { evaluate, evaluateAssumeRole } from '../policies/authorize.ts';
import { arnParts } from '../../functions/shared/arn.ts';
import { SCRAPER_SERVICE } from '../../functions/shared/names.ts';
import { findWorkspace } from '../state/lookup.ts';
import type { Scraper, World } from '../state/state.ts';

/** What the chain asks of IAM; the real evaluation unless a test has another. */
export interface ChainAuthorizer {
  evaluate: typeof evaluate;
  evaluateAssumeRole: typeof evaluateAssumeRole;
}

export const iamAuthorizer: ChainAuthorizer = { evaluate, evaluateAssumeRole };

/** The answers of the last evaluation, per world and scraper, until IAM or what the scraper points to changes. */
const kept = new WeakMap<World, Map<string, { key: string; problem: string | undefined }>>();

function keyOf(world: World, scraper: Scraper): string {
  const { workspaceArn, sourceRoleArn, targetRoleArn } = scraper;
  const tags = findWorkspace(world, workspaceArn)?.tags;
  return JSON.stringify([world.iamRevision, workspaceArn, sourceRoleArn, targetRoleArn, tags]);
}

/**
 * Whether a scraper's samples are let into its workspace: undefined, or the first thing that stops them, in the words of
 * AMP's vended logs (component EXPORTER) and with the step that was refused.
 */
export async function exportProblem(
  world: World,
  scraper: Scraper,
  authorizer: ChainAuthorizer,
): Promise<string | undefined> {
  const workspace = findWorkspace(world, scraper.workspaceArn);
  if (workspace?.status !== 'ACTIVE') {
    return `${EXPORT_FAILED} the workspace ${scraper.workspaceArn} ${workspace === undefined ? 'does not exist' : `is ${workspace.status}`}`;
  }
  const ofWorld = kept.get(world) ?? new Map<string, { key: string; problem: string | undefined }>();
  kept.set(world, ofWorld);
  const key = keyOf(world, scraper);
  const last = ofWorld.get(scraper.arn);
  if (last?.key === key) return last.problem;
  const problem = await walkChain(world, scraper, authorizer);
  ofWorld.set(scraper.arn, { key, problem });
  return problem;
}

/** Assume the source role, with its session the target role, with that session write; or write with the service-linked role. */
async function walkChain(world: World, scraper: Scraper, iam: ChainAuthorizer): Promise<string | undefined> {
  const { sourceRoleArn, targetRoleArn } = scraper;
  if (sourceRoleArn === undefined || targetRoleArn === undefined) return writeAs(world, scraper, scraper.roleArn, iam);
  const source = await iam.evaluateAssumeRole(world, {
    principal: { kind: 'service', service: SCRAPER_SERVICE },
    roleArn: sourceRoleArn,
    sourceArn: scraper.arn,
    sourceAccount: scraper.accountId,
  });
  if (!source.allowed) {
    return `${EXPORT_FAILED} ${SCRAPER_SERVICE} could not assume the source role ${sourceRoleArn}: ${source.explanation}`;
  }
  const target = await iam.evaluateAssumeRole(world, {
    principal: { kind: 'role', roleArn: sourceRoleArn },
    roleArn: targetRoleArn,
    externalId: scraper.arn,
  });
  if (!target.allowed) {
    return `${EXPORT_FAILED} the source role ${sourceRoleArn} could not assume the target role ${targetRoleArn}: ${target.explanation}`;
  }
  return writeAs(world, scraper, targetRoleArn, iam);
}

async function writeAs(
  world: World,
  scraper: Scraper,
  roleArn: string,
  iam: ChainAuthorizer,
): Promise<string | undefined> {
  const { workspaceArn } = scraper;
  const write = await iam.evaluate(
    world,
    { kind: 'role', roleArn },
    { action: 'aps:RemoteWrite', resourceArn: workspaceArn, resourceAccountId: arnParts(workspaceArn).accountId },
  );
  if (write.allowed) return undefined;
  return `${EXPORT_FAILED} the role ${roleArn} could not write to ${workspaceArn}: ${write.explanation}`;
}
