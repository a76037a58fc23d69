import type { ProvisionerSession } from '../aws/session.ts';
import type { NotifyEnvironment } from '../environment.ts';
import type { FrameContext } from '../handler/frame.ts';
import type { Mail } from './mail.ts';
import type { ToldItems } from './state/toldItems.ts';

/** What it takes to tell people. */
export interface NoticeContext extends FrameContext {
  environment: NotifyEnvironment;
  /** What was told before. */
  told: ToldItems;
  /** The way into the account of a cluster. */
  session: ProvisionerSession;
  /** The accounts that did not answer in this invocation: what they are to be told waits for the next run of reconcile. */
  unanswered: Set<string>;
  /** @throws AccessDenied and AwsUnavailable as `publish` of SNS. */
  publishes(mail: Mail): Promise<void>;
}
