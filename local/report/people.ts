import { output as outputSchema, type Output } from '../../functions/shared/contract.ts';
import { arnParts } from '../../functions/shared/arn.ts';
import { reportConnections } from './connections.ts';
import type { ExecutionReport } from './executions.ts';
import { fleetSection, fleetVerdict } from './fleet.ts';
import { planSection } from './plan.ts';
import { hasSucceeded, type DoorResult } from '../workflow/doors/doors.ts';
import type { World } from '../state/state.ts';

/** The connection roles' trust policies by role ARN, as text: those whose name begins with their path, whatever installation's. */
export type TrustPolicies = Readonly<Record<string, string>>;

/** Taken before a run and after it, so that a report can tell what has changed. */
export function trustPolicies(world: World): TrustPolicies {
  const roles = Object.values(world.accounts).flatMap((account) => Object.values(account.roles));
  return Object.fromEntries(
    roles
      .filter(({ path, roleName }) => roleName.startsWith(`${path.slice(1, -1)}-`))
      .map(({ arn, trustPolicy }) => [arn, trustPolicy]),
  );
}

/** How an execution ended, as the lines that its section closes with. */
export function endingOf(execution: ExecutionReport): string[] {
  const { status, error, cause = '', output } = execution;
  const { data } = outputSchema.safeParse(output);
  const effort = `${transitionsOf(execution)} in ${duration(execution)}`;
  if (status !== 'SUCCEEDED') return [`  ${status}  ${error}, ${effort}`, ...indented(cause)];
  const fleet = fleetSection(output);
  if (data === undefined && fleet !== undefined) return fleet.map((line) => `  ${line}`.trimEnd());
  if (data === undefined) return [`  ${status}  ${effort}`];
  const ending = `  ${data.outcome}  connection ${data.connectionId ?? 'none'}, ${effort}`;
  if (data.outcome === 'PLANNED') return [ending, ...changed(data), ...planSection(data).map((line) => `  ${line}`)];
  return [ending, ...changed(data), ...(isUntouched(data) ? ['    nothing had to be changed'] : [])];
}

/** Step Functions counts one per state that is entered, and one per retry. */
function transitionsOf({ states }: ExecutionReport): string {
  const count = states.reduce((sum, { retries }) => sum + 1 + retries, 0);
  return `${count} ${count === 1 ? 'transition' : 'transitions'}`;
}

/** Of virtual time. */
function duration({ states }: ExecutionReport): string {
  const [first, last] = [states[0], states.at(-1)];
  if (first === undefined || last === undefined) return '0s';
  const seconds = Math.round((Date.parse(last.left ?? last.entered) - Date.parse(first.entered)) / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, '0')}s`;
}

function indented(text: string): string[] {
  return text.split('\n').map((line) => `    ${line}`);
}

/**
 * What a run leaves: what CloudFormation was told, the connections, and of the one that was made its roles, scraper and samples; where
 * no execution was started, why.
 * @param before The trust as it was when PatchTrust began.
 */
export function reportStanding(
  result: DoorResult,
  world: World,
  before: TrustPolicies,
  executions: readonly ExecutionReport[],
): string[] {
  const { data } = outputSchema.safeParse(result.output);
  const cause = executions.length === 0 && result.cause !== undefined ? [result.cause, ''] : [];
  if (data?.outcome === 'PLANNED') return [];
  const made = data === undefined ? [] : [roleSection(data, world, before), scraperSection(data, world)];
  const sections = [answerSection(result), ...made, ...(data ? [sampleSection(data, world)] : [])];
  const standing = executions.length === 0 ? [] : connectionSection(world);
  return [...cause, ...[...sections, standing].flatMap((lines) => (lines.length === 0 ? [] : [...lines, '']))];
}

/** The last line: how it all ended. */
export function verdict(result: DoorResult, executions: readonly ExecutionReport[]): string {
  const failed = executions.filter(({ status }) => status !== 'SUCCEEDED').length;
  const ill = failed === 0 ? '' : `, ${failed} of which failed`;
  const several = executions.length > 1 ? `, ${executions.length} executions${ill}` : '';
  if (result.status !== 'SUCCEEDED') return `${result.status}  ${result.error}${several}`;
  if (!hasSucceeded(result)) return `FAILED  CloudFormation is told FAILED${several}`;
  const { data } = outputSchema.safeParse(result.output);
  const fleet = fleetVerdict(result.output);
  if (data === undefined && fleet !== undefined) return `${fleet}${several}`;
  if (data === undefined) return 'SUCCEEDED  nothing was started';
  return `${data.outcome}  connection ${data.connectionId ?? 'none'}${several}`;
}

/** What the stack's events show, and the outputs that a product's stack has. */
function answerSection({ cloudFormation }: DoorResult): string[] {
  if (cloudFormation === undefined) return [];
  const { Status, Reason, PhysicalResourceId, Data = {} } = cloudFormation;
  return [
    `CloudFormation is told  ${Status}, physical resource id ${PhysicalResourceId}`,
    ...(Status === 'FAILED' ? [`  reason  ${Reason}`] : []),
    ...Object.entries(Data).map(([name, value]) => `  ${name}  ${String(value)}`),
  ];
}

function changed(output: Output): string[] {
  const list = (label: string, items: readonly string[]) => items.map((item) => `    ${label}  ${item}`);
  return [
    ...(output.reason ? [`    ${output.reason}`] : []),
    ...list('created', output.created),
    ...list('updated', output.updated),
    ...list('repaired', output.repaired),
    ...(output.replaced ? [`    replaced  ${output.replaced.scraperArn}, ${gap(output.replaced.gapSeconds)}`] : []),
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
  ]
    .flatMap(([label, arn]) => {
      if (arn === undefined || after[arn] === undefined) return [];
      return [
        `${label}  ${arn}`,
        'trust policy before (-) and after (+) PatchTrust:',
        ...difference(before[arn], after[arn]),
        '',
      ];
    })
    .slice(0, -1);
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

/** The connections that there are, by their first line of the inventory. */
function connectionSection(world: World): string[] {
  const all = reportConnections(world)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith(' '));
  const more = all.length > MOST_CONNECTIONS ? [`  and ${all.length - MOST_CONNECTIONS} more`] : [];
  return ['Connections afterwards', ...all.slice(0, MOST_CONNECTIONS).map((line) => `  ${line}`), ...more];
}

const MOST_CONNECTIONS = 10;

/** What is to be done by hand, to be copied as it is. */
export function manualSection({ output }: DoorResult): string[] {
  const manualSteps = outputSchema.safeParse(output).data?.manualSteps;
  if (manualSteps === undefined) return [];
  return [
    'Manual steps, since the cluster has authentication mode CONFIG_MAP. Save as manifest.yaml:',
    manualSteps.manifest,
    'then:',
    ...manualSteps.commands.map((command) => `  ${command}`),
    '',
  ];
}
