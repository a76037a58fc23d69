import { spawnSync } from 'node:child_process';
import { productVersionsFolder, writeAssembly } from './assembly.ts';
import { command } from './command.ts';
import { choosesStacks, namedStacks } from './deployment/commandLine.ts';
import { deployInOrder, groupsOf, tellMembers, tellOutcome, type Group } from './deployment/order.ts';
import { recordVersions } from './stacks/productVersions.ts';

const OUTDIR = 'cdk.out';

/** The CDK CLI is on npm's path. */
function cdkDeploy(args: readonly string[]): boolean {
  const { status, error } = spawnSync('cdk', ['deploy', '--app', OUTDIR, ...args], { stdio: 'inherit' });
  if (error) throw error;
  return status === 0;
}

function keepVersions(folder: string, names: readonly string[]): void {
  for (const name of names) recordVersions(OUTDIR, name, folder);
  if (names.length > 0)
    process.stdout.write(`\n${folder} has the products' versions: commit it with the configuration.\n`);
}

// `npm run deploy`: everything in order, or the named stacks. Options are the CDK CLI's, and `--config FILE`.
command((args) => {
  // An interrupt reaches the CLI as well, which ends by itself.
  process.on('SIGINT', () => {});
  const { configuration, stacks } = writeAssembly(OUTDIR);
  const folder = productVersionsFolder(configuration);
  const products = stacks.filter(({ kind }) => kind === 'product').map(({ stackName }) => stackName);
  if (choosesStacks(args, configuration.name)) {
    if (!cdkDeploy(args)) return 1;
    keepVersions(folder, namedStacks(args, products));
    return 0;
  }
  const outcome = deployInOrder(groupsOf(stacks), ({ kind, names }: Group) => {
    const isDeployed = cdkDeploy(['--exclusively', ...names, ...args]);
    if (isDeployed && kind === 'product') keepVersions(folder, names);
    return isDeployed;
  });
  process.stdout.write(`\n${tellOutcome(outcome)}${tellMembers(configuration)}`);
  return outcome.failed === undefined ? 0 : 1;
});
