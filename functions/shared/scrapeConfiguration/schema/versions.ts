import { optional, type Kind, type Rule, type Scalar } from './kinds.ts';
import type { Problem, YamlPath } from '../problem.ts';

/** The versions that the rules here were held against, the last of 2 and a recent long-term one of 3. */
const NEWER = 'Prometheus 3.5';
const OLDER = 'Prometheus 2.54';
const UNKNOWN = 'which one a managed collector runs is not published';

type Words = Pick<Problem, 'problem' | 'remedy' | 'warns'>;

function differs(what: string, takes: string, refuses: string, remedy: string): Words {
  return { problem: `${what} that ${takes} takes and ${refuses} refuses: ${UNKNOWN}`, remedy, warns: true };
}

const FIELD_REMEDY = 'Leave it out unless the collector is seen to take it';

function field(kind: Kind, takes: string, refuses: string): Kind {
  const check = (value: unknown, at: YamlPath): Problem[] => [
    ...optional(kind)(value, at),
    { at, ...differs('is a field', takes, refuses, FIELD_REMEDY) },
  ];
  return Object.assign(check, { seesNull: true as const });
}

/** A field that came with Prometheus 3. */
export const newField = (kind: Kind) => field(kind, NEWER, OLDER);
/** A field that Prometheus 3 has no more. */
export const oldField = (kind: Kind) => field(kind, OLDER, NEWER);

/** What only the newer one takes, by what the older one tests. */
export function newer(test: (text: string) => boolean, what: string, remedy: string): Rule {
  return (scalar: Scalar) => (test(String(scalar)) ? undefined : differs(what, NEWER, OLDER, remedy));
}
