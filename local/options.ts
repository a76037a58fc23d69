import { parseArgs, type ParseArgsConfig } from 'node:util';
import { didYouMean } from '../infra/nearest.ts';
import { takenByNpm, takenText } from '../infra/npmOptions.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** What is wrong with a command's options though node:util takes them, or says less of it. */
export function optionProblem(options: Options, args: readonly string[]): string | undefined {
  const taken = takenByNpm(Object.keys(options), args);
  if (taken !== undefined) return takenText(taken);
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const given = tokens.flatMap((token) => (token.kind === 'option' ? [token] : []));
  for (const { name, rawName, value } of given) {
    const option = options[name];
    if (option === undefined) return `There is no option ${rawName}.${didYouMean(rawName, namesOf(options))}`;
    if (option.type === 'string' && value === '') return `${rawName} takes a value, and has none`;
    if (option.multiple !== true && given.filter((one) => one.name === name).length > 1)
      return `${rawName} is there more than once: give it once`;
  }
  return undefined;
}

function namesOf(options: Options): string[] {
  return Object.keys(options).map((name) => `--${name}`);
}

/** An option of a command, as people wrote it, and what it is about. */
export interface Given {
  option: string;
  isGiven: boolean;
}

/**
 * The options that would have no effect beside another, in a sentence.
 * @param of The option, or what else it is, that they have none with
 * @param why Whole, as the end of the sentence
 */
export function withoutEffect(of: string, why: string, others: readonly Given[]): string | undefined {
  const idle = others.flatMap(({ option, isGiven }) => (isGiven ? [option] : []));
  if (idle.length === 0) return undefined;
  return `${idle.join(', ')} ${idle.length === 1 ? 'has' : 'have'} no effect with ${of}: ${why}`;
}
