import { EXPORT_FAILED } from './silence.ts';
import type { AccessCheck } from '../policies/accessCheck.ts';
import { evaluate, evaluateAssumeRole, type AssumeRoleRequest, type Principal } from '../policies/authorize.ts';
import { arnParts } from '../../functions/shared/arn.ts';
import { SCRAPER_SERVICE } from '../../functions/shared/names.ts';
import { findWorkspace } from '../state/lookup.ts';
import type { Scraper, World } from '../state/state.ts';

/** What the chain asks of IAM; the real evaluation unless a test has another. */
export interface ChainAuthorizer {
  evaluate: typeof evaluate;
  evaluateAssumeRole: typeof evaluateAssumeRole;
}

/** By the world's policies, as for every other caller. */
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
  for (const step of chainSteps(scraper)) {
    const decision =
      step.assume === undefined
        ? await iam.evaluate(world, step.principal, step.check)
        : await iam.evaluateAssumeRole(world, step.assume);
    if (!decision.allowed) return `${EXPORT_FAILED} ${step.refused}: ${decision.explanation}`;
  }
  return undefined;
}

/** One thing that has to be allowed for a scraper's samples to arrive. */
export type ChainStep = {
  /** The ARN of who asks and of what he asks for. */
  from: string;
  to: string;
  /** What it means that it is not allowed. */
  refused: string;
} & ({ assume: AssumeRoleRequest } | { assume?: never; principal: Principal; check: AccessCheck });

/** In the order in which they have to be allowed; a scraper without roles writes as its service-linked role. */
export function chainSteps(scraper: Scraper): ChainStep[] {
  const { arn, accountId, sourceRoleArn, targetRoleArn, roleArn, workspaceArn } = scraper;
  if (sourceRoleArn === undefined || targetRoleArn === undefined) return [writeStep(roleArn, workspaceArn)];
  return [
    {
      from: arn,
      to: sourceRoleArn,
      refused: `${SCRAPER_SERVICE} could not assume the source role ${sourceRoleArn}`,
      assume: {
        principal: { kind: 'service', service: SCRAPER_SERVICE },
        roleArn: sourceRoleArn,
        sourceArn: arn,
        sourceAccount: accountId,
      },
    },
    {
      from: sourceRoleArn,
      to: targetRoleArn,
      refused: `the source role ${sourceRoleArn} could not assume the target role ${targetRoleArn}`,
      assume: { principal: { kind: 'role', roleArn: sourceRoleArn }, roleArn: targetRoleArn, externalId: arn },
    },
    writeStep(targetRoleArn, workspaceArn),
  ];
}

function writeStep(roleArn: string, workspaceArn: string): ChainStep {
  const resourceAccountId = arnParts(workspaceArn).accountId;
  return {
    from: roleArn,
    to: workspaceArn,
    refused: `the role ${roleArn} could not write to ${workspaceArn}`,
    principal: { kind: 'role', roleArn },
    check: { action: 'aps:RemoteWrite', resourceArn: workspaceArn, resourceAccountId },
  };
}
