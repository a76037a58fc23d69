import type { Problem } from '../problem.ts';

/** Spaces that only look like one, and what is not seen at all: what comes along when text is copied from web pages. */
const SPACES = /[\u{A0}\u{1680}\u{2000}-\u{200A}\u{202F}\u{205F}\u{3000}]/gu;
const UNSEEN = /[\u{85}\u{AD}\u{180E}\u{200B}-\u{200F}\u{2028}-\u{202E}\u{2060}-\u{2064}\u{FEFF}]/gu;
const EITHER = new RegExp(`${SPACES.source}|${UNSEEN.source}`, 'u');

/** The text with ordinary spaces and without what is not seen; undefined when it has none of either. */
export function withoutInvisible(text: string): string | undefined {
  return EITHER.test(text) ? text.replaceAll(SPACES, ' ').replaceAll(UNSEEN, '') : undefined;
}

/** One for all of them, at the first outside of comments; they are told only where they do harm. */
export function invisibleProblem(text: string): Problem {
  const all = [...text.matchAll(new RegExp(EITHER, 'gu'))].map(({ index }) => index);
  const lineBefore = (index: number) => text.slice(text.lastIndexOf('\n', index - 1) + 1, index);
  const index = all.find((place) => !/(?:^|\s)#/.test(lineBefore(place))) ?? all[0] ?? 0;
  const at = `line ${text.slice(0, index).split('\n').length}, column ${lineBefore(index).length + 1}`;
  const code = (text.codePointAt(index) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const count = all.length === 1 ? '' : `, one of ${all.length} such`;
  return {
    at,
    problem: `the invisible character U+${code} stands there${count}, and Prometheus takes it for a part of a word`,
    remedy: 'Put ordinary spaces or nothing in their place, or type the line anew',
  };
}
