import { INPUTS } from '../../local/deployment/inputs.ts';
import { circlesOf, graphOf, reachableFrom } from './graph.ts';
import type { Import } from './sources.ts';

export interface Rule {
  name: string;
  /** What is against the rule: imports, or files. */
  breaches(imports: readonly Import[]): unknown[];
  /** Imports that there are not, each of which would be against it. */
  planted: readonly Import[];
}

const planted = (from: string, to: string, isType = false): Import => ({
  from,
  to,
  isType,
  isPackage: !/\.(ts|json)$/.test(to),
});

const isIn = (folder: string, file: string) => file.startsWith(`${folder}/`);
const isHandler = (file: string) => /^functions\/[^/]+\.ts$/.test(file);
const isSdk = ({ to, isPackage }: Import) => isPackage && /^(@aws-sdk|@smithy|aws-sdk)(\/|$)/.test(to);

/** A rule by the folder that it is for, and what a file of it may import of the project. */
function mayImport(folder: string, may: (to: string) => boolean, against: readonly Import[]): Rule {
  return {
    name: `${folder} imports only what it may`,
    breaches: (imports) => imports.filter(({ from, to, isPackage }) => isIn(folder, from) && !isPackage && !may(to)),
    planted: against,
  };
}

/** What infra shares with the functions: a change of these is a change of what is deployed. */
const SHARED_WITH_INFRA: readonly string[] = INPUTS.filter(
  (path) => path.startsWith('functions/') || path === 'cdk.json',
);

/** All of functions/shared, but for aws/, that calls AWS, itself or through another. What is not listed can be tested with values alone. */
export const CALLS_AWS: readonly string[] = [
  'connection/again.ts',
  'connection/cutOff.ts',
  'connection/table/answeredAccounts.ts',
  'connection/table/connectionReads.ts',
  'connection/table/connections.ts',
  'connection/table/keptSettings.ts',
  'connection/table/removals.ts',
  'connection/whole.ts',
  'fleet/facts/gatherFacts.ts',
  'fleet/look/accounts.ts',
  'fleet/look/clusters.ts',
  'fleet/look/hints.ts',
  'fleet/look/pair.ts',
  'fleet/look/problem.ts',
  'fleet/look/roles.ts',
  'fleet/look/undelivered.ts',
  'fleet/look/workspace.ts',
  'fleet/starts.ts',
  'fleet/table/fleetItems.ts',
  'fleet/table/lease.ts',
  'handler/failures.ts',
  'handler/frame.ts',
  'handler/handler.ts',
  'handler/productHandler.ts',
  'ingestion/prometheus.ts',
  'logging/logging.ts',
  'logging/readLines.ts',
  'notice/state/clusterTags.ts',
  'notice/state/tellChange.ts',
  'notice/state/toldItems.ts',
  'notice/tellLater.ts',
  'offboard/candidates.ts',
  'offboard/successor.ts',
  'offboard/shutOut.ts',
  'plan/offboard.ts',
  'plan/onboard.ts',
  'preflight/accessEntries.ts',
  'preflight/accountStack.ts',
  'preflight/boundaries.ts',
  'preflight/cluster.ts',
  'preflight/eventCluster.ts',
  'preflight/network.ts',
  'preflight/place.ts',
  'preflight/preflight.ts',
  'preflight/refusal.ts',
  'preflight/takenOver.ts',
  'preflight/workspace.ts',
  'product/notes.ts',
  'roles/delete.ts',
  'roles/roles.ts',
  'scraper/change.ts',
  'scraper/listed.ts',
  'scraper/make.ts',
  'scraper/scrapers.ts',
  'settings/defaultConfiguration.ts',
].map((file) => `functions/shared/${file}`);

/** Files of functions/shared that are listed as calling AWS and do not, or the other way round: types do not count. */
function wronglyListed(imports: readonly Import[]): string[] {
  const graph = graphOf(imports.filter(({ isType }) => !isType));
  const sdk = new Set(imports.filter(isSdk).map(({ to }) => to));
  const files = [...graph.keys()].filter(
    (file) => isIn('functions/shared', file) && !isIn('functions/shared/aws', file),
  );
  const calling = new Set(files.filter((file) => reachableFrom(graph, file).some((to) => sdk.has(to))));
  const gone = CALLS_AWS.filter((file) => !graph.has(file));
  return [...files.filter((file) => calling.has(file) !== CALLS_AWS.includes(file)), ...gone];
}

/** A room of local/ imports of itself and of those before it. `world` reads a world file: it needs nobody who serves one. */
const LOCAL_ROOMS = [
  'state',
  'policies',
  'scrapers',
  'monitoring',
  'world',
  'aws',
  'deployment',
  'workflow',
  'commands',
];

const COMMANDS = ['report', 'runReport', 'calls', 'console', 'bench', 'verify', 'doctor'];

/** The commands are the files of local/ itself, with the rooms that are theirs. */
function floorOf(file: string): number {
  const room = /^local\/([^/]+)\//.exec(file)?.[1] ?? 'commands';
  return LOCAL_ROOMS.indexOf(COMMANDS.includes(room) ? 'commands' : room);
}

