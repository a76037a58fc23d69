/** Where a text is no JSON, which JSON.parse says in some of its refusals only, or is JSON of which a part would silently be lost. */
export interface JsonProblem {
  /** From 1. */
  line: number;
  /** In UTF-16 code units, from 1. */
  column: number;
  problem: string;
}

const TOKEN =
  /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\]:,]/uy;
const SPACE = /[ \t\n\r]*/y;

class Refusal extends Error {
  readonly at: number;
  constructor(at: number, problem: string) {
    super(problem);
    this.at = at;
  }
}

/** The first thing for which a text is refused: that it is no JSON (RFC 8259), or that an object has a name twice. */
export function jsonProblem(text: string): JsonProblem | undefined {
  try {
    const reader = new Reader(text);
    reader.value();
    reader.end();
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const before = text.slice(0, error.at).split('\n');
    return { line: before.length, column: (before.at(-1) ?? '').length + 1, problem: error.message };
  }
}

/** Reads for the place alone: the value is JSON.parse's. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#skipSpace();
  }

  value(): void {
    const { token, at } = this.#take('a value');
    if (token === '{') this.#object();
    else if (token === '[') this.#list(']', () => this.value());
    else if (/^[\]}:,]/.test(token)) throw expected('a value', token, at);
  }

  end(): void {
    if (this.#at < this.#text.length) throw expected('nothing more', this.#shown(), this.#at);
  }

  #object(): void {
    const names = new Set<unknown>();
    this.#list('}', () => {
      const { token, at } = this.#take('a name in double quotes');
      if (!token.startsWith('"')) throw expected('a name in double quotes', token, at);
      const name: unknown = JSON.parse(token);
      if (names.has(name)) throw new Refusal(at, `${token} is there twice: only the last would count`);
      names.add(name);
      this.#one(':');
      this.value();
    });
  }

  /** What is between an opening bracket and its closing one: nothing, or items with commas between. */
  #list(close: ']' | '}', item: () => void): void {
    if (this.#text[this.#at] === close) return void this.#take(close);
    for (;;) {
      item();
      const { token, at } = this.#take(`, or ${close}`);
      if (token === close) return;
      if (token !== ',') throw expected(`, or ${close}`, token, at);
    }
  }

  #one(wanted: string): void {
    const { token, at } = this.#take(wanted);
    if (token !== wanted) throw expected(wanted, token, at);
  }

  #take(wanted: string): { token: string; at: number } {
    const at = this.#at;
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(this.#text)?.[0];
    if (token === undefined) throw expected(wanted, this.#shown(), at);
    this.#at += token.length;
    this.#skipSpace();
    return { token, at };
  }

  #skipSpace(): void {
    SPACE.lastIndex = this.#at;
    this.#at += SPACE.exec(this.#text)?.[0].length ?? 0;
  }

  /** The word or sign that stands where the reader is, for people. */
  #shown(): string {
    return /^(?:[\w'"-]+|\/[/*]|.)/su.exec(this.#text.slice(this.#at))?.[0] ?? '';
  }
}

function expected(wanted: string, found: string, at: number): Refusal {
  return new Refusal(
    at,
    `${found === '' ? 'the text ends' : `there is ${found.slice(0, 40)}`} where ${wanted} has to be`,
  );
}
