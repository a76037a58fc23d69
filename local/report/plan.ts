import type { Output, Plan, PlannedChange } from '../../functions/shared/contract.ts';

const VERBS: Readonly<Record<PlannedChange['action'], string>> = {
  create: '+ create ',
  update: '~ update ',
  repair: '! repair ',
  replace: '± replace',
  delete: '- delete ',
};

/** A dry run's plan for a person: what would be done to which resource, and each document's difference below it. */
export function planSection({ plan }: Output): string[] {
  if (plan === undefined) return [];
  return [...plan.changes.flatMap(change), '', summary(plan), ...plan.notes.map((note) => `  ${note}`)];
}

function change({ action, resource, part, before, after, difference }: PlannedChange, i: number, all: PlannedChange[]) {
  const isFirst = all[i - 1]?.resource !== resource;
  return [
    ...(isFirst ? ['', resource] : []),
    `  ${VERBS[action]}  ${part ?? 'the whole'}  ${before} -> ${after}`,
    ...difference.split('\n').map((line) => `      ${line}`),
  ];
}

function summary({ changes }: Plan): string {
  if (changes.length === 0) return 'Nothing would be changed: all is as it is to be.';
  const counts = Map.groupBy(changes, ({ action }) => action);
  const parts = [...counts].map(([action, of]) => `${of.length} to ${action}`);
  return `${parts.join(', ')}. Nothing was written: this was a dry run.`;
}
