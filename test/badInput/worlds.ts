import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { DEFAULT_WORLD, deployWorldFile, type Deployed } from '../../local/run.ts';
import configuration from '../../infra/configuration.json' with { type: 'json' };

/** A workspace that the deployment accepts and that is not there, and one that is not ready. */
export const MISSING_WORKSPACE_ARN =
  'arn:aws:aps:us-west-2:222222222222:workspace/ws-00000000-0000-0000-0000-000000000000';
export const STARTING_WORKSPACE_ARN =
  'arn:aws:aps:us-west-2:222222222222:workspace/ws-99999999-2222-3333-4444-555555555555';

const worldFile = z.looseObject({
  accounts: z.record(z.string(), z.looseObject({ clusters: z.array(z.unknown()).optional() })),
});

function scrapersOf(count: number, workspaceArn: string) {
  return Array.from({ length: count }, () => ({ clusterName: 'legacy', workspaceArn }));
}

/** The default world, whose deployment accepts two more workspaces, with so many scrapers of others in the source account. */
function world(scrapers: number): Deployed {
  const file = worldFile.parse(JSON.parse(readFileSync(DEFAULT_WORLD, 'utf8')));
  const { '111111111111': source, ...others } = file.accounts;
  return deployWorldFile(
    {
      ...file,
      accounts: {
        ...others,
        '111111111111': { ...source, scrapers: scrapersOf(scrapers, configuration.workspaces.own) },
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
  default: () => world(0),
  'with 9 scrapers': () => world(9),
  'with 10 scrapers': () => world(10),
} as const;
export type WorldName = keyof typeof WORLDS;
