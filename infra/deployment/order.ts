import type { SynthesizedStack } from '../app.ts';
import type { Configuration } from '../configuration/configuration.ts';

type Kind = SynthesizedStack['kind'];

/**
 * State first, since what a workflow writes has to be kept; the accounts' provisioners before the functions that assume them; the bus and
 * the provider function, which are the workflow's, before what forwards to the one and calls the other. No stack refers to another, so
 * that another order fails in nothing that is deployed, but in what runs meanwhile.
 */
export const ORDER = [
  'state',
  'account',
  'workflow',
  'region',
  'organization',
  'product',
  'operator',
] as const satisfies readonly Kind[];

/** The stacks of a kind, which one call of `cdk deploy` deploys. */
export interface Group {
  kind: Kind;
  names: string[];
}

/** The stacks of a deployment by kind, in the order in which they are deployed; a kind without stacks has no group. */
export function groupsOf(stacks: readonly Pick<SynthesizedStack, 'kind' | 'stackName'>[]): Group[] {
  return ORDER.map((kind) => ({
    kind,
    names: stacks.filter((stack) => stack.kind === kind).map(({ stackName }) => stackName),
  })).filter(({ names }) => names.length > 0);
}

interface Outcome {
  done: Group[];
  failed?: Group;
  left: Group[];
}

/**
 * Deploys group by group, and stops at the first that fails: the others would run into the same, or run without it.
 * @param deploy Whether all stacks of a group are deployed
 */
export function deployInOrder(groups: readonly Group[], deploy: (group: Group) => boolean): Outcome {
  const failing = groups.findIndex((group) => !deploy(group));
  if (failing === -1) return { done: [...groups], left: [] };
  const failed = groups[failing];
  return { done: groups.slice(0, failing), left: groups.slice(failing + 1), ...(failed ? { failed } : {}) };
}

/** What is done, what failed, what is left, and what to do, for people. */
export function tellOutcome({ done, failed, left }: Outcome): string {
  if (failed === undefined) {
    return `Deployed, in this order:\n${listed(done)}\nThe stacks' outputs say what to do next; docs/deploying.md#after-it has it in one place.\n`;
  }
  return [
    ...(done.length > 0 ? [`Deployed:\n${listed(done)}`] : ['Nothing is deployed.']),
    `Failed, as it says above:\n${listed([failed])}`,
    ...(left.length > 0 ? [`Not begun:\n${listed(left)}`] : []),
    `Mend what failed, then run the same command again: what is deployed stays as it is, and a stack that could not be made is made anew.`,
    `A stack that is UPDATE_ROLLBACK_FAILED is brought back first: npx cdk rollback --app cdk.out STACK\n`,
  ].join('\n');
}

/** Who deploys what is in no stack of the app: an organization's accounts have their templates by StackSets. */
export function tellMembers({ organization }: Pick<Configuration, 'organization'>): string {
  if (organization === undefined) return '';
  const templates = 'cdk.out/account.template.json and cdk.out/region.template.json';
  return organization.stackSets
    ? `The management account gets nothing by the stack sets: put ${templates} there, if it is to be connected.\n`
    : `Member accounts have nothing yet by this: ${templates} are for whoever runs the organization's StackSets.\n`;
}

function listed(groups: readonly Group[]): string {
  return groups.map(({ kind, names }) => `  ${kind.padEnd(9)} ${names.join(' ')}`).join('\n');
}
