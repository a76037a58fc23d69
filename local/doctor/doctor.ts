import { pathToFileURL } from 'node:url';
import { ConfigurationError } from '../../infra/configuration/configurationError.ts';
import { readConfiguration, type Configuration } from '../../infra/configuration/configuration.ts';
import { parseCommandLine, UsageError, wrongUsage } from '../commandLine.ts';
import { printLine } from '../report/printer.ts';
import { callerAccount, type Access } from '../verify/aws.ts';
import { examine } from './examine.ts';
import { printReport } from './report.ts';

const USAGE = `usage: npm run doctor [-- --region R] [--profile P] [--config FILE]
                        [--endpoint-url URL] [--json]

Examines one Region of the workflow account, with a dry run of reconcile, and
prints each finding with its place, its value and its remedy. Changes nothing.

  --region R          a Region of the configuration (the home Region)
  --profile P         a profile that may read the workflow account and start
                      executions there (the SDK's default credentials)
  --config FILE       the deployment's configuration (infra/configuration.json,
                      or the file that AMP_SCRAPER_CONFIGURATION names)
  --endpoint-url URL  an endpoint in place of AWS's, e.g. that of npm run aws
                      (AWS_ENDPOINT_URL)
  --json              prints findings and plan as one JSON document

Exit status: 0 no finding, 1 findings, or something could not be read, 2 wrong
usage, or nothing could be examined.
`;

interface Arguments {
  access: Access;
  configuration: Configuration;
  isJson: boolean;
}

function readArguments(): Arguments | 'help' {
  const { values } = parseCommandLine({
    options: {
      region: { type: 'string' },
      profile: { type: 'string' },
      config: { type: 'string' },
      'endpoint-url': { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  const configuration =
    values.config === undefined ? readConfiguration() : readConfiguration(pathToFileURL(values.config));
  const { profile, 'endpoint-url': endpoint, region = configuration.homeRegion } = values;
  if (!configuration.regions.includes(region))
    throw new UsageError(
      `--region takes a Region of the configuration (${configuration.regions.join(', ')}), not "${region}"`,
    );
  return {
    configuration,
    isJson: values.json ?? false,
    access: {
      region,
      ...(profile === undefined ? {} : { profile }),
      ...(endpoint === undefined ? {} : { endpoint }),
    },
  };
}

/** What keeps doctor from looking at all. */
class CannotLook extends Error {
  override readonly name = 'CannotLook';
}

async function requireWorkflowAccount(access: Access, { workflowAccountId }: Configuration): Promise<void> {
  const accountId = await callerAccount(access).catch((cause: unknown) => {
    const remedy = 'Name a profile with --profile, or set credentials in the environment.';
    throw new CannotLook(`sts:GetCallerIdentity failed: ${String(cause)}. ${remedy}`, { cause });
  });
  if (accountId === workflowAccountId) return;
  throw new CannotLook(
    `The credentials are of account ${accountId}; the workflow account is ${workflowAccountId}. Name a profile of that account with --profile.`,
  );
}

async function doctor({ access, configuration, isJson }: Arguments): Promise<number> {
  await requireWorkflowAccount(access, configuration);
  const examination = await examine(access, configuration, (executionArn) =>
    process.stderr.write(`The dry run is ${executionArn}.\n`),
  );
  if (isJson) process.stdout.write(`${JSON.stringify(examination, undefined, 2)}\n`);
  else printReport(examination, printLine);
  return examination.findings.length === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  try {
    const options = readArguments();
    if (options !== 'help') return await doctor(options);
    process.stdout.write(USAGE);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) process.stderr.write(wrongUsage(error, USAGE));
    else if (error instanceof CannotLook || error instanceof ConfigurationError)
      process.stderr.write(`${error.message}\nNothing was looked at.\n`);
    else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 2;
  }
}

process.exitCode = await main();
