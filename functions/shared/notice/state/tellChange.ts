import { arnParts } from '../../arn.ts';
import { putEvent } from '../../aws/services/events.ts';
import { translateAwsError } from '../../aws/errors/translate.ts';
import { CallRefused } from '../../aws/jsonCall.ts';
import { WorkflowError } from '../../errors.ts';
import type { NotifyEnvironment } from '../../environment.ts';
import { DOORS } from '../../request/doors/doors.ts';
import { failureFields } from '../../handler/failures.ts';
import { deployedName } from '../../names.ts';
import type { Mail } from '../mail.ts';
import type { NoticeContext } from '../context.ts';
import { writeStatus } from './clusterTags.ts';
import type { ConnectionChange } from './connectionState.ts';
import { isMailed, isNews, toldKey, toldOf, type Told } from './news.ts';
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
  const { told, publishes, environment } = context;
  const key = toldKey(change);
  const before = await told.get(key);
  const isNew = isNews(change, before);
  if (isNew && mailOf !== undefined && isMailed(change, before)) await publishes(mailOf());
  if (isNew && !(await told.put(key, toldOf(change, before)))) return;
  if (isNew) await tellBuses(change, context);
  if (showsStatus(change, environment) && (isNew || isSame(change, before)))
    await attempt('the status tags', change, context, () => tellCluster(change, key, context));
}

function showsStatus(change: ConnectionChange, environment: NotifyEnvironment): boolean {
  return DOORS[change.door].looksAgain && environment.statusTags && isOurs(change, environment);
}

/** One that is told already may be missing on its cluster, whose tags somebody else's tool has set anew. */
function isSame(change: ConnectionChange, before: Told | undefined): boolean {
  return before !== undefined && change.state === before.state && Date.parse(change.since) >= Date.parse(before.since);
}

async function tellBuses(change: ConnectionChange, context: NoticeContext): Promise<void> {
  const { environment } = context;
  const { name, partition, region } = environment;
  const { accountId } = arnParts(change.clusterArn);
  const event = stateEvent(change, name);
  const place = { partition, region };
  await attempt('the event on the bus of the workflow', change, context, () =>
    putEvent({ ...place, name: deployedName(name, 'bus') }, event),
  );
  if (!isOurs(change, environment)) return;
  await attempt("the event on the account's own bus", change, context, () =>
    putEvent({ ...place, name: 'default', credentials: context.session.credentials(accountId) }, event),
  );
}

/**
 * Whether the cluster is in an account and in the Region that this workflow is for, as far as the configuration knows: a connection
 * outlives its account there, and a request that is refused may name any.
 */
function isOurs({ clusterArn }: ConnectionChange, { organization, accounts, region, partition }: NotifyEnvironment) {
  const cluster = arnParts(clusterArn);
  if (cluster.region !== region || cluster.partition !== partition) return false;
  if (organization === undefined) return accounts.includes(cluster.accountId);
  return !organization.excludedAccounts.includes(cluster.accountId);
}

/** Of two that are told at once the older may write last: it then writes what the newer one said. */
async function tellCluster(change: ConnectionChange, key: string, context: NoticeContext): Promise<void> {
  const { environment, session } = context;
  const how = { session, installation: environment.name, configuration: environment };
  if (!(await writeStatus(change, how))) return;
  const newest = await context.told.get(key);
  if (newest?.state === undefined || newest.since <= change.since) return;
  const { state, code, reason = '', since, workspaceArn } = newest;
  await writeStatus({ ...change, state, code, reason, since, ...(workspaceArn ? { workspaceArn } : {}) }, how);
}

async function attempt(
  what: string,
  { clusterArn }: ConnectionChange,
  { log }: NoticeContext,
  work: () => Promise<unknown>,
): Promise<void> {
  try {
    await work();
  } catch (caught) {
    const error = translateAwsError(caught);
    if (!(error instanceof WorkflowError || error instanceof CallRefused)) throw error;
    log('notTold', { what, accountId: arnParts(clusterArn).accountId, ...failureFields(error) });
  }
}
