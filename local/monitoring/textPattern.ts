import { jsonOf } from './logGroups.ts';
import { parsePattern } from './filterPattern.ts';

/**
 * Whether a line matches a filter pattern of FilterLogEvents: one for JSON, or terms. Of terms all have to be in the line, of those with `?` one,
 * and none of those with `-`; capital letters count
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html). Regular expressions and patterns for columns
 * are not emulated.
 * @throws SyntaxError for what is not in this syntax.
 */
export function linePattern(pattern: string): (line: string) => boolean {
  if (pattern.trimStart().startsWith('{')) {
    const matches = parsePattern(pattern.trim());
    return (line) => {
      const event = jsonOf(line);
      return event !== undefined && matches(event);
    };
  }
  const terms = termsOf(pattern);
  const of = (sign: string) => terms.filter((term) => term.sign === sign).map(({ text }) => text);
  const [all, any, none] = [of(''), of('?'), of('-')];
  return (line) =>
    all.every((text) => line.includes(text)) &&
    (any.length === 0 || any.some((text) => line.includes(text))) &&
    !none.some((text) => line.includes(text));
}

const TERM = /([?-]?)(?:"([^"]*)"|(\w+))(?=\s|$)\s*/y;

function termsOf(pattern: string): { sign: string; text: string }[] {
  const text = pattern.trim();
  const terms: { sign: string; text: string }[] = [];
  for (TERM.lastIndex = 0; TERM.lastIndex < text.length;) {
    const at = TERM.lastIndex;
    const [, sign = '', quoted, bare = ''] = TERM.exec(text) ?? [];
    if (TERM.lastIndex <= at)
      throw new SyntaxError(`${pattern}: what begins at character ${at + 1} is not known here.`);
    terms.push({ sign, text: quoted ?? bare });
  }
  return terms;
}
