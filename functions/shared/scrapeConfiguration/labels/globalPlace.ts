import { isMap, isPair, isScalar, isSeq, type Node, Scalar, type YAMLMap } from 'yaml';

/** Where a section can be added to a map in block style: at an offset, in lines of their own, from a column on. */
export interface Place {
  offset: number;
  column: number;
  /** The line before has no line break yet. */
  needsBreak: boolean;
}

/** `...` or `---`, where the document ends before the text does. */
function endOfDocument(text: string, root: Node): number {
  const from = root.range?.[1] ?? 0;
  const marker = /^(?:\.\.\.|---)(?=\s|$)/m.exec(text.slice(from));
  return marker ? from + marker.index : text.length;
}

function lastScalar(node: unknown): Scalar | undefined {
  if (isScalar(node)) return node;
  if (isPair(node)) return lastScalar(node.value);
  return isMap(node) || isSeq(node) ? lastScalar(node.items.at(-1)) : undefined;
}

/** Without a line break at the end of the text a block scalar has none either, and a line after it would give it one. */
function wouldGrow(text: string, root: Node): boolean {
  const { type } = lastScalar(root) ?? {};
  return (type === Scalar.BLOCK_LITERAL || type === Scalar.BLOCK_FOLDED) && !/[\r\n]$/.test(text);
}

/** How far the line of an offset is indented: before a map's first key may stand an anchor or a question mark. */
export function indentation(text: string, offset: number): number {
  return /^ */.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1))?.[0].length ?? 0;
}

/** At the end, where a section comes between no comment and what it is about; or before the first, where the end is not safe. */
export function placeOfSection(text: string, root: Node & YAMLMap): Place {
  const first = root.range?.[0] ?? 0;
  const startOfLine = text.lastIndexOf('\n', first - 1) + 1;
  const column = indentation(text, first);
  const end = endOfDocument(text, root);
  if (wouldGrow(text.slice(0, end), root)) return { offset: startOfLine, column, needsBreak: false };
  return { offset: end, column, needsBreak: !text.slice(0, end).endsWith('\n') };
}
