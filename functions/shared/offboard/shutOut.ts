import { arnParts } from '../arn.ts';
import { translateAwsError } from '../aws/errors/translate.ts';
import { AccessDenied, AwsUnavailable, PreflightFailed } from '../errors.ts';
import type { ConnectionNames } from '../names.ts';
import { fitted } from '../size.ts';

/**
 * How often an offboard that revokes tries a source account again before it leaves there what is there: for more than two minutes, by
 * its states' retries. The target role is gone by then.
 */
export const SHUT_OUT_ATTEMPTS = 5;

/** Of what AWS said, within a warning. */
const MAX_REASON_WEIGHT = 1_000;

interface Attempt {
  connection: { revoke?: boolean };
  /** As `retryCount`. */
  retryCount: number;
}

/**
 * What calls the source account of a connection that is being revoked: an account that refuses or cannot be reached, since its owner
 * has taken the provisioner out or it has left, must not keep the offboard from its end.
 * @param stays what is told then, of what AWS said.
 */
export async function unlessShutOut<T>(
  call: () => Promise<T>,
  { connection, retryCount }: Attempt,
  stays: (reason: string) => T,
): Promise<T> {
  try {
    return await call();
  } catch (caught) {
    const error = translateAwsError(caught);
    if (!connection.revoke || retryCount < SHUT_OUT_ATTEMPTS || !shutsOut(error)) throw caught;
    return stays(fitted(error.message, MAX_REASON_WEIGHT));
  }
}

function shutsOut(error: unknown): error is Error {
  return error instanceof AccessDenied || error instanceof AwsUnavailable || error instanceof PreflightFailed;
}

/** @param begun the ARNs of scrapers whose deletion was seen begun. */
export function scraperStays(
  { sourceAccountId, targetRoleArn }: ConnectionNames,
  { clusterArn, workspaceArn }: { clusterArn: string; workspaceArn: string },
  begun: readonly string[],
  reason: string,
): string {
  const which = begun.length === 0 ? 'a scraper, if there is one,' : `scraper ${begun.join(', ')}`;
  const { region } = arnParts(clusterArn);
  return (
    `Account ${sourceAccountId} keeps ${which} of cluster ${clusterArn} to workspace ${workspaceArn}: it bills there, and writes nothing, since role ${targetRoleArn} is gone. ` +
    `To delete it, in that account: aws amp list-scrapers --region ${region} --filters sourceArn=${clusterArn},destinationArn=${workspaceArn}, then aws amp delete-scraper. ${reason}`
  );
}

/** What the output says of the source role of an account that lets nobody in. @param reason AWS's refusal. */
export function roleStays({ sourceAccountId, sourceRoleArn, targetRoleArn }: ConnectionNames, reason: string): string {
  return (
    `Account ${sourceAccountId} keeps role ${sourceRoleArn}, which can do nothing but assume role ${targetRoleArn}, and that is gone. ` +
    `Delete it in that account, or offboard the pair again when the account lets this workflow in. ${reason}`
  );
}
