/** Brackets, operators, words of the syntax, selectors, texts and numbers; a text without quotes has no white space or signs. */
const TOKEN = /\s*(&&|\|\||!=|<=|>=|[(){}=<>]|IS(?=\s)|NOT\s+EXISTS|\$(?:\.[\w-]+|\[\d+\])+|"[^"]*"|[\w*-][\w.*:+-]*)/y;

/** @throws SyntaxError for what is none of these. */
export function tokensOf(pattern: string): string[] {
  const tokens: string[] = [];
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < pattern.trimEnd().length;) {
    const at = TOKEN.lastIndex;
    const [, token] = TOKEN.exec(pattern) ?? [];
    if (token === undefined) throw new SyntaxError(`${pattern}: what begins at character ${at + 1} is not known here.`);
    tokens.push(token.replace(/^NOT\s+/, 'NOT '));
  }
  return tokens;
}
