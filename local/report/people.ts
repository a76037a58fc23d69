import { output as outputSchema, type Output } from '../../functions/shared/contract.ts';
import { arnParts } from '../../functions/shared/arn.ts';
import type { ExecutionReport } from './executions.ts';
import { fleetSection } from './fleet.ts';
import { planSection } from './plan.ts';
import type { DoorResult } from '../workflow/doors/doors.ts';
import type { ExecutionResult } from '../workflow/states/execution.ts';
import type { World } from '../state/state.ts';

/** The connection roles' trust policies by role ARN, as text: those whose name begins with their path, whatever installation's. */
export type TrustPolicies = Readonly<Record<string, string>>;

export function trustPolicies(world: World): TrustPolicies {
  const roles = Object.values(world.accounts).flatMap((account) => Object.values(account.roles));
  return Object.fromEntries(
    roles
      .filter(({ path, roleName }) => roleName.startsWith(`${path.slice(1, -1)}-`))
      .map(({ arn, trustPolicy }) => [arn, trustPolicy]),
  );
}

/** How it ended, for a person. `before`: the trust as it was when PatchTrust began. */
export function reportPeople(result: DoorResult, world: World, before: TrustPolicies): string {
  const output = outputSchema.safeParse(result.output);
  const answer = answerSection(result);
  if (result.status !== 'SUCCEEDED') return [failure(result), ...answer].join('\n');
  const fleet = fleetSection(result);
  if (fleet !== undefined && !output.success) return fleet.join('\n');
  if (!output.success) return ['', 'SUCCEEDED  nothing was started', ...answer].join('\n');
  if (output.data.outcome === 'PLANNED') {
    return [...headline(output.data, result), ...planSection(output.data)].join('\n');
  }
  return [
    ...headline(output.data, result),
    ...answer,
    ...roleSection(output.data, world, before),
    ...scraperSection(output.data, world),
    ...sampleSection(output.data, world),
    ...manualSection(output.data),
  ].join('\n');
}

