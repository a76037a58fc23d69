import { arnParts } from '../../arn.ts';
import { putEvent } from '../../aws/services/events.ts';
import { translateAwsError } from '../../aws/errors/translate.ts';
import { CallRefused } from '../../aws/jsonCall.ts';
import { AwsUnavailable, WorkflowError } from '../../errors.ts';
import type { NotifyEnvironment } from '../../environment.ts';
import { DOORS } from '../../request/doors/doors.ts';
import { failureFields } from '../../handler/failures.ts';
import { connectionId, deployedName } from '../../names.ts';
import type { Mail } from '../mail.ts';
import type { NoticeContext } from '../context.ts';
import { removeStatus, writeStatus, type ClusterTags } from './clusterTags.ts';
import type { ConnectionChange } from './connectionState.ts';
import { byTagKey, isMailed, isNews, toldKey, toldOf, type Told } from './news.ts';
import { stateEvent } from './stateEvent.ts';

/**
 * Tells of one change, unless it is no news. The mail comes first, and alone has to succeed: Lambda tries again what throws. The events
 * and the cluster's tags are told with best effort, since a member account may refuse both.
 * @param mailOf undefined where another mail tells of it.
 * @throws AccessDenied and AwsUnavailable as `publish`.
 */
export async function tellChange(
  change: ConnectionChange,
  mailOf: (() => Mail) | undefined,
  context: NoticeContext,
): Promise<void> {
  const { told: items, publishes, logger, environment } = context;
  const { clusterArn, workspaceArn } = change;
  logger.appendKeys({ connectionId: workspaceArn && connectionId(environment.name, clusterArn, workspaceArn) });
  const key = toldKey(change);
  const before = await items.get(key);
  const isNew = isNews(change, before);
  if (isNew && mailOf !== undefined && isMailed(change, before)) await publishes(mailOf());
  const told = isNew ? toldOf(change, before) : before;
  if (isNew && !(await items.put(key, toldOf(change, before)))) return;
  if (isNew) await tellBuses(change, context);
  if (change.state === 'disconnected') return tellGone(change, context);
  if (!DOORS[change.door].looksAgain || told === undefined || !(isNew || isSame(change, told))) return;
  const isUnshown = !(await tellCluster(change, key, context));
  if (isUnshown !== (told.isUnshown ?? false)) await items.put(key, { ...told, isUnshown });
}

/** One that is told already may be missing on its cluster. */
function isSame(change: ConnectionChange, told: Told): boolean {
  return change.state === told.state && Date.parse(change.since) >= Date.parse(told.since);
}

/** Takes the status off a cluster that asks for nothing any more. */
export async function tellUntagged(clusterArn: string, context: NoticeContext): Promise<void> {
  if (!showsStatus({ clusterArn }, context.environment)) return;
  await attempt('the status tags', { clusterArn }, context, () => removeStatus(clusterArn, how(context)));
}

async function tellBuses(change: ConnectionChange, context: NoticeContext): Promise<void> {
  const { environment } = context;
  const { name, partition, region } = environment;
  const { accountId } = arnParts(change.clusterArn);
  const event = stateEvent(change, name);
  const place = { partition, region };
  // Its own account is the execution's.
  await attempt('the event on the bus of the workflow', { clusterArn: change.executionArn }, context, () =>
    putEvent({ ...place, name: deployedName(name, 'bus') }, event),
  );
  if (!isOurs(change, environment)) return;
  await attempt("the event on the account's own bus", change, context, () =>
    putEvent({ ...place, name: 'default', credentials: context.session.credentials(accountId) }, event),
  );
}

/** Or whatever has an ARN of the account that is told. */
type Cluster = Pick<ConnectionChange, 'clusterArn'>;

function showsStatus(cluster: Cluster, environment: NotifyEnvironment): boolean {
  return environment.statusTags && isOurs(cluster, environment);
}

/**
 * Whether the cluster is in an account and in the Region that this workflow is for, as far as the configuration knows: a connection
 * outlives its account there, and a request that is refused may name any.
 */
function isOurs({ clusterArn }: Cluster, { organization, accounts, region, partition }: NotifyEnvironment): boolean {
  const cluster = arnParts(clusterArn);
  if (cluster.region !== region || cluster.partition !== partition) return false;
  if (organization === undefined) return accounts.includes(cluster.accountId);
  return !organization.excludedAccounts.includes(cluster.accountId);
}

function how({ session, environment }: NoticeContext): ClusterTags {
  return { session, installation: environment.name, configuration: environment };
}

/**
 * Of two that are told at once the older may write last: it then writes what the newer one said.
 * @returns whether the cluster shows it.
 */
async function tellCluster(change: ConnectionChange, key: string, context: NoticeContext): Promise<boolean> {
  if (!showsStatus(change, context.environment)) return false;
  return attempt('the status tags', change, context, async () => {
    if (!(await writeStatus(change, how(context)))) return;
    const newest = await context.told.get(key);
    if (newest?.state === undefined || newest.since <= change.since) return;
    const { state, code, reason = '', since, workspaceArn } = newest;
    await writeStatus(
      { ...change, state, code, reason, since, ...(workspaceArn ? { workspaceArn } : {}) },
      how(context),
    );
  });
}

/**
 * Whoever took a connection away, its cluster's status goes, and what was to be mended of it is over; unless the tag's connection has
 * come to something since, which may be to the same workspace.
 */
async function tellGone(change: ConnectionChange, context: NoticeContext): Promise<void> {
  const key = byTagKey(change.clusterArn);
  const ofTag = await context.told.get(key);
  if (ofTag !== undefined && ofTag.since > change.since) return;
  const isItsOwn = ofTag !== undefined && (ofTag.workspaceArn ?? change.workspaceArn) === change.workspaceArn;
  if (isItsOwn) await context.told.put(key, toldOf(change, undefined));
  if (showsStatus(change, context.environment))
    await attempt('the status tags', change, context, () => writeStatus(change, how(context)));
}

/** @returns whether it was done. An account that did not answer once is not asked again. */
async function attempt(
  what: string,
  { clusterArn }: Cluster,
  { log, unanswered }: NoticeContext,
  work: () => Promise<unknown>,
): Promise<boolean> {
  const { accountId } = arnParts(clusterArn);
  if (unanswered.has(accountId)) return false;
  try {
    await work();
    return true;
  } catch (caught) {
    const error = translateAwsError(caught);
    if (!(error instanceof WorkflowError || error instanceof CallRefused)) throw error;
    if (error instanceof AwsUnavailable) unanswered.add(accountId);
    const code = error instanceof CallRefused ? { code: error.code } : {};
    log('notTold', { what, accountId, ...failureFields(error), ...code });
    return false;
  }
}
