import { RuleTester } from 'oxlint/plugins-dev';
import { describe, test } from 'vitest';
import { onExports } from './docstrings.ts';

Object.assign(RuleTester, { describe, it: test });

const missing = (name: string) => [{ message: `${name} is exported and has no docstring` }];
const empty = (name: string) => [{ message: `The docstring of ${name} says no more than its name` }];

new RuleTester({ languageOptions: { sourceType: 'module', parserOptions: { lang: 'ts' } } }).run(
  'on-exports',
  onExports,
  {
    valid: [
      '/** In seconds. */\nexport const WAIT = 1;',
      '/**\n * In seconds.\n */\nexport const WAIT = 1;',
      '/** @throws TypeError for none. */\nexport function read(): void {}',
      'const WAIT = 1;',
      "export { WAIT } from './wait.ts';",
      "export * from './wait.ts';",
    ],
    invalid: [
      { code: 'export const WAIT = 1;', errors: missing('WAIT') },
      { code: '// In seconds.\nexport const WAIT = 1;', errors: missing('WAIT') },
      { code: '/* In seconds. */\nexport const WAIT = 1;', errors: missing('WAIT') },
      { code: '/** In seconds. */\nconst a = 1;\nexport const WAIT = a;', errors: missing('WAIT') },
      { code: 'export async function readAll() {}', errors: missing('readAll') },
      { code: 'export abstract class Reader {}', errors: missing('Reader') },
      { code: 'export interface Reader {}', errors: missing('Reader') },
      { code: 'export type Reader = string;', errors: missing('Reader') },
      { code: '/** The source account. */\nexport const sourceAccounts = [];', errors: empty('sourceAccounts') },
      { code: '/** Returns the role ARN. */\nexport function roleArn() {}', errors: empty('roleArn') },
    ],
  },
);
