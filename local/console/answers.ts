/** What the page shows that no API of AWS tells. */

import { ENVIRONMENT } from '../../functions/shared/environment.ts';
import { deployedName } from '../../functions/shared/names.ts';
import type { Deployment } from '../deployment/deployed.ts';
import { linksOf } from '../runReport/chains.ts';
import type { World } from '../state/state.ts';
import type { ChainNow, DeploymentFacts, Mail } from './facts.ts';

/** What the page's answers are read from. */
export interface Served {
  world: World;
  deployment: Deployment;
  /** The clock's, in milliseconds since the epoch. */
  now(): number;
}

/** A world with more is not evaluated whole for a page. */
const MOST_CHAINS = 20;
const MOST_MAIL = 100;

/** Every place by the function that reads requests there. */
export function factsOf({ world, deployment }: Served): DeploymentFacts {
  const places = deployment.functions.flatMap(({ accountId, region, functionName, environment, deploymentFile }) => {
    const name = environment[ENVIRONMENT.name];
    const connectionsTable = environment[ENVIRONMENT.connectionsTable];
    if (name === undefined || connectionsTable === undefined || deploymentFile === undefined) return [];
    if (functionName !== deployedName(name, 'resolveRequest')) return [];
    const data = JSON.parse(deploymentFile);
    return [{ accountId, region, environment: { ...data, name, connectionsTable, region, taskRoot: '' } }];
  });
  return { accounts: Object.keys(world.accounts).toSorted(), places };
}

/** Of the first scrapers. */
export async function chainsNow({ world }: Served): Promise<ChainNow[]> {
  const scrapers = Object.values(world.accounts).flatMap((account) => Object.values(account.scrapers));
  return Promise.all(
    scrapers.slice(0, MOST_CHAINS).map(async (scraper) => ({
      scraperArn: scraper.arn,
      workspaceArn: scraper.workspaceArn,
      links: await linksOf(world, scraper),
    })),
  );
}

/** The latest first. */
export function topicMail({ world }: Served): Mail[] {
  return Object.values(world.topics ?? {})
    .flatMap(({ topicArn, messages }) =>
      messages.map(({ messageId, at, subject, message }) => ({
        topicArn,
        messageId,
        at,
        ...(subject === undefined ? {} : { subject }),
        message,
      })),
    )
    .toSorted((one, other) => other.at - one.at)
    .slice(0, MOST_MAIL);
}