function isUpward({ from, to }: Import): boolean {
  if (!isIn('local', from) || !isIn('local', to)) return false;
  return floorOf(from) === -1 || floorOf(to) === -1 || floorOf(to) > floorOf(from);
}

export const RULES: readonly Rule[] = [
  mayImport('functions', (to) => isIn('functions', to), [
    planted('functions/shared/names.ts', 'infra/configuration/configuration.ts'),
    planted('functions/shared/aws/client.ts', 'local/aws/partition.ts', true),
    planted('functions/createScraper.ts', 'test/runtimes.ts'),
  ]),
  mayImport('infra', (to) => isIn('infra', to) || SHARED_WITH_INFRA.some((path) => to === path || isIn(path, to)), [
    planted('infra/stacks/workflow.ts', 'functions/shared/contract.ts', true),
    planted('infra/app.ts', 'local/deployment/cache.ts'),
  ]),
  {
    name: 'tests have a configuration of their own: the deployed one is about accounts of whoever deploys',
    breaches: (imports) => imports.filter(({ from, to }) => isIn('test', from) && to === 'infra/configuration.json'),
    planted: [planted('test/badInput/worlds.ts', 'infra/configuration.json')],
  },
  mayImport('local', (to) => /^(local|functions|infra|statemachine|events)\//.test(to), [
    planted('local/start.ts', 'test/runtimes.ts'),
  ]),
  {
    name: "the embedded collector's rules are its own",
    breaches: (imports) =>
      imports.filter(
        ({ from, to }) => /^local\/scrapers\/(?:collector|scrapeConfiguration)/.test(from) && isIn('functions', to),
      ),
    planted: [planted('local/scrapers/collectorRules.ts', 'functions/shared/scrapeConfiguration/values.ts')],
  },
  mayImport('functions/shared/aws', (to) => /^functions\/shared\/(aws\/(errors\/)?)?[^/]+$/.test(to), [
    planted('functions/shared/aws/services/executions.ts', 'functions/shared/product/product.ts', true),
  ]),
  {
    name: 'a handler imports nothing of another',
    breaches: (imports) =>
      imports.filter(({ from, to, isPackage }) => isHandler(from) && !isPackage && !isIn('functions/shared', to)),
    planted: [planted('functions/createScraper.ts', 'functions/deleteScraper.ts')],
  },
  {
    name: 'a handler speaks to AWS through functions/shared: it imports nothing of the SDK',
    breaches: (imports) => imports.filter((one) => isHandler(one.from) && isSdk(one)),
    planted: [
      planted('functions/checkStatus.ts', '@aws-sdk/client-amp'),
      planted('functions/productOnEvent.ts', '@aws-sdk/client-sfn', true),
      planted('functions/verifyIngestion.ts', '@smithy/core/retry'),
    ],
  },
  {
    name: 'a rule calls nobody: no client is within its reach, but for its type',
    breaches: wronglyListed,
    planted: [
      planted('functions/shared/scraper/decision.ts', '@aws-sdk/client-amp'),
      planted('functions/shared/roles/changes.ts', 'functions/shared/aws/services/iam.ts'),
      planted('functions/shared/connection/table/lease.ts', 'functions/shared/connection/table/connections.ts'),
    ],
  },
  {
    name: 'the handlers take zod from zod/mini, and the SDK from its single clients',
    breaches: (imports) =>
      imports.filter(({ from, to, isPackage }) => {
        if (!isPackage || !isIn('functions', from)) return false;
        return to === 'zod' || /^aws-sdk|^@aws-sdk\/(?!client-|credential-provider-env$)/.test(to);
      }),
    planted: [
      planted('functions/shared/contract.ts', 'zod'),
      planted('functions/shared/aws/services/amp.ts', 'aws-sdk'),
      planted('functions/shared/connection/table/connections.ts', '@aws-sdk/lib-dynamodb'),
    ],
  },
  {
    name: `local points one way: ${LOCAL_ROOMS.join(' <- ')}`,
    breaches: (imports) => imports.filter(isUpward),
    planted: [
      planted('local/state/state.ts', 'local/world/schema.ts', true),
      planted('local/policies/authorize.ts', 'local/aws/operation.ts', true),
      planted('local/scrapers/engine.ts', 'local/world/load.ts'),
      planted('local/monitoring/topics.ts', 'local/deployment/deployed.ts', true),
      planted('local/world/load.ts', 'local/aws/partition.ts'),
      planted('local/aws/server.ts', 'local/deployment/deployed.ts', true),
      planted('local/deployment/read/readStateMachines.ts', 'local/workflow/states/definition.ts'),
      planted('local/workflow/runtime.ts', 'local/report/json.ts'),
      planted('local/workflow/runtime.ts', 'local/start.ts'),
      planted('local/attic/state.ts', 'local/state/state.ts'),
    ],
  },
  {
    name: 'nothing leads back to itself, types included',
    breaches: (imports) => circlesOf(graphOf(imports.filter(({ from }) => /^(functions|infra|local)\//.test(from)))),
    planted: [
      planted('local/aws/running.ts', 'local/aws/operation.ts', true),
      planted('functions/shared/arn.ts', 'functions/shared/environment.ts', true),
      planted('infra/constructs/nag.ts', 'infra/app.ts'),
    ],
  },
];
