import { type Document, LineCounter, parseAllDocuments, type YAMLError } from 'yaml';
import { dataOf, type DocumentData, type NodeProblem } from './data.ts';
import { lineProblem } from './lines.ts';
import type { Problem, YamlPath } from '../problem.ts';
import { isRecord } from '../values.ts';
import { isScalarType } from './yamlScalar.ts';

/** A YAML text that is one map: its document, which knows where everything stands, and its data. */
export interface ParsedYaml {
  document: Document.Parsed;
  data: Record<string, unknown>;
  /** The keys of a map of the data that it sets itself and by a merge too. */
  mergedTwice: (map: object) => ReadonlySet<string>;
  /** `line 3, column 5`, of what is at a path of the data or, where nothing is, of the nearest above it. */
  place: (path: YamlPath) => string;
}

/** What comes after the first few errors of the syntax mostly follows from them. */
const MAX_SYNTAX_PROBLEMS = 5;

/** What the parser tells with the text that it is about, which may be a secret, in words without it. */
const WITHOUT_TEXT: Partial<Record<YAMLError['code'], string>> = {
  BAD_DIRECTIVE: 'Unknown directive, or a wrong one',
  BAD_DQ_ESCAPE: 'Invalid escape sequence',
  TAG_RESOLVE_FAILED: 'Unresolved tag',
};

/** Elsewhere it quotes, at the end, what it did not expect: a token, or what stands behind the sign of a block. */
function withoutQuotation({ code, message }: YAMLError): string {
  return WITHOUT_TEXT[code] ?? message.replace(/: ["|>].*/s, '');
}

function placeOf(offset: number, lines: LineCounter): string {
  const { line, col } = lines.linePos(offset);
  return `line ${line}, column ${col}`;
}

function syntaxProblem(error: YAMLError, lines: LineCounter): Problem {
  const at = placeOf(error.pos[0], lines);
  if (error.code === 'RESOURCE_EXHAUSTION') {
    return { at, problem: 'the YAML is nested too deeply', remedy: 'Flatten it' };
  }
  return { at, problem: `not valid YAML: ${withoutQuotation(error)}`, remedy: 'Correct it there' };
}

/**
 * All characters that YAML allows and Prometheus reads: no control character but tab, line break and U+0085; a carriage return
 * alone is a line break to Prometheus and none to YAML's other readers.
 */
const FORBIDDEN_CHARACTER = /\r(?!\n)|[^\P{Cc}\t\n\r\u{85}]|\p{Cs}|[\u{FFFE}\u{FFFF}]/u;

function characterProblem(text: string): Problem | undefined {
  const index = text.search(FORBIDDEN_CHARACTER);
  if (index === -1) return undefined;
  const before = text.slice(0, index).split('\n');
  const at = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  const code = text.charCodeAt(index).toString(16).toUpperCase().padStart(4, '0');
  return { at, problem: `the character U+${code} may not stand in YAML`, remedy: 'Remove it' };
}

/** What follows the first document. Prometheus reads none of it, so that content there would be lost without a word. */
function furtherDocument(documents: Document.Parsed[], lines: LineCounter): Problem | undefined {
  const further = documents
    .slice(1)
    .find(({ contents, errors }) => contents?.range[0] !== contents?.range[1] || errors.length > 0);
  if (further === undefined) return undefined;
  const at = placeOf(further.range[0], lines);
  return { at, problem: 'a second YAML document begins', remedy: 'Keep a single one, without further --- lines' };
}

const tagOf = (message: string) => message.replace('Unresolved tag: ', '');

/** Prometheus refuses what says of itself that it is another YAML than 1.1. */
function versionProblem({ directives }: Document.Parsed): NodeProblem | undefined {
  const { explicit, version } = directives.yaml;
  if (explicit !== true || version === '1.1') return undefined;
  const problem = `the directive %YAML ${version} is not of the version that Prometheus reads`;
  return { offset: 0, problem, remedy: 'Remove the line' };
}

function placeAt(path: YamlPath, { data, offsets }: DocumentData, lines: LineCounter): string {
  let offset = 0;
  let part: unknown = data;
  for (const key of path) {
    const known = offsets.get(Object(part))?.get(key);
    if (known === undefined) break;
    offset = known;
    part = Array.isArray(part) ? part[Number(key)] : isRecord(part) ? part[String(key)] : undefined;
  }
  return placeOf(offset, lines);
}

/** Parses as Prometheus does, with merge keys and YAML 1.1's numbers. Nothing of the text comes into a message. */
export function parseYaml(text: string): ParsedYaml | { problems: Problem[] } {
  const forbidden = characterProblem(text);
  if (forbidden) return { problems: [forbidden] };
  const lines = new LineCounter();
  const options = { lineCounter: lines, prettyErrors: false, stringKeys: true, uniqueKeys: false };
  const documents = parseAllDocuments(text, options);
  const [document] = documents;
  if (!Array.isArray(documents) || document === undefined) return { problems: [notAMap(text)] };
  const warnings = document.warnings.filter(
    ({ code, message }) => code !== 'TAG_RESOLVE_FAILED' || !isScalarType(tagOf(message)),
  );
  const errors = [...document.errors, ...warnings].slice(0, MAX_SYNTAX_PROBLEMS);
  if (errors.length > 0) return { problems: errors.map((error) => syntaxProblem(error, lines)) };
  const further = furtherDocument(documents, lines);
  if (further) return { problems: [further] };
  const odd = versionProblem(document) ?? lineProblem(document, text);
  if (odd) return { problems: [{ at: placeOf(odd.offset, lines), problem: odd.problem, remedy: odd.remedy }] };
  const result = dataOf(document, text);
  if (result.problems.length > 0) {
    return { problems: result.problems.map(({ offset, ...words }) => ({ at: placeOf(offset, lines), ...words })) };
  }
  if (!isRecord(result.data)) return { problems: [notAMap(text)] };
  return {
    document,
    data: result.data,
    mergedTwice: (map) => result.mergedTwice.get(map) ?? new Set(),
    place: (path) => placeAt(path, result, lines),
  };
}

function notAMap(text: string): Problem {
  const problem = text.trim() === '' ? 'is empty' : 'is not a YAML map';
  return { at: '', problem, remedy: 'Give a map with scrape_configs, and mostly global' };
}
