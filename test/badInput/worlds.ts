import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { DEFAULT_WORLD, deployWorldFile, type Deployed } from '../../local/deployedWorld.ts';
import configuration from '../configuration.json' with { type: 'json' };

/** A workspace that the deployment accepts and that is not there, and one that is not ready. */
export const MISSING_WORKSPACE_ARN =
  'arn:aws:aps:us-west-2:222222222222:workspace/ws-00000000-0000-0000-0000-000000000000';
export const STARTING_WORKSPACE_ARN =
  'arn:aws:aps:us-west-2:222222222222:workspace/ws-99999999-2222-3333-4444-555555555555';

const worldFile = z.looseObject({
  accounts: z.record(z.string(), z.looseObject({ clusters: z.array(z.unknown()).optional() })),
});

/** What an earlier run left of the connection of the valid request: the service could not create its scraper. */
const FAILED = {
  clusterName: 'shop',
  workspaceArn: configuration.workspaces.central,
  status: 'CREATION_FAILED',
  tags: { 'amp-scraper:connection': '23262d118a4f16b4bc54' },
};

/** Scrapers of others. */
function scrapersOf(count: number) {
  const workspaceArn = configuration.workspaces.own;
  return Array.from({ length: count }, () => ({ clusterName: 'legacy', workspaceArn }));
}

/** The default world, whose deployment accepts two more workspaces, with these scrapers in the source account. */
function world(scrapers: readonly object[]): Promise<Deployed> {
  const file = worldFile.parse(JSON.parse(readFileSync(DEFAULT_WORLD, 'utf8')));
  const { '111111111111': source, ...others } = file.accounts;
  return deployWorldFile(
    {
      ...file,
      accounts: {
        ...others,
        '111111111111': { ...source, scrapers },
      },
      configuration: {
        ...configuration,
        workspaces: { ...configuration.workspaces, missing: MISSING_WORKSPACE_ARN, starting: STARTING_WORKSPACE_ARN },
      },
    },
    'the bad inputs',
  );
}

/** The worlds of the table; all have one deployment's configuration, so that one runtime serves them. */
export const WORLDS = {
  default: () => world([]),
  'with 9 scrapers': () => world(scrapersOf(9)),
  'with 10 scrapers': () => world(scrapersOf(10)),
  'with 10 scrapers, one of them failed and ours': () => world([...scrapersOf(9), FAILED]),
} as const;
export type WorldName = keyof typeof WORLDS;
