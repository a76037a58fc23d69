import { parseArn } from '../arn.ts';
import type { Environment } from '../environment.ts';
import { InvalidRequest, type Finding } from '../errors.ts';
import { admissionFindings } from './admission.ts';
import { clusterFindings, workspaceFindings } from './arns.ts';

const remedyOf = (list: 'withdrawn' | 'draining') =>
  `Take it out of the configuration's ${list} and deploy the workflow, or leave the pair unconnected; offboard still works`;

/**
 * What of a pair is configured and takes no new connection any more. A draining account is one whose connections go; which of them, and
 * when, their doors' offboards say: a tag that still asks for one is refused, and takes nothing away.
 */
export function withdrawnFindings(
  pair: { clusterArn: unknown; workspaceArn: unknown },
  { withdrawn, draining }: Pick<Environment, 'withdrawn' | 'draining'>,
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
    const drained = draining.includes(arn.accountId) ? [`is in account ${arn.accountId}, which is draining`] : [];
    return [
      ...problems.map((problem) => ({ path, value, problem, remedy: remedyOf('withdrawn') })),
      ...drained.map((problem) => ({ path, value, problem, remedy: remedyOf('draining') })),
    ];
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
