import { arnParts } from '../../../../functions/shared/arn.ts';
import { signedCalls, type Calls } from '../../../calls/signedCalls.ts';
import { PAGE, type DeploymentFacts } from '../../facts.ts';

/** The secret of every administrator of the embedded AWS, whose access key id is the account's number. */
const SECRET = 'test';

/** What all views have. */
export interface Session {
  facts: DeploymentFacts;
  /** Calls of an account's administrator. */
  callsOf(accountId: string, region: string): Calls;
}

/** @param endpoint this page's own origin unless given. */
export function openSession(facts: DeploymentFacts, endpoint: string = location.origin): Session {
  return {
    facts,
    callsOf: (accountId, region) =>
      signedCalls({
        region,
        credentials: { accessKeyId: accountId, secretAccessKey: SECRET },
        urlOf: () => new URL(endpoint),
        // Whatever looks does so again; what changes something is not done twice.
        attempts: 1,
        userAgent: PAGE,
      }),
  };
}

/** Calls of the administrator of the account that has the resource, in its Region. @throws TypeError for what is no ARN */
export function callsFor({ callsOf }: Session, arn: string): Calls {
  const { accountId, region } = arnParts(arn);
  return callsOf(accountId, region);
}

/** In which Regions an account's things are looked for: where there is a workflow. */
export function regionsOf({ facts }: Session): string[] {
  return [...new Set(facts.places.map(({ region }) => region))];
}
