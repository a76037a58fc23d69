import { globSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ROOT, textOf } from './sources.ts';

const lists = z.object({
  words: z.array(z.string()),
  overrides: z.array(z.object({ filename: z.string(), words: z.array(z.string()) })),
});
const { words, overrides } = lists.parse(JSON.parse(textOf('cspell.json')));

/** All that the project has in letters, but for the list itself and what is not its own. */
function lettersOf(pattern: string): string {
  const left = /^(?:node_modules|cdk\.out|coverage|cspell\.json|package-lock\.json)|\.(?:png|patch)$/;
  return globSync(`${pattern}/*.*`, { cwd: ROOT, exclude: (path) => left.test(path) })
    .map((path) => textOf(path).toLowerCase())
    .join('\n');
}

describe.each([{ filename: '**', words }, ...overrides])(
  'the words of $filename that are no English',
  ({ filename, words: listed }) => {
    test('stand in the order of the alphabet', () => {
      expect(listed).toEqual(listed.toSorted((one, other) => (one < other ? -1 : 1)));
    });

    test('are words that somebody writes', () => {
      const letters = lettersOf(filename);
      expect(listed.filter((word) => !letters.includes(word))).toEqual([]);
    });
  },
);
