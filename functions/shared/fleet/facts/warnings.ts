import type { FleetFacts } from '../rules/facts.ts';
import { wishOf } from '../rules/wish.ts';

/** More are counted alone. */
const TOLD = 20;

type Told = Pick<FleetFacts, 'pairs' | 'workspaces' | 'roles' | 'configuration'>;

/**
 * What a run could not read of what it decides by, what waits in accounts undelivered, and tags that name no accepted workspace: a line
 * each.
 */
export function warningsOf({ pairs, workspaces, roles, configuration }: Told): string[] {
  const all = [
    ...pairs.flatMap((pair) => ('unreachable' in pair ? [] : [...unreadText(pair), ...undeliveredText(pair)])),
    ...workspaces.flatMap((one) =>
      'unknown' in one
        ? [`Workspace ${one.workspaceArn} could not be asked whether samples arrive: ${one.unknown.error}.`]
        : [],
    ),
    ...roles.flatMap((one) =>
      'unknown' in one ? [`The roles of account ${one.accountId} could not be counted: ${one.unknown.error}.`] : [],
    ),
    ...pairs.flatMap((pair) => ('unreachable' in pair ? [] : unclearTexts(pair, configuration))),
  ];
  return all.length <= TOLD ? all : [...all.slice(0, TOLD), `and ${all.length - TOLD} more`];
}

type Reachable = Exclude<FleetFacts['pairs'][number], { unreachable: unknown }>;

/** AccessDenied is most often an account stack that is older than the workflow. */
function unreadText({ accountId, unread = [] }: Reachable): string[] {
  if (unread.length === 0) return [];
  const errors = [...new Set(unread.map(({ error }) => error))].join(', ');
  const remedy = errors.includes('AccessDenied') ? ' Deploy its account stack again.' : '';
  return [`Account ${accountId} may have new clusters that were not seen: ${errors}.${remedy}`];
}

function undeliveredText({ accountId, undelivered }: Reachable): string[] {
  if (undelivered === null || undelivered === 0) return [];
  if (typeof undelivered === 'object')
    return [`Account ${accountId}'s undelivered events could not be counted: ${undelivered.unknown.error}.`];
  return [
    `Account ${accountId} could not forward ${undelivered} events: look at its rule's role and the bus's policy.`,
  ];
}

/** Whoever set the tag has been told in an output that he may not have looked for. */
function unclearTexts({ clusters }: Reachable, configuration: FleetFacts['configuration']): string[] {
  return clusters.flatMap((cluster) => {
    const wish = wishOf(cluster, configuration);
    return wish.kind === 'unclear' ? [wish.why] : [];
  });
}
