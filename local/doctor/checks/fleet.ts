import type { FleetClass } from '../../../functions/shared/fleet/fleetClasses.ts';
import type { Finding, Plan, Rule } from '../seen.ts';

/** The classes of the fleet that a person has to mend, with what is said of them. What a run mends by itself is no finding. */
const CLASSES: Readonly<Partial<Record<FleetClass, { what: string; remedy: string }>>> = {
  unreachable: { what: 'Accounts could not be looked at.', remedy: 'docs/runbook.md#accessdenied' },
  orphan: {
    what: 'Scrapers bill for clusters that are gone, or were left.',
    remedy: 'docs/alarms.md#orphans',
  },
  silent: { what: 'Scrapers are ACTIVE, and no samples come.', remedy: 'docs/alarms.md#no-samples' },
  quarantined: { what: 'Clusters are not tried any more after failures.', remedy: 'docs/fleet.md#what-it-starts' },
};

/** What the plan leaves to people. */
export const fleet: Rule = ({ plans, workflowStack }) =>
  plans.flatMap(({ where, looked }) => {
    if (looked.kind === 'absent') {
      const value = 'no state machine';
      const remedy = `npm run deploy -- ${workflowStack}`;
      return [{ check: 'fleet', what: 'Nobody looks at the fleet.', where, value, remedy }];
    }
    return looked.kind === 'found' ? judge(looked.found) : [];
  });

function judge({ executionArn: where, output }: Plan): Finding[] {
  const { counts = {}, held = {}, digest, warnings } = output;
  const classes = Object.entries(CLASSES).flatMap(([name, texts]): Finding[] => {
    const count = Object.entries(counts).find(([one]) => one === name)?.[1] ?? 0;
    return count === 0 ? [] : [{ check: 'fleet', ...texts, where, value: `${count} ${name}` }];
  });
  const approval = held.approval ?? 0;
  const waiting: Finding = {
    check: 'fleet',
    what: 'Removals wait for an approval.',
    where,
    value: `${approval} of digest ${digest}`,
    remedy: 'docs/alarms.md#removals-held',
  };
  return [...classes, ...(approval === 0 ? [] : [waiting]), ...warnings.map((one) => warned(one, where))];
}

/** Where it is told what to do, by what a warning says. A tag's value comes first, which may have any other's words. */
const WARNINGS = [
  ['names no accepted workspace', 'docs/doors.md#tag'],
  ['could not forward', 'docs/alarms.md#forward-dead-letters'],
] as const;

/** What the run could not read, what accounts could not forward, and tags that name no workspace. */
function warned(value: string, where: string): Finding {
  const remedy = WARNINGS.find(([words]) => value.includes(words))?.[1] ?? 'docs/runbook.md#accessdenied';
  return { check: 'fleet', what: 'The run warns.', where, value, remedy };
}
