import { arnParts } from '../arn.ts';
import { placeOf, type Place } from '../aws/services/organizations.ts';
import { InvalidRequest } from '../errors.ts';
import type { HandlerContext } from '../handler/handler.ts';
import { admissionFindings, goesByPlace, type Asked } from '../request/admission.ts';

/**
 * Refuses a cluster whose account is not one that it may come from. AWS Organizations is asked for where the account is, and only when a
 * rule goes by that.
 * @returns the units above the account and the root, the nearest first; undefined when nobody asked.
 * @throws InvalidRequest with all findings; AwsUnavailable when AWS Organizations does not answer.
 */
export async function requirePlace(asked: Asked, context: HandlerContext): Promise<readonly string[] | undefined> {
  const { environment } = context;
  const place = goesByPlace(asked, environment) ? await askOnce(asked, context) : undefined;
  const findings = admissionFindings(asked, environment, place);
  if (findings.length > 0) throw new InvalidRequest(findings);
  return place !== undefined && 'parents' in place ? place.parents : undefined;
}

const places = new WeakMap<HandlerContext, Promise<Place>>();

/** An invocation is about one cluster. */
function askOnce({ clusterArn }: Asked, context: HandlerContext): Promise<Place> {
  const { partition, accountId } = arnParts(clusterArn);
  const ownAccountId = arnParts(context.executionArn).accountId;
  const endpoint = process.env['AWS_ENDPOINT_URL'];
  const place = places.get(context) ?? placeOf(accountId, { ownAccountId, partition, endpoint });
  places.set(context, place);
  return place;
}
