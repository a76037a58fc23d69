import * as z from 'zod/mini';
import { arnParts } from '../../arn.ts';
import { readAnswer } from '../../aws/answer.ts';
import { CallRefused, jsonCall } from '../../aws/jsonCall.ts';
import { organizationsEndpoint } from '../../aws/services/organizations.ts';
import { AccessDenied } from '../../errors.ts';
import type { HandlerContext } from '../../handler/handler.ts';
import { accountsOfUnits, sourceAccounts } from '../accounts.ts';

const text = z.string();

const accountsAnswer = z.object({
  Accounts: z.array(z.object({ Id: text, State: text, Paths: z.array(text) })),
  NextToken: z.optional(z.nullable(text)),
});
type ListedAccount = z.infer<typeof accountsAnswer>['Accounts'][number];

/**
 * The accounts whose clusters may be connected: those of the configuration, or of the organization as it is now. ListAccounts says of
 * each where it is, so that one listing is enough whatever units are configured; pages can be empty
 * (https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html).
 * @throws AccessDenied when the workflow account may not list them; AwsUnavailable when they cannot be listed: none would be taken for no
 *   cluster anywhere.
 */
export async function listAccounts({ environment, executionArn }: HandlerContext): Promise<string[]> {
  const { organization, partition } = environment;
  if (organization === undefined) return sourceAccounts(environment);
  const { region, url } = organizationsEndpoint(partition, process.env['AWS_ENDPOINT_URL']);
  const operation = 'organizations:ListAccounts';
  const found: ListedAccount[] = [];
  let NextToken: string | null | undefined;
  do {
    const call = { operation, region, url, target: 'AWSOrganizationsV20161128', version: '1.1' } as const;
    const input = NextToken ? { NextToken } : {};
    const answer = await jsonCall({ ...call, input }).catch((error: unknown) => refuse(error, executionArn));
    const page = readAnswer(operation, accountsAnswer, answer);
    found.push(...page.Accounts);
    ({ NextToken } = page);
  } while (NextToken);
  return accountsOfUnits(found, organization);
}

function refuse(error: unknown, executionArn: string): never {
  if (!(error instanceof CallRefused)) throw error;
  const { accountId } = arnParts(executionArn);
  throw new AccessDenied(
    `${error.message} in account ${accountId}. Make account ${accountId} a delegated administrator of a service of AWS Organizations, ` +
      "or allow it organizations:ListAccounts in the organization's delegation policy, then run again.",
    { cause: error },
  );
}
