import { describe, expect, it } from 'vitest';
import { matchEvent } from '../../../../local/deployment/events/eventPattern.ts';
import { PatternError } from '../../../../local/deployment/events/patternError.ts';
import { BAD_PATTERNS, EVENT_CASES, FIELD_CASES } from './eventPatternCases.ts';

describe('an event pattern', () => {
  it.each(FIELD_CASES)('compares one field: %s', (_name, wanted, value, matches) => {
    expect(matchEvent({ f: wanted }, value === undefined ? {} : { f: value })).toBe(matches);
  });

  it.each(EVENT_CASES)('compares an event: $name', ({ pattern, event, matches }) => {
    expect(matchEvent(pattern, event)).toBe(matches);
  });

  it.each(BAD_PATTERNS)('is refused: %s', (_name, pattern, problem) => {
    expect(() => matchEvent(pattern, {})).toThrow(PatternError);
    expect(() => matchEvent(pattern, {})).toThrow(problem);
  });
});
