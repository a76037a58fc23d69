import { arnParts } from '../arn.ts';
import { invokeLater } from '../aws/services/lambda.ts';
import { AwsUnavailable } from '../errors.ts';
import { failureFields } from '../handler/failures.ts';
import type { HandlerContext } from '../handler/handler.ts';
import { deployedName } from '../names.ts';
import type { ToTell } from './asked.ts';

/**
 * Has people told, in an invocation of notify that nobody waits for. That it could not be begun is in the log: no connection fails for
 * want of word of it.
 * @returns whether it was begun.
 */
export async function tellLater(
  asked: Omit<ToTell, 'executionArn'>,
  { environment, executionArn, log }: Pick<HandlerContext, 'environment' | 'executionArn' | 'log'>,
): Promise<boolean> {
  const { name, partition, region } = environment;
  try {
    await invokeLater(deployedName(name, 'notify'), { executionArn, ...asked }, { region, partition });
    return true;
  } catch (error) {
    if (!(error instanceof AwsUnavailable)) throw error;
    log('notTold', { what: 'notify', accountId: arnParts(executionArn).accountId, ...failureFields(error) });
    return false;
  }
}
