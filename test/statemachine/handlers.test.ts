import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ERROR_NAMES } from '../../functions/shared/errors.ts';
import { FUNCTION_NAMES, HANDLER_NAMES, MACHINE_NAMES } from '../../functions/shared/names.ts';
import { handlerFile } from '../../local/workflow/lambda/code.ts';
import { substitutionName } from '../../local/workflow/states/definition.ts';
import { allStates, readDefinition } from './definition.ts';

/** What the handler's docstring says, in one line. */
function docstringOf(name: (typeof HANDLER_NAMES)[number]): string {
  const found = /\/\*\*((?:(?!\*\/)[^])*)\*\/\nexport const handler = /.exec(readFileSync(handlerFile(name), 'utf8'));
  return (found?.[1] ?? '').replaceAll(/\s*\n \*\s*/g, ' ');
}

test.for(FUNCTION_NAMES)('%s names each machine and state that calls it', (name) => {
  const docstring = docstringOf(name);
  const isNamed = (word: string) => new RegExp(`\\b${word}\\b`).test(docstring);
  const callers = MACHINE_NAMES.flatMap((machine) =>
    Object.entries(allStates(readDefinition(machine).States))
      .filter(([, { Resource }]) => Resource === `\${${substitutionName(name)}}`)
      .map(([state]) => ({ machine, state })),
  );
  expect(callers.length).toBeGreaterThan(0);
  expect(callers.filter(({ machine, state }) => !isNamed(machine) || !isNamed(state))).toEqual([]);
});

test('what the docstrings of handlers say that they throw is of the closed set, but for the reason of a failed product', () => {
  const thrown = HANDLER_NAMES.flatMap((name) =>
    [...docstringOf(name).matchAll(/@throws ((?:[A-Z]\w+(?:, )?)+)/g)].flatMap(([, names = '']) => names.split(', ')),
  );
  const others = thrown.filter((name) => !ERROR_NAMES.some((one) => one === name));
  expect([...new Set(others)].toSorted()).toEqual(['Error', 'OperationFailed']);
  expect(thrown.length).toBeGreaterThan(HANDLER_NAMES.length);
});
