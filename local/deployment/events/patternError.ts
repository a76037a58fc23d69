/** A value at the end of a path in an event. */
export type Scalar = string | number | boolean | null;

/** What PutRule answers as InvalidEventPatternException. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
  constructor(path: readonly string[], problem: string) {
    super(`Event pattern is not valid. Reason: ${problem} (at ${path.join('.') || 'the top'})`);
  }
}
