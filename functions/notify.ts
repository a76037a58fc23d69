import { publish } from './shared/aws/services/sns.ts';
import { provisionerSession } from './shared/aws/session.ts';
import { readNotifyEnvironment } from './shared/environment.ts';
import { framed, type FrameContext } from './shared/handler/frame.ts';
import { noticeInput, type NoticeInput } from './shared/notice/asked.ts';
import type { NoticeContext } from './shared/notice/context.ts';
import { endedBadly, type EndedEvent } from './shared/notice/ended.ts';
import { faultOf } from './shared/notice/fault.ts';
import { tellFleet } from './shared/notice/fleet/tellFleet.ts';
import { changeMail, errorText, mailOf, type Mail } from './shared/notice/mail.ts';
import type { ConnectionChange } from './shared/notice/state/connectionState.ts';
import { changesOf, untaggedCluster } from './shared/notice/state/changes.ts';
import { tellChange, tellUntagged } from './shared/notice/state/tellChange.ts';
import { toldItems } from './shared/notice/state/toldItems.ts';

/**
 * Serves no state: a rule calls it with Step Functions' event of an execution's end, other functions with what no end says (`tellLater`).
 * Tells people what a connection has come to: by mail, by an event, and by its cluster's tags. The event of an end has the whole request:
 * nothing of it is kept, and what is told is written from fields of known form. The line of a bad end comes first, so that the alarm on
 * the platform's failures depends on nothing that is told. Nobody waits for an output.
 * @throws AccessDenied when the topic or its key may not be used, and AwsUnavailable when SNS or the table does not answer: Lambda calls
 * it again.
 */
export const handler = framed(
  'notify',
  noticeInput,
  { keys: (event) => ({ executionArn: executionOf(event) }), context },
  async (event, told): Promise<void> => {
    if ('detail' in event) return tellEnd(event, told);
    for (const change of event.changes) await tellChange(change, undefined, told);
    if (event.fleet !== undefined) await tellFleet({ executionArn: event.executionArn, ...event.fleet }, told);
  },
);

async function tellEnd(event: EndedEvent, context: NoticeContext): Promise<void> {
  const ended = endedBadly(event);
  const { name } = context.environment;
  const fault = ended && faultOf(ended);
  if (ended !== undefined && fault !== undefined)
    context.log('endedBadly', { status: ended.status, errorName: errorText(ended), fault });
  const mail = ended && fault && mailOf(ended, fault, name);
  const changes = changesOf(event);
  const untagged = untaggedCluster(event);
  if (untagged !== undefined) await tellUntagged(untagged, context);
  if (changes.length === 0 && mail !== undefined) await context.publishes(mail);
  for (const change of changes) await tellChange(change, mailAbout(change, mail, name), context);
}

/** Of a tag that names no workspace nobody has a mail: who has set it sees that on the cluster, and each run of reconcile warns of it. */
function mailAbout(change: ConnectionChange, ofFailure: Mail | undefined, name: string): (() => Mail) | undefined {
  if (ofFailure !== undefined) return () => ofFailure;
  return change.state === 'failed' ? undefined : () => changeMail(change, name);
}

function executionOf(event: NoticeInput): string {
  return 'detail' in event ? event.detail.executionArn : event.executionArn;
}

function context(event: NoticeInput, { log, logger }: FrameContext): NoticeContext {
  const environment = readNotifyEnvironment(process.env);
  const { topicArn, endpoint, partition } = environment;
  const executionArn = executionOf(event);
  return {
    environment,
    log,
    logger,
    told: toldItems({ environment, executionArn }),
    session: provisionerSession(environment, partition, 'notify', executionArn),
    unanswered: new Set(),
    publishes: (mail) => publish({ topicArn, ...mail }, endpoint),
  };
}
