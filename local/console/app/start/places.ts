import { formatPath } from '../../../../functions/shared/request/request.ts';

/** A string or any other scalar, or a sign. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g;

/** Where each value of a JSON text is: by its path as findings have it, the offset of its name, or of itself in a list. */
export function placesOf(text: string): Map<string, number> {
  const tokens = [...text.matchAll(TOKEN)].map(({ 0: token, index }) => ({ token, index }));
  const places = new Map<string, number>();
  let at = 0;

  const next = () => tokens[at++] ?? { token: '', index: text.length };
  const isNext = (sign: string) => tokens[at]?.token === sign;

  function value(path: readonly PropertyKey[]): void {
    const { token } = next();
    if (token === '{') members('}', () => member(path));
    if (token === '[') {
      let index = 0;
      members(']', () => {
        places.set(formatPath([...path, index]), tokens[at]?.index ?? text.length);
        value([...path, index]);
        index += 1;
      });
    }
  }

  function members(close: string, one: () => void): void {
    while (at < tokens.length && !isNext(close)) {
      one();
      if (isNext(',')) at += 1;
    }
    at += 1;
  }

  function member(path: readonly PropertyKey[]): void {
    const { token, index } = next();
    const inner = [...path, String(JSON.parse(token))];
    places.set(formatPath(inner), index);
    at += 1;
    value(inner);
  }

  value([]);
  return places;
}

/** From 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
