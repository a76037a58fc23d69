/** What `npm start` is given, and what it would pass over. */

import { existsSync } from 'node:fs';
import { MACHINE_NAMES, type MachineName } from '../functions/shared/names.ts';
import { didYouMean } from '../infra/nearest.ts';
import { OPERATIONS } from './aws/embeddedAws.ts';
import type { Fault } from './aws/faults/fault.ts';
import { FAULT_NOTATION, FaultNotationError, parseFault } from './aws/faults/notation.ts';
import { parseCommandLine, UsageError } from './commandLine.ts';
import { withoutEffect } from './options.ts';
import type { Places } from './stateFile.ts';

/** Printed by `--help`, and behind what is wrong with the arguments. */
export const USAGE = `usage: npm start [-- FILE] [OPTIONS]
       npm start -- --list --state FILE

Runs FILE on the embedded AWS: a request, or an event of EventBridge or of
CloudFormation's custom resource, which takes the same way in as in AWS. Without
FILE it runs events/console-onboard.json; with a configuration of your own it
connects the first source account's cluster to the first workspace.

  --dry-run        prints what a run of the request would change, and that is all
  --workflow NAME  the state machine that the request is for: onboard (unless
                   given), offboard, or reconcile, which needs no FILE and runs
                   until every execution that it started has ended
  --config FILE    the deployment's configuration (infra/configuration.json, or
                   the file that AMP_SCRAPER_CONFIGURATION names)
  --world FILE     the accounts, clusters and workspaces that there are
                   (local/world/defaultWorld.json, or made from your
                   configuration)
  --state FILE     keeps the world between runs; a FILE that does not exist is
                   begun from the world file
  --fault FAULT    makes something go wrong, e.g. createRole:throttle:2. May be
                   given several times; --help lists the faults
  --list           prints the connections that the state FILE has; runs nothing
  --html FILE      draws the run into FILE, one page that loads nothing: states,
                   times, calls, trust, samples
  --json           writes one JSON document to standard output, nothing else
                   (npm -s start -- --json)
  --help           prints this, and the faults

Exit status: 0 succeeded, 1 failed or CloudFormation was told FAILED, 2 wrong
usage.
`;

/** For who asks: a mistake is told with the usage alone, which leaves the mistake in sight. */
export const HELP = `${USAGE}
What --fault takes. TIMES is a number or "always" (1); SKIP is how many calls or
events pass before (0).

${FAULT_NOTATION.replaceAll(/^/gm, '  ')}`;

/** What `npm start` is called with, files still unread. */
export interface StartArguments extends Places {
  request?: string | undefined;
  json: boolean;
  /** @default 'onboard' */
  workflow?: MachineName | undefined;
  faults: Fault[];
  /** Where the run is to be drawn. */
  html?: string | undefined;
  list: boolean;
  dryRun: boolean;
}

/** @throws UsageError for what is no option, and for what would have no effect beside another */
export function readArguments(args: string[] = process.argv.slice(2)): StartArguments | 'help' {
  const { values, positionals } = parseCommandLine({
    args,
    allowPositionals: true,
    options: {
      config: { type: 'string' },
      world: { type: 'string' },
      state: { type: 'string' },
      json: { type: 'boolean' },
      workflow: { type: 'string' },
      fault: { type: 'string', multiple: true },
      html: { type: 'string' },
      list: { type: 'boolean' },
      'dry-run': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  if (positionals.length > 1)
    throw new UsageError(`One request at a time, not ${positionals.length}: ${positionals.join(', ')}`);
  const options = {
    request: positionals[0],
    config: values.config,
    world: values.world,
    state: values.state,
    json: values.json ?? false,
    workflow: values.workflow === undefined ? undefined : readWorkflow(values.workflow),
    faults: (values.fault ?? []).map(readFault),
    html: values.html,
    list: values.list ?? false,
    dryRun: values['dry-run'] ?? false,
  };
  const idle = options.list ? besideList(options) : undefined;
  if (idle !== undefined) throw new UsageError(idle);
  return options;
}

function besideList({ request, state, json, workflow, faults, html, dryRun }: StartArguments): string | undefined {
  if (state === undefined)
    return '--list has no effect without --state FILE: it lists the connections of that world, and runs nothing';
  if (!existsSync(state))
    return `There is no state file ${state} to list the connections of: a run with --state ${state} makes it`;
  return withoutEffect('--list', 'it prints the connections that FILE has, and runs nothing', [
    { option: request ?? '', isGiven: request !== undefined },
    { option: '--json', isGiven: json },
    { option: '--workflow', isGiven: workflow !== undefined },
    { option: '--fault', isGiven: faults.length > 0 },
    { option: '--html', isGiven: html !== undefined },
    { option: '--dry-run', isGiven: dryRun },
  ]);
}

function readWorkflow(name: string): MachineName {
  const found = MACHINE_NAMES.find((one) => one === name);
  if (found === undefined)
    throw new UsageError(
      `There is no workflow ${name}; there are ${MACHINE_NAMES.join(', ')}.${didYouMean(name, MACHINE_NAMES)}`,
    );
  return found;
}

function readFault(text: string): Fault {
  try {
    return parseFault(text, OPERATIONS);
  } catch (error) {
    if (error instanceof FaultNotationError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}
