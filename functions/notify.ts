import { publish } from './shared/aws/services/sns.ts';
import { readNotifyEnvironment, type NotifyEnvironment } from './shared/environment.ts';
import { framed } from './shared/handler/frame.ts';
import type { Log } from './shared/handler/logLines.ts';
import { endedBadly, endedEvent } from './shared/notice/ended.ts';
import { faultOf } from './shared/notice/fault.ts';
import { errorText, mailOf } from './shared/notice/mail.ts';

interface NotifyContext {
  environment: NotifyEnvironment;
  log: Log;
}

/**
 * Tells people of an execution that ended badly. A rule calls it with Step Functions' event, which has the whole request: nothing of
 * it is kept, and a mail has but what is written from fields of known form. The line comes before the mail, so that the alarm on
 * the platform's failures does not depend on the topic.
 */
export const handler = framed(
  'notify',
  endedEvent,
  {
    keys: ({ detail }) => ({ executionArn: detail.executionArn }),
    context: (_event, { log }): NotifyContext => ({ environment: readNotifyEnvironment(process.env), log }),
  },
  async (event, { environment, log }): Promise<void> => {
    const ended = endedBadly(event);
    if (ended === undefined) return;
    const fault = faultOf(ended);
    log('endedBadly', { status: ended.status, errorName: errorText(ended), fault });
    const { name, topicArn, endpoint } = environment;
    await publish({ topicArn, ...mailOf(ended, fault, name) }, endpoint);
  },
);
