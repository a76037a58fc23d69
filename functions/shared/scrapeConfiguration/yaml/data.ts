import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { isRecord } from '../values.ts';
import { isMergeKey, keyText, scalarProblem, scalarValue } from './yamlScalar.ts';

/** What is wrong with the YAML's nodes, and at which offset of the text. */
export interface NodeProblem {
  offset: number;
  problem: string;
  remedy: string;
}

/** The data of a document, and where each part of it begins in the text. */
export interface DocumentData {
  data: unknown;
  problems: NodeProblem[];
  /** By map or list of the data: the offset of each key or item. */
  offsets: WeakMap<object, ReadonlyMap<PropertyKey, number>>;
  /** By map of the data: the keys that it sets itself and by a merge, which fails where a map takes any keys. */
  mergedTwice: WeakMap<object, ReadonlySet<string>>;
}

/**
 * Above so many steps, the share of them that may be by aliases: the rule by which Prometheus' parser tells an "alias
 * bomb", which grows with each level, from a document that reuses a part often
 * (https://github.com/go-yaml/yaml/blob/v2.4.0/decode.go, allowedAliasRatio).
 */
const FREE_STEPS = 1000;
const [SMALL, LARGE] = [400_000, 4_000_000];

function allowedShare(steps: number): number {
  const excess = Math.min(Math.max(steps - SMALL, 0), LARGE - SMALL) / (LARGE - SMALL);
  return 0.99 - 0.89 * excess;
}

class TooManyAliases extends Error {
  readonly offset: number;
  constructor(offset: number) {
    super();
    this.offset = offset;
  }
}

interface Part {
  value: unknown;
  /** How many steps the parser of Prometheus needs for it, aliases written out; a map it reads twice. */
  steps: number;
}

const REMEDY = 'Write out what the aliases stand for';

/** One walk over a document, in its order, so that an alias finds the last anchor before it. */
class Reader implements DocumentData {
  readonly problems: NodeProblem[] = [];
  readonly offsets = new WeakMap<object, Map<PropertyKey, number>>();
  readonly mergedTwice = new WeakMap<object, Set<string>>();
  readonly data: unknown;
  readonly #text: string;
  readonly #anchors = new Map<string, Node>();
  readonly #parts = new Map<Node, Part>();
  readonly #open = new Set<Node>();
  #firstAlias: number | undefined;
  #flows = 0;
  #steps = 0;
  #aliasSteps = 0;

  constructor(root: unknown, text: string) {
    this.#text = text;
    this.data = this.#read(root).value;
  }

  #read(node: unknown): Part {
    if (isAlias(node)) return this.#alias(node.source, offsetOf(node));
    this.#steps += isMap(node) ? 2 : 1;
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return { value: null, steps: 1 };
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    this.#open.add(node);
    const before = this.#steps;
    const value = isScalar(node) ? this.#scalar(node) : this.#collection(node);
    const part = { value, steps: this.#steps - before + 1 };
    this.#open.delete(node);
    this.#parts.set(node, part);
    return part;
  }

  /** @throws TooManyAliases */
  #alias(anchor: string, offset: number): Part {
    this.#firstAlias ??= offset;
    const node = this.#anchors.get(anchor);
    const part = node && this.#parts.get(node);
    if (node !== undefined && this.#open.has(node)) {
      return this.#refuse(offset, 'an alias stands within what it stands for', 'Write the value out');
    }
    if (part === undefined) {
      return this.#refuse(offset, 'an alias without an anchor before it', 'Set the anchor, or write the value out');
    }
    this.#steps += part.steps;
    this.#aliasSteps += part.steps;
    if (this.#steps > FREE_STEPS && this.#aliasSteps / this.#steps > allowedShare(this.#steps)) {
      throw new TooManyAliases(this.#firstAlias);
    }
    return part;
  }

  #refuse(offset: number, problem: string, remedy: string): Part {
    this.problems.push({ offset, problem, remedy });
    return { value: null, steps: 0 };
  }

  #scalar(node: Scalar): unknown {
    const broken = scalarProblem(node, this.#flows > 0, this.#text);
    if (broken) this.problems.push({ offset: offsetOf(node), ...broken });
    return scalarValue(node);
  }

  #collection(node: YAMLMap | YAMLSeq): unknown {
    if (node.flow) this.#flows += 1;
    const value = isMap(node) ? this.#map(node) : this.#list(node.items);
    if (node.flow) this.#flows -= 1;
    return value;
  }

  #list(items: unknown[]): unknown[] {
    const list = items.map((item) => this.#read(item).value);
    this.offsets.set(list, new Map(items.map((item, index) => [index, offsetOf(item)])));
    return list;
  }

  #map(map: YAMLMap): Record<string, unknown> {
    const entries = new Map<string, unknown>();
    const places = new Map<PropertyKey, number>();
    const own = new Set<string>();
    const merged: string[] = [];
    for (const pair of map.items) {
      if (isMergeKey(pair.key)) merged.push(...this.#merge(pair, entries, places));
      else this.#pair(pair, entries, places, own);
    }
    const data = Object.fromEntries(entries);
    this.offsets.set(data, places);
    const seen = new Set(own);
    this.mergedTwice.set(data, new Set(merged.filter((key) => seen.size === seen.add(key).size)));
    return data;
  }

  #pair(pair: Pair, entries: Map<string, unknown>, places: Map<PropertyKey, number>, own: Set<string>): void {
    const key = isScalar(pair.key) ? keyText(pair.key) : '';
    if (isScalar(pair.key)) this.#read(pair.key);
    const offset = offsetOf(pair.key);
    if (own.has(key)) this.#refuse(offset, 'not valid YAML: Map keys must be unique', 'Correct it there');
    own.add(key);
    entries.set(key, this.#read(pair.value).value);
    places.set(key, offset);
  }

  /**
   * As the parser of Prometheus does: in the order of the text, so that a merge after a key replaces the key's value. Gives the
   * keys that came, each as often as it came.
   */
  #merge(pair: Pair, entries: Map<string, unknown>, places: Map<PropertyKey, number>): string[] {
    const sources = isSeq(pair.value) ? pair.value.items.toReversed() : [pair.value];
    return sources.flatMap((source) => {
      const { value } = this.#read(source);
      if (!isRecord(value)) {
        this.#refuse(offsetOf(pair.key), 'a merge key (<<) merges what is no map', REMEDY);
        return [];
      }
      const from = this.offsets.get(value);
      for (const [key, part] of Object.entries(value)) {
        entries.set(key, part);
        places.set(key, from?.get(key) ?? offsetOf(source));
      }
      return Object.keys(value);
    });
  }
}

function offsetOf(node: unknown): number {
  return isNode(node) && node.range ? node.range[0] : 0;
}

/** The data of a document without syntax errors, with aliases and merge keys resolved. */
export function dataOf(document: Document.Parsed, text: string): DocumentData {
  try {
    return new Reader(document.contents, text);
  } catch (error) {
    if (!(error instanceof TooManyAliases)) throw error;
    const problems = [{ offset: error.offset, problem: 'the aliases multiply beyond all measure', remedy: REMEDY }];
    return { data: null, problems, offsets: new WeakMap(), mergedTwice: new WeakMap() };
  }
}
