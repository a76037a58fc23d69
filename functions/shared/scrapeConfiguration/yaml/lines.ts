import { type Document, isCollection, isScalar, Scalar, visit } from 'yaml';

/**
 * What the parser of Prometheus takes for something else than YAML 1.2 does, outside of the texts where anything may stand: a
 * tab at the start of an empty line, and YAML 1.1's further line breaks
 * (https://github.com/go-yaml/yaml/blob/v2.4.0/scannerc.go).
 */
const TAB = /^ *\t[ \t]*(?=#|\r?$)/gm;
const BREAK = /[\u{85}\u{2028}\u{2029}]/gu;

interface Range {
  start: number;
  end: number;
}

/** The texts with quotes, and what `also` tells. */
function ranges(document: Document.Parsed, also: (node: unknown) => boolean): Range[] {
  const found: Range[] = [];
  visit(document, {
    Node: (_, node) => {
      const quoted = isScalar(node) && (node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.QUOTE_SINGLE);
      if ((quoted || also(node)) && node.range) found.push({ start: node.range[0], end: node.range[1] });
    },
  });
  return found;
}

function firstOutside(text: string, pattern: RegExp, inside: () => Range[]): number | undefined {
  const places = [...text.matchAll(pattern)].map(({ index }) => index);
  if (places.length === 0) return undefined;
  const allowed = inside();
  return places.find((place) => !allowed.some(({ start, end }) => start <= place && place < end));
}

const isBlock = (node: unknown) =>
  isScalar(node) && (node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED);
const isFlow = (node: unknown) => isCollection(node) && node.flow === true;

/** The first of them, with its offset. */
export function lineProblem(document: Document.Parsed, text: string) {
  const tab = firstOutside(text, TAB, () => ranges(document, (node) => isBlock(node) || isFlow(node)));
  if (tab !== undefined) {
    return {
      offset: tab,
      problem: 'not valid YAML for Prometheus: a tab before nothing else',
      remedy: 'Remove the tab',
    };
  }
  const end = firstOutside(text, BREAK, () => ranges(document, () => false));
  if (end === undefined) return undefined;
  const code = text.charCodeAt(end).toString(16).toUpperCase().padStart(4, '0');
  const problem = `the invisible character U+${code} stands there, and Prometheus ends the line with it`;
  return { offset: end, problem, remedy: 'Remove it' };
}
