import { pathToFileURL } from 'node:url';
import { parseArn } from '../../functions/shared/arn.ts';
import { deployedName, type WorkflowName } from '../../functions/shared/names.ts';
import { readConfiguration, type Configuration } from '../../infra/configuration/configuration.ts';
import { parseCommandLine, UsageError, wrongUsage } from '../commandLine.ts';
import { callerAccount, countSeries, executions, type Access } from './aws.ts';
import { STEPS, Unexpected, verifyPair, type Pair } from './scenario.ts';

const USAGE = `usage: npm run verify -- --cluster ARN --workspace NAME-or-ARN [--region R]
                         [--profile P] [--workspace-profile P] [--config FILE]
                         [--endpoint-url URL] [--yes]

Connects a cluster of yours to a workspace of yours by what is deployed, waits
for samples, changes the scraper, and offboards the connection again.

  --cluster ARN          the cluster; nothing of a connection may be there
  --workspace NAME       the workspace: its name in the configuration, or an ARN
  --region R             the Region of the state machines (the cluster's)
  --profile P            a profile that may start executions in the workflow
                         account (the SDK's default credentials)
  --workspace-profile P  a profile that may query the workspace: verify then
                         counts samples itself. The workflow does so in any case
  --config FILE          the deployment's configuration
                         (infra/configuration.json, or the file that
                         AMP_SCRAPER_CONFIGURATION names)
  --endpoint-url URL     an endpoint in place of AWS's, e.g. that of npm run aws
                         (AWS_ENDPOINT_URL)
  --yes                  does it; without --yes verify only prints its steps

Exit status: 0 verified, 1 not verified, 2 wrong usage, or --yes is missing.
`;

interface Arguments {
  pair: Pair;
  /** The installation's. */
  name: string;
  access: Access;
  workspaceProfile?: string | undefined;
  isAgreed: boolean;
}

function readArguments(): Arguments | 'help' {
  const { values } = parseCommandLine({
    options: {
      cluster: { type: 'string' },
      workspace: { type: 'string' },
      region: { type: 'string' },
      profile: { type: 'string' },
      'workspace-profile': { type: 'string' },
      config: { type: 'string' },
      'endpoint-url': { type: 'string' },
      yes: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  const configuration =
    values.config === undefined ? readConfiguration() : readConfiguration(pathToFileURL(values.config));
  const clusterArn = values.cluster ?? '';
  const cluster = parseArn(clusterArn);
  if (cluster?.service !== 'eks')
    throw new UsageError(`--cluster takes the ARN of an EKS cluster, not "${clusterArn}"`);
  const { profile, 'endpoint-url': endpoint } = values;
  return {
    name: configuration.name,
    pair: { clusterArn, workspaceArn: workspaceArn(values.workspace ?? '', configuration) },
    access: {
      region: values.region ?? cluster.region,
      ...(profile === undefined ? {} : { profile }),
      ...(endpoint === undefined ? {} : { endpoint }),
    },
    workspaceProfile: values['workspace-profile'],
    isAgreed: values.yes ?? false,
  };
}

function workspaceArn(given: string, { workspaces }: Configuration): string {
  const found = given.startsWith('arn:') ? given : workspaces[given]?.arn;
  if (found !== undefined) return found;
  const names = Object.keys(workspaces).join(', ');
  throw new UsageError(`--workspace takes an ARN or a name of the configuration (${names}), not "${given}"`);
}

/** What an interruption or a failure finds, and what takes it away. */
interface Stays {
  executionArn?: string | undefined;
  /** Undefined as long as nothing was begun, and when all is gone. */
  made?: readonly string[] | undefined;
}

async function verify({ pair, name, access, workspaceProfile, isAgreed }: Arguments): Promise<number> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  say(`Verify connects ${pair.clusterArn} to ${pair.workspaceArn} and takes the connection away again:`);
  for (const [index, step] of STEPS.entries()) say(`  ${index + 1}. ${step}`);
  say('The scraper bills while it is there, some 20 minutes. Nothing is deleted that verify has not made.\n');
  if (!isAgreed) {
    say('Nothing was done. Run it again with --yes to do it.');
    return 2;
  }
  const accountId = await callerAccount(access);
  const { partition = 'aws' } = parseArn(pair.clusterArn) ?? {};
  const machineArn = (workflow: WorkflowName) =>
    `arn:${partition}:states:${access.region}:${accountId}:stateMachine:${deployedName(name, workflow)}`;
  const stays: Stays = {};
  const takeAway = `${command(access)} start-execution --state-machine-arn ${machineArn('offboard')} --input '${JSON.stringify(pair)}'`;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.stderr.write(`Interrupted. ${whatStays(stays, takeAway)}`);
      process.exit(1);
    });
  }
  const workspaceId = pair.workspaceArn.split('/').at(-1) ?? '';
  const asOwner = workspaceProfile === undefined ? undefined : { ...access, profile: workspaceProfile };
  try {
    await verifyPair(
      {
        pair,
        run: executions(access, machineArn, (executionArn) => (stays.executionArn = executionArn)),
        tell: say,
        countSeries: asOwner && (() => countSeries(asOwner, workspaceId)),
      },
      (made) => (stays.made = made),
    );
  } catch (error) {
    const problem = error instanceof Unexpected ? error.message : String(error);
    process.stderr.write(`${problem}\n${whatStays(stays, takeAway)}`);
    return 1;
  }
  say('\nVERIFIED  the pair was connected, changed and taken apart, and nothing is left of it.');
  return 0;
}

function command({ region, profile, endpoint }: Access): string {
  const options = [`--region ${region}`, profile && `--profile ${profile}`, endpoint && `--endpoint-url ${endpoint}`];
  return `aws stepfunctions ${options.filter(Boolean).join(' ')}`;
}

function whatStays({ executionArn, made }: Stays, takeAway: string): string {
  const running = executionArn === undefined ? '' : `${executionArn} runs on to its end.\n`;
  if (made === undefined) return `${running}Nothing was made.\n`;
  const what = made.length === 0 ? 'what the onboard may have made' : made.join('\n  ');
  return `${running}What stays:\n  ${what}\nWhat takes it away:\n  ${takeAway}\n`;
}

async function main(): Promise<number> {
  try {
    const options = readArguments();
    if (options !== 'help') return await verify(options);
    process.stdout.write(USAGE);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(wrongUsage(error, USAGE));
      return 2;
    }
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\nNothing was begun.\n`);
    return 1;
  }
}

process.exitCode = await main();
