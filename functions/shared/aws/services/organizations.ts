import * as z from 'zod/mini';
import { AwsUnavailable } from '../../errors.ts';
import { signedPost } from '../signedPost.ts';

/** Where an account is in the organization: the units above it, the nearest first, and the root; or why nobody can say. */
export type Place = { parents: readonly string[] } | { problem: string; remedy: string };

/** One Region has the one endpoint of a partition (https://docs.aws.amazon.com/general/latest/gr/ao.html). */
const HOME_REGIONS: Readonly<Record<string, string>> = { 'aws-us-gov': 'us-gov-west-1' };
const DEFAULT_HOME_REGION = 'us-east-1';

/** Five units are nested at most (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html), and the root. */
const MAX_PARENTS = 6;

const parentsAnswer = z.object({
  Parents: z.array(z.object({ Id: z.string() })),
  NextToken: z.optional(z.string()),
});
const failure = z.object({ __type: z.string(), message: z.optional(z.string()), Message: z.optional(z.string()) });

/**
 * Where a partition's AWS Organizations is, and the Region that its calls are signed for. @param endpoint of a server that is not AWS's
 * own.
 */
export function organizationsEndpoint(partition: string, endpoint: string | undefined): { region: string; url: URL } {
  const region = HOME_REGIONS[partition] ?? DEFAULT_HOME_REGION;
  return { region, url: new URL(endpoint ?? `https://organizations.${region}.amazonaws.com`) };
}

interface Asking {
  /** The workflow account: who may ask is told by it. */
  ownAccountId: string;
  partition: string;
  /** Where AWS Organizations is, when it is not AWS's own. */
  endpoint: string | undefined;
}

/**
 * Where AWS Organizations says that an account is, by ListParents up to the root
 * (https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListParents.html), as the function's own role.
 * @throws AwsUnavailable for any answer that says nothing about the account, or none.
 */
export async function placeOf(accountId: string, asking: Asking): Promise<Place> {
  const parents: string[] = [];
  let child = accountId;
  while (!child.startsWith('r-')) {
    const answer = await listParent(child, asking);
    if ('refused' in answer) return refusal(answer.refused, answer.message, accountId, asking);
    parents.push(answer.parent);
    child = answer.parent;
    if (parents.length > MAX_PARENTS) {
      throw new AwsUnavailable(
        `organizations:ListParents shows more than ${MAX_PARENTS} above ${accountId}: run again.`,
      );
    }
  }
  return { parents };
}

type Answer = { parent: string } | { refused: string; message: string };

/** Every child has one parent, which may come on a later page: pages can be empty. */
async function listParent(ChildId: string, asking: Asking): Promise<Answer> {
  let token: string | undefined;
  do {
    const { status, text } = await post({ ChildId, ...(token === undefined ? {} : { NextToken: token }) }, asking);
    if (status !== 200) return refused(status, text);
    const page = parentsAnswer.safeParse(parseJson(text)).data;
    if (page === undefined) throw unavailable(`with what is no answer of it: ${text.slice(0, 200)}`);
    const [parent] = page.Parents;
    if (parent !== undefined) return { parent: parent.Id };
    token = page.NextToken;
  } while (token !== undefined);
  throw unavailable(`that ${ChildId} has no parent`);
}

/** @throws AwsUnavailable for what passes: a throttled call, a server's error, an answer that is none of AWS's. */
function refused(status: number, text: string): Answer {
  const { data } = failure.safeParse(parseJson(text));
  const name = data?.['__type'].replace(/^.*#/, '').replace(/Exception$/, '');
  if (data === undefined || name === undefined || status >= 500 || !LASTING.includes(name)) {
    throw unavailable(`${status}: ${text.slice(0, 500)}`);
  }
  return { refused: name, message: (data.message ?? data.Message ?? name).replace(/\.$/, '') };
}

const LASTING = ['AccessDenied', 'AWSOrganizationsNotInUse', 'ChildNotFound'];

function refusal(name: string, message: string, accountId: string, { ownAccountId }: Asking): Place {
  if (name === 'ChildNotFound') {
    const remedy = 'Move the account into the organization, or leave its clusters unconnected';
    return { problem: `is in account ${accountId}, which is not in the organization`, remedy };
  }
  return {
    problem: `is in account ${accountId}, whose place in the organization cannot be read: organizations:ListParents in account ${ownAccountId}: ${message}`,
    remedy: `Make account ${ownAccountId} a delegated administrator of a service of AWS Organizations, or allow it organizations:ListParents and organizations:ListAccounts in the organization's delegation policy, then run again`,
  };
}

function unavailable(answer: string): AwsUnavailable {
  return new AwsUnavailable(
    `organizations:ListParents was answered ${answer}. Run again; nothing has to be cleaned up.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function post(input: object, { partition, endpoint }: Asking): Promise<{ status: number; text: string }> {
  const { region, url } = organizationsEndpoint(partition, endpoint);
  return signedPost({
    operation: 'organizations:ListParents',
    region,
    url,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSOrganizationsV20161128.ListParents',
    },
    body: JSON.stringify(input),
  });
}
