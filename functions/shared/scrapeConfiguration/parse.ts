import { type Alias, type Document, LineCounter, parseDocument, visit, type YAMLError } from 'yaml';
import type { Problem } from './problem.ts';
import { isRecord } from './values.ts';

/** A YAML text that is one map: its document, which knows where everything stands, and its data. */
export interface ParsedYaml {
  document: Document.Parsed;
  data: Record<string, unknown>;
}

/** Below it a real configuration stays by far; an "alias bomb", which grows with each level, does not. */
const MAX_ALIAS_COUNT = 100;
/** What comes after the first few errors of the syntax mostly follows from them. */
const MAX_SYNTAX_PROBLEMS = 5;

/** The parser quotes what it did not expect, which may be a secret: without the quotation. */
function withoutQuotation(message: string): string {
  return message.replace(/: ".*$/s, '').replace(/(Invalid escape sequence).*$/s, '$1');
}

function syntaxProblem(error: YAMLError, lines: LineCounter): Problem {
  const { line, col } = lines.linePos(error.pos[0]);
  const at = `line ${line}, column ${col}`;
  if (error.code === 'MULTIPLE_DOCS') {
    return { at, problem: 'a second YAML document begins', remedy: 'Keep a single one, without further --- lines' };
  }
  if (error.code === 'RESOURCE_EXHAUSTION') {
    return { at, problem: 'the YAML is nested too deeply', remedy: 'Flatten it' };
  }
  return { at, problem: `not valid YAML: ${withoutQuotation(error.message)}`, remedy: 'Correct it there' };
}

/** All characters that YAML allows and Prometheus reads: no control character but tab, line break and U+0085. */
const FORBIDDEN_CHARACTER = /[^\P{Cc}\t\n\r\u{85}]|\p{Cs}/u;

function characterProblem(text: string): Problem | undefined {
  const index = text.search(FORBIDDEN_CHARACTER);
  if (index === -1) return undefined;
  const before = text.slice(0, index).split('\n');
  const at = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  const code = text.charCodeAt(index).toString(16).toUpperCase().padStart(4, '0');
  return { at, problem: `the character U+${code} may not stand in YAML`, remedy: 'Remove it' };
}

function place(node: Alias | undefined, lines: LineCounter): string {
  if (!node?.range) return '';
  const { line, col } = lines.linePos(node.range[0]);
  return `line ${line}, column ${col}`;
}

/** The data of a document without syntax errors. Aliases and merge keys are resolved only here, and can fail here. */
function dataOf(document: Document.Parsed, lines: LineCounter): { data: unknown } | { problems: Problem[] } {
  const aliases: Alias[] = [];
  visit(document, { Alias: (_, alias) => void aliases.push(alias) });
  const unresolved = aliases.filter((alias) => alias.resolve(document) === undefined);
  const dangling = {
    problem: 'an alias without an anchor before it',
    remedy: 'Set the anchor, or write the value out',
  };
  if (unresolved.length > 0) return { problems: unresolved.map((alias) => ({ at: place(alias, lines), ...dangling })) };
  try {
    return { data: document.toJS({ maxAliasCount: MAX_ALIAS_COUNT }) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const merge = error.message.startsWith('Merge sources');
    const problem = merge ? 'a merge key (<<) merges what is no map' : 'the aliases multiply beyond all measure';
    return { problems: [{ at: place(aliases[0], lines), problem, remedy: 'Write out what the aliases stand for' }] };
  }
}

/** Parses as YAML 1.2, with the merge keys that Prometheus reads too. Nothing of the text comes into a message. */
export function parseYaml(text: string): ParsedYaml | { problems: Problem[] } {
  const forbidden = characterProblem(text);
  if (forbidden) return { problems: [forbidden] };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false, stringKeys: true });
  const errors = [...document.errors, ...document.warnings].slice(0, MAX_SYNTAX_PROBLEMS);
  if (errors.length > 0) return { problems: errors.map((error) => syntaxProblem(error, lines)) };
  const result = dataOf(document, lines);
  if ('problems' in result) return result;
  if (isRecord(result.data)) return { document, data: result.data };
  const problem = text.trim() === '' ? 'is empty' : 'is not a YAML map';
  return { problems: [{ at: '', problem, remedy: 'Give a map with scrape_configs, and mostly global' }] };
}
