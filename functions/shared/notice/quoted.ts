/** Of a text that somebody supplied, what a mail has at most. */
const MAX_LENGTH = 64;

/**
 * A text that people supplied, for a mail: letters, digits, `.`, `_` and `-`, in quotes. Other characters are a `_`, and so is a dot
 * before a letter, since mail programs make links of `example.com` too.
 */
export function quoted(text: string): string {
  const reduced = text.replaceAll(/[^A-Za-z0-9._-]+|\.(?=[A-Za-z])/g, '_');
  return `"${reduced.slice(0, MAX_LENGTH)}"`;
}