/** What the run's other executions did: of a tag that names another workspace the connection that was taken away. */
export function reportOthers(executions: readonly ExecutionReport[], result: DoorResult): string {
  const told = executions.find((one) => one.status === result.status && isSame(one.output, result.output));
  return executions
    .filter((one) => one !== told)
    .flatMap(other)
    .join('\n');
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function other({ executionArn, machine, status, error, cause, output }: ExecutionReport): string[] {
  const heading = `${machine}  ${executionArn.split(':').at(-1)}`;
  if (status !== 'SUCCEEDED') return ['', `${heading}: ${status}  ${error}`, '', cause ?? ''];
  const { data } = outputSchema.safeParse(output);
  if (data === undefined || data.outcome === 'IGNORED') return [];
  return ['', `${heading}: ${data.outcome}  connection ${data.connectionId ?? 'none'}`, ...changed(data)];
}

function failure({ status, error, cause }: ExecutionResult): string {
  return `\n${status}  ${error}\n\n${cause}`;
}

/** What the stack's events show, and the outputs that a product's stack has. */
function answerSection({ cloudFormation }: DoorResult): string[] {
  if (cloudFormation === undefined) return [];
  const { Status, Reason, PhysicalResourceId, Data = {} } = cloudFormation;
  return [
    '',
    `CloudFormation is told  ${Status}, physical resource id ${PhysicalResourceId}`,
    ...(Status === 'FAILED' ? [`  reason  ${Reason}`] : []),
    ...Object.entries(Data).map(([name, value]) => `  ${name}  ${String(value)}`),
  ];
}

function headline(output: Output, { elapsedSeconds, transitions }: ExecutionResult): string[] {
  return [
    '',
    `${output.outcome}  connection ${output.connectionId ?? 'none'}, ${elapsedSeconds} s of virtual time, ${transitions} transitions`,
    ...changed(output),
    ...(output.outcome !== 'PLANNED' && isUntouched(output) ? ['  nothing had to be changed'] : []),
  ];
}

function changed(output: Output): string[] {
  const list = (label: string, items: readonly string[]) => items.map((item) => `  ${label}  ${item}`);
  return [
    ...(output.reason ? [`  ${output.reason}`] : []),
    ...list('created', output.created),
    ...list('updated', output.updated),
    ...list('repaired', output.repaired),
    ...(output.replaced ? [`  replaced  ${output.replaced.scraperArn}, ${gap(output.replaced.gapSeconds)}`] : []),
    ...list('warning', output.warnings),
    ...list('deleted', output.deleted ?? []),
  ];
}

function gap(seconds: number | undefined): string {
  return seconds === undefined ? 'the gap in the metrics is not known' : `${seconds} s without metrics`;
}

function isUntouched({ created, updated, repaired, deleted = [] }: Output): boolean {
  return [created, updated, repaired, deleted].every((items) => items.length === 0);
}

function roleSection(output: Output, world: World, before: TrustPolicies): string[] {
  const after = trustPolicies(world);
  return [
    ['Source role', output.sourceRoleArn],
    ['Target role', output.targetRoleArn],
  ].flatMap(([label, arn]) => {
    if (arn === undefined || after[arn] === undefined) return [];
    return [
      '',
      `${label}  ${arn}`,
      'trust policy before (-) and after (+) PatchTrust:',
      ...difference(before[arn], after[arn]),
    ];
  });
}

function difference(before: string | undefined, after: string): string[] {
  const pretty = (text: string): string[] => JSON.stringify(JSON.parse(text), null, 2).split('\n');
  const [old, now] = [before === undefined ? [] : pretty(before), pretty(after)];
  if (old.length !== now.length) return [...old.map((line) => `  - ${line}`), ...now.map((line) => `  + ${line}`)];
  return now.flatMap((line, i) => (line === old[i] ? [`    ${line}`] : [`  - ${old[i]}`, `  + ${line}`]));
}

function scraperSection({ scraperArn }: Output, world: World): string[] {
  if (scraperArn === undefined) return [];
  const scraper = world.accounts[arnParts(scraperArn).accountId]?.scrapers[scraperArn];
  if (scraper === undefined) return [];
  return [
    '',
    `Scraper  ${scraper.arn}`,
    `  status   ${scraper.status}, since ${new Date(scraper.lastModifiedAt).toISOString()}`,
    `  alias    ${scraper.alias ?? 'none'}`,
    `  subnets  ${scraper.subnetIds.join(', ')}`,
    ...(scraper.lastExportProblem ? [`  export   ${scraper.lastExportProblem}`] : []),
  ];
}

function sampleSection(output: Output, world: World): string[] {
  const { workspaceArn, connectionId } = output;
  if (workspaceArn === undefined || output.outcome === 'OFFBOARDED') return [];
  const workspace = world.accounts[arnParts(workspaceArn).accountId]?.workspaces[workspaceArn];
  const series = (workspace?.series ?? []).filter(
    ({ labels }) => connectionId !== undefined && Object.values(labels).includes(connectionId),
  );
  const newest = Math.max(...series.flatMap(({ samples }) => samples.map(({ at }) => at)));
  return [
    '',
    `Samples in  ${workspaceArn}`,
    ...(series.length === 0
      ? ['  none of this cluster']
      : [`  ${series.length} series of this cluster, the newest sample at ${new Date(newest).toISOString()}`]),
    ...series
      .slice(0, 3)
      .map(({ labels }) => `  up{job="${labels['job']}", instance="${labels['instance']}", clusterArn="…"}`),
    ...(series.length > 3 ? [`  and ${series.length - 3} more`] : []),
  ];
}

function manualSection({ manualSteps }: Output): string[] {
  if (manualSteps === undefined) return [];
  return [
    '',
    'Manual steps, since the cluster has authentication mode CONFIG_MAP. Save as manifest.yaml:',
    manualSteps.manifest,
    'then:',
    ...manualSteps.commands.map((command) => `  ${command}`),
  ];
}
