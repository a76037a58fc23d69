import { parseArn } from '../arn.ts';
import type { Environment } from '../environment.ts';
import { InvalidRequest, type Finding } from '../errors.ts';
import { admissionFindings } from './admission.ts';
import { clusterFindings, workspaceFindings } from './arns.ts';

const REMEDY =
  "Take it out of the configuration's withdrawn and deploy the workflow, or leave the pair unconnected; offboard still works";

/** What of a pair is configured and takes no new connection any more. */
export function withdrawnFindings(
  pair: { clusterArn: unknown; workspaceArn: unknown },
  { withdrawn }: Pick<Environment, 'withdrawn'>,
): Finding[] {
  return Object.entries(pair).flatMap(([path, value]) => {
    const arn = typeof value === 'string' ? parseArn(value) : undefined;
    if (arn === undefined) return [];
    const places = [
      { name: `account ${arn.accountId}`, isWithdrawn: withdrawn.includes(arn.accountId) },
      { name: `Region ${arn.region}`, isWithdrawn: withdrawn.includes(arn.region) },
    ].filter(({ isWithdrawn }) => isWithdrawn);
    const problems = [
      ...places.map(({ name }) => `is in ${name}, which is withdrawn`),
      ...(withdrawn.some((one) => one === value) ? ['is withdrawn'] : []),
    ];
    return problems.map((problem) => ({ path, value, problem, remedy: REMEDY }));
  });
}

/**
 * For who begins a connection that an earlier deployment may have admitted: its pair has to be what the configuration accepts by now.
 * @throws InvalidRequest with all findings
 */
export function refuseWithdrawn(
  pair: { clusterArn: string; workspaceArn: string; product?: string; organizationalUnits?: readonly string[] },
  environment: Environment,
): void {
  const { clusterArn, workspaceArn, product, organizationalUnits: parents } = pair;
  const findings = [
    ...clusterFindings(clusterArn, environment),
    ...workspaceFindings(workspaceArn, environment),
    ...withdrawnFindings({ clusterArn, workspaceArn }, environment),
    ...admissionFindings({ clusterArn, workspaceArn, product }, environment, parents && { parents }),
  ];
  if (findings.length > 0) throw new InvalidRequest(findings);
}
