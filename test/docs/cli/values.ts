import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Shape } from './models.ts';

/**
 * The value of an option from its words: JSON, a file, or the shorthand of the AWS CLI
 * (https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html).
 * @param folder what file:// is relative to
 */
export function valueOf(shape: Shape, words: readonly string[], folder: string): unknown {
  const texts = words.map((word) =>
    word.startsWith('file://') ? readFileSync(resolve(folder, word.slice('file://'.length)), 'utf8') : word,
  );
  const [first = ''] = texts;
  if (shape.kind === 'boolean') return texts.length === 0 || first === 'true';
  if (texts.length === 0) throw new Error('an option has no value');
  const isJson = shape.kind !== 'text' && shape.kind !== 'number' && /^\s*[[{]/.test(first);
  if (isJson) return JSON.parse(first);
  if (shape.kind === 'list') return texts.map((text) => shorthand(shape.of, text));
  if (texts.length > 1) throw new Error(`an option takes one value, not ${texts.join(' ')}`);
  return shorthand(shape, first);
}

function shorthand(shape: Shape, text: string): unknown {
  if (shape.kind === 'number') return Number(text);
  if (shape.kind === 'boolean') return text === 'true';
  if (shape.kind === 'text') return text;
  if (shape.kind === 'list') return text.split(',').map((one) => shorthand(shape.of, one));
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new Error(`${pair} is no KEY=VALUE`);
      const [key, value] = [pair.slice(0, at), pair.slice(at + 1)];
      const member = memberOf(shape, key);
      if (member === undefined) throw new Error(`there is no member ${key}`);
      return [key, shorthand(member, value)];
    }),
  );
}

function memberOf(shape: Shape, key: string): Shape | undefined {
  if (shape.kind === 'map') return shape.of;
  return shape.kind === 'structure' ? shape.members.get(key)?.() : undefined;
}
