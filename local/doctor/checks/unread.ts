import type { Finding, Rule } from '../seen.ts';

/** What could not be read is not known to be well. */
export const unread: Rule = ({ now: _now, workflowStack: _stack, ...lists }) => {
  const findings = Object.entries(lists).flatMap(([list, all]) =>
    all.flatMap(({ where, looked }): Finding[] => {
      if (looked.kind !== 'unread') return [];
      const what = list === 'plans' ? "The fleet's plan could not be had." : 'This could not be read.';
      return [{ check: 'unread', what, where, value: looked.problem, remedy: looked.remedy }];
    }),
  );
  // One missing permission is one finding, however many things it is for.
  const byRemedy = Map.groupBy(findings, ({ remedy }) => remedy);
  return [...byRemedy.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    return [{ ...first, where: others.length === 0 ? first.where : `${first.where} and ${others.length} more` }];
  });
};
