import { expect, test } from 'vitest';
import { wrapped } from '../../../local/report/printer.ts';

test('a line is broken between words alone, and goes on deeper than it began', () => {
  expect(wrapped('  one two  three', 10)).toEqual(['  one two', '    three']);
  expect(wrapped('  + one two', 9)).toEqual(['  + one', '      two']);
  expect(wrapped('  one two', 8, 5)).toEqual(['  one', '     two']);
});

test('a word that is longer than the line has one of its own', () => {
  expect(wrapped('of arn:aws:iam::1:role/one it', 10)).toEqual(['of', '  arn:aws:iam::1:role/one', '  it']);
});

test('what is to be copied is not broken, and no line ends in spaces', () => {
  expect(wrapped('kubectl apply -f manifest.yaml', 10, 'unbroken')).toEqual(['kubectl apply -f manifest.yaml']);
  expect(wrapped('Reason  ', 10)).toEqual(['Reason']);
});
