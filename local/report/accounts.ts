import type { Account, Role, Scraper, World } from '../state/state.ts';

/** What a run leaves behind in one account. Policies are parsed; what was deleted is absent. */
export interface AccountReport {
  roles: {
    roleName: string;
    arn: string;
    trustPolicy: unknown;
    attachedPolicyArns: string[];
    inlinePolicies: Record<string, unknown>;
    tags: Record<string, string>;
  }[];
  scrapers: {
    scraperId: string;
    arn: string;
    alias?: string;
    status: string;
    roleConfiguration?: { sourceRoleArn?: string; targetRoleArn?: string };
  }[];
  /** `series`: how many arrived. */
  workspaces: { arn: string; series: number }[];
}

/** Every account of the world. */
export function reportAccounts(world: World): Record<string, AccountReport> {
  return Object.fromEntries(Object.entries(world.accounts).map(([id, account]) => [id, reportAccount(account)]));
}

function reportAccount({ roles, scrapers, workspaces }: Account): AccountReport {
  return {
    roles: Object.values(roles).map(reportRole),
    scrapers: Object.values(scrapers).map(reportScraper),
    workspaces: Object.values(workspaces).map(({ arn, series }) => ({ arn, series: series.length })),
  };
}

function reportRole({ roleName, arn, trustPolicy, attachedPolicyArns, inlinePolicies, tags }: Role) {
  const inline = Object.entries(inlinePolicies).map(([name, text]): [string, unknown] => [name, JSON.parse(text)]);
  const trust: unknown = JSON.parse(trustPolicy);
  return { roleName, arn, trustPolicy: trust, attachedPolicyArns, inlinePolicies: Object.fromEntries(inline), tags };
}

function reportScraper({ scraperId, arn, alias, status, sourceRoleArn, targetRoleArn }: Scraper) {
  return {
    scraperId,
    arn,
    ...(alias === undefined ? {} : { alias }),
    status,
    ...(sourceRoleArn === undefined && targetRoleArn === undefined
      ? {}
      : {
          roleConfiguration: {
            ...(sourceRoleArn === undefined ? {} : { sourceRoleArn }),
            ...(targetRoleArn === undefined ? {} : { targetRoleArn }),
          },
        }),
  };
}
