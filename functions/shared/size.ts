/**
 * Bytes that a text takes in a Cause that is part of a state: the service writes a Cause as JSON, and a state that has one as JSON
 * around it. A quote takes four, a line's end three, `\u0000` seven; the whole weighs what its letters do together.
 */
export function weight(text: string): number {
  return byteLength(JSON.stringify(JSON.stringify(text))) - EMPTY;
}

const EMPTY = JSON.stringify(JSON.stringify('')).length;

/** Bytes of UTF-8. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text);
}

/** Bytes of a value as it passes between states. */
export function jsonBytes(value: unknown): number {
  return byteLength(JSON.stringify(value) ?? '');
}

const ELLIPSIS = '…';

/**
 * The text, or as much of its beginning as takes `most`, the ellipsis for its end included.
 * @param measure what a text takes, which has to be the sum of what its letters take.
 */
export function fitted(text: string, most: number, measure: (text: string) => number = weight): string {
  const room = most - measure(ELLIPSIS);
  let taken = 0;
  let [end, fits] = [0, 0];
  for (const letter of text) {
    taken += measure(letter);
    if (taken > most) return `${text.slice(0, fits)}${ELLIPSIS}`;
    end += letter.length;
    if (taken <= room) fits = end;
  }
  return text;
}

/** How many of the texts, from the first on, take at most `most` together. */
export function fitting(texts: readonly string[], most: number, measure: (text: string) => number = weight): number {
  let taken = 0;
  const over = texts.findIndex((text) => (taken += measure(text)) > most);
  return over === -1 ? texts.length : over;
}
