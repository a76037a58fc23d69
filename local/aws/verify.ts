import type { World } from '../state/state.ts';
import { credentialsOf, type Credentials } from './callers.ts';
import { ServiceError } from './operation.ts';
import type { Caller } from '../policies/caller.ts';
import { partitionOf } from './partition.ts';
import type { Refusal, Refusals } from './serviceConventions.ts';
import { payloadIsIntact, signatureMatches, signingTime, type Authorization } from './sigv4.ts';
import type { WireRequest } from './wire.ts';

/** How far a signature's date may be from the real time: the 15 minutes of the Signature Version 4 documentation. */
const MAX_SKEW = 15 * 60_000;

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and ' +
  'signing method. Consult the service documentation for details.';

function refuse({ code, status }: Refusal, message: string): ServiceError {
  return new ServiceError(code, status, message);
}

/**
 * Who signed the request.
 * @param realNow The machine's time, in milliseconds since the epoch: clients sign with it, whatever the virtual clock shows.
 * @throws ServiceError with the service's own codes.
 */
export async function verifyCaller(
  world: World,
  request: WireRequest,
  authorization: Authorization,
  refusals: Refusals,
  realNow: number,
): Promise<Caller> {
  checkDate(request, authorization, refusals, realNow);
  const credentials = knownCredentials(world, authorization, refusals, realNow);
  checkToken(request, credentials, refusals);
  const intact =
    payloadIsIntact(request, authorization) &&
    (await signatureMatches(request, authorization, credentials.secretAccessKey));
  if (!intact) throw refuse(refusals.mismatch, MISMATCH);
  if (credentials.expired) throw refuse(refusals.expired, expiredMessage(refusals));
  return credentials.caller;
}

/** As the service words that a session has ended. */
export function expiredMessage(refusals: Refusals): string {
  return refusals.expired.code === 'RequestExpired'
    ? 'Request has expired.'
    : 'The security token included in the request is expired';
}

function checkDate(request: WireRequest, authorization: Authorization, refusals: Refusals, realNow: number): void {
  const time = signingTime(request);
  const stamp = request.headers['x-amz-date'];
  if (time === undefined || stamp === undefined || !authorization.signedHeaders.includes('host')) {
    throw refuse(refusals.incomplete, "Authorization header requires existence of a signed 'X-Amz-Date' and 'Host'.");
  }
  if (!stamp.startsWith(authorization.date)) {
    throw refuse(refusals.mismatch, `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date.`);
  }
  if (Math.abs(time - realNow) <= MAX_SKEW) return;
  const [problem, bound] = time < realNow ? ['Signature expired', 'earlier'] : ['Signature not yet current', 'later'];
  const limit = basicFormat(time < realNow ? realNow - MAX_SKEW : realNow + MAX_SKEW);
  throw refuse(
    refusals.skewed,
    `${problem}: ${stamp} is now ${bound} than ${limit} (${basicFormat(realNow)}, 15 min.)`,
  );
}

function basicFormat(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
}

function knownCredentials(
  world: World,
  { accessKeyId, region }: Authorization,
  refusals: Refusals,
  realNow: number,
): Credentials {
  const credentials = credentialsOf(world, accessKeyId, partitionOf(region), realNow);
  if (credentials !== undefined) return credentials;
  const accounts = Object.keys(world.accounts).sort().join(', ');
  const remedy = `The embedded AWS has the accounts ${accounts}: use one as the access key id, with the secret "test".`;
  throw refuse(
    refusals.unknownKey,
    `The security token included in the request is invalid. ${accessKeyId} is no key. ${remedy}`,
  );
}

function checkToken(request: WireRequest, { sessionToken }: Credentials, refusals: Refusals): void {
  if (request.headers['x-amz-security-token'] === sessionToken) return;
  throw refuse(refusals.unknownKey, 'The security token included in the request is invalid.');
}
