import { RE2JS, RE2JSException } from 're2js';
import type { Rule } from './kinds.ts';

/** A reason of the port's that names the place in the expression; the expression itself is quoted as the value. */
function reason(error: RE2JSException): string {
  return error.message.replace('error parsing regexp: ', '').replaceAll('`', "'");
}

/** Names that are all different: Prometheus takes a name twice, and the port does not. */
function withOwnNames(expression: string): string {
  return expression.replaceAll(/\(\?P?<(\w+)>/g, (_, name: string, offset: number) => `(?P<${name}_${offset}>`);
}

function errorOf(expression: string): RE2JSException | undefined {
  try {
    RE2JS.compile(expression);
    return undefined;
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return error;
  }
}

/**
 * A regular expression of RE2, whole: Prometheus puts it between `^(?s:` and `)$`, so that `a)|(b` is one
 * (https://github.com/prometheus/prometheus/blob/v3.5.0/model/relabel/relabel.go, NewRegexp).
 */
export const isRegex: Rule = (scalar) => {
  const expression = `^(?s:${String(scalar)})$`;
  const error = errorOf(expression);
  if (error === undefined || errorOf(withOwnNames(expression)) === undefined) return undefined;
  return {
    problem: `is not a regular expression of RE2, which Prometheus uses: ${reason(error)}`,
    remedy: 'Correct it; RE2 has no lookaround and no backreferences, and a second rule that drops does for the first',
  };
};
