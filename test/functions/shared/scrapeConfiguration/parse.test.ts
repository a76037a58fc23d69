import { describe, expect, test } from 'vitest';
import { parseYaml } from '../../../../functions/shared/scrapeConfiguration/yaml/parse.ts';

const problems = (text: string) => {
  const parsed = parseYaml(text);
  return 'problems' in parsed ? parsed.problems : [];
};
const noMap = (problem: string) => [{ at: '', problem, remedy: 'Give a map with scrape_configs, and mostly global' }];

describe('a map', () => {
  test.each<[string, object]>([
    ['a: b', { a: 'b' }],
    ['{"a": "b"}', { a: 'b' }],
    ['# a comment\na: b\n', { a: 'b' }],
    ['---\na: b\n', { a: 'b' }],
    ['a: b\n---\n', { a: 'b' }],
    ['a: b\n...\n', { a: 'b' }],
    ['a: b\n---\n# nothing\n', { a: 'b' }],
    ['%YAML 1.1\n---\na: b', { a: 'b' }],
    ['a: !!str b', { a: 'b' }],
    ['a: !!null ~', { a: null }],
    ['a: "\tx"', { a: '\tx' }],
    ['a: b\r\nc: d\r\n', { a: 'b', c: 'd' }],
    ['a: 😀', { a: '😀' }],
    ['a: \u{FFFD}', { a: '\u{FFFD}' }],
  ])('%j has its data', (text, data) => {
    const parsed = parseYaml(text);
    expect('data' in parsed && parsed.data).toEqual(data);
    expect('document' in parsed && parsed.document.toString()).not.toBe('');
  });

  test.each(['!!bool yes', '!!int 0b1', '!!float 1', '!!null ""'])(
    'may have what YAML 1.2 does not know: %s',
    (value) => {
      expect(problems(`a: ${value}`)).toEqual([]);
    },
  );

  test.each(['', ' \n', '# a comment', '---\n'])('is not %j', (text) => {
    expect(problems(text)).toEqual(noMap(text.trim() === '' ? 'is empty' : 'is not a YAML map'));
  });

  test.each(['text', '- a', '12', '"a: b"'])('is not %s', (text) => {
    expect(problems(text)).toEqual(noMap('is not a YAML map'));
  });
});

describe('a character that may not stand there', () => {
  test.each<[string, string, string]>([
    ['a: \u0000', 'line 1, column 4', '0000'],
    ['a: b\nc: \u001B', 'line 2, column 4', '001B'],
    ['a: \u007F', 'line 1, column 4', '007F'],
    ['a: \u0084', 'line 1, column 4', '0084'],
    ['a: \u0086', 'line 1, column 4', '0086'],
    ['a: b\rc: d', 'line 1, column 5', '000D'],
    ['a: \uD83D', 'line 1, column 4', 'D83D'],
    ['a: \uFFFE', 'line 1, column 4', 'FFFE'],
    ['a: \uFFFF', 'line 1, column 4', 'FFFF'],
    ['\u0001: b', 'line 1, column 1', '0001'],
  ])('%j: %s', (text, at, code) => {
    expect(problems(text)).toEqual([
      { at, problem: `the character U+${code} may not stand in YAML`, remedy: 'Remove it' },
    ]);
  });
});

test('the line break of YAML 1.1 is no forbidden one', () => {
  expect(problems('a: "x\u{85}y"').map(({ problem }) => problem)).not.toContain(
    'the character U+0085 may not stand in YAML',
  );
});

describe('an error of the syntax', () => {
  test('is told at its place, without what it quotes', () => {
    const found = problems('a: [secret\nb: "x');
    expect(found.length).toBeGreaterThan(0);
    for (const { at, problem, remedy } of found) {
      expect(at).toMatch(/^line \d+, column \d+$/);
      expect(problem).toMatch(/^not valid YAML: [A-Z]/);
      expect(problem).not.toContain('secret');
      expect(problem).not.toMatch(/: "/);
      expect(remedy).toBe('Correct it there');
    }
  });

  test('quotes no escape', () => {
    expect(problems(String.raw`a: "\q"`)).toEqual([
      { at: 'line 1, column 5', problem: 'not valid YAML: Invalid escape sequence', remedy: 'Correct it there' },
    ]);
  });

  test.each([
    ['a: |hunter2\n', 'line 1, column 5', 'Block scalar header includes extra characters'],
    ['a: >hunter2\n', 'line 1, column 5', 'Block scalar header includes extra characters'],
    ['a: !hunter2 b', 'line 1, column 4', 'Unresolved tag'],
    ['a: !hunter2', 'line 1, column 4', 'Unresolved tag'],
    ['a: !hunter2!b c', 'line 1, column 4', 'Unresolved tag'],
    ['%hunter2\n---\na: b', 'line 1, column 1', 'Unknown directive, or a wrong one'],
    ['a: "b" hunter2', 'line 1, column 8', 'Unexpected scalar at node end'],
    ['a: [b]]', 'line 1, column 7', 'Unexpected flow-seq-end token in YAML stream'],
  ])('quotes nothing of %j', (text, at, problem) => {
    expect(problems(text)).toEqual([{ at, problem: `not valid YAML: ${problem}`, remedy: 'Correct it there' }]);
  });

  test('of a token that it did not expect quotes nothing, over several lines', () => {
    expect(problems('- a\nb: "x\nhunter2"').map(({ problem }) => problem)).toEqual([
      'not valid YAML: Unexpected scalar at node end',
      'not valid YAML: Unexpected map-value-ind token in YAML stream',
      'not valid YAML: Unexpected double-quoted-scalar token in YAML stream',
      'not valid YAML: Unexpected scalar token in YAML stream',
    ]);
  });

  test.each([
    [1, 1],
    [5, 5],
    [6, 5],
    [9, 5],
  ])('of %i no more than five are told: %i', (count, told) => {
    const text = Array.from({ length: count }, (_, index) =>
      String.raw`k${index}: "\q"`.replace('${index}', String(index)),
    ).join('\n');
    expect(problems(text)).toHaveLength(told);
  });

  test('is a key that is a map', () => {
    expect(problems('? {a: b}\n: c')).toEqual([
      {
        at: 'line 1, column 3',
        problem: 'not valid YAML: With stringKeys, all keys must be strings',
        remedy: 'Correct it there',
      },
    ]);
  });

  test('of a tag that nobody knows is one', () => {
    expect(problems('a: !unknown b')).toEqual([
      { at: 'line 1, column 4', problem: 'not valid YAML: Unresolved tag', remedy: 'Correct it there' },
    ]);
  });

  test('is a nesting that is too deep', () => {
    expect(problems(`a: ${'['.repeat(10_000)}`)[0]).toMatchObject({
      problem: 'the YAML is nested too deeply',
      remedy: 'Flatten it',
    });
  });
});

describe('a second document', () => {
  const further = (at: string) => [
    { at, problem: 'a second YAML document begins', remedy: 'Keep a single one, without further --- lines' },
  ];

  test.each([
    ['a: b\n---\nc: d', 'line 2, column 1'],
    ['a: b\n---\n---\nc: d', 'line 3, column 1'],
    ['a: b\n--- text', 'line 2, column 1'],
    ['a: b\n---\nc: [', 'line 2, column 1'],
  ])('%j: %s', (text, at) => {
    expect(problems(text)).toEqual(further(at));
  });
});

describe('a directive', () => {
  test.each(['1.2', '1.0'])('of version %s is none that Prometheus reads', (version) => {
    expect(problems(`%YAML ${version}\n---\na: b`)).toEqual(
      version === '1.2'
        ? [
            {
              at: 'line 1, column 1',
              problem: 'the directive %YAML 1.2 is not of the version that Prometheus reads',
              remedy: 'Remove the line',
            },
          ]
        : [expect.objectContaining({ remedy: expect.any(String) })],
    );
  });
});

test('what lines and nodes have wrong is told at its place', () => {
  expect(problems('a: 1\nb: *x')).toEqual([
    {
      at: 'line 2, column 4',
      problem: 'an alias without an anchor before it',
      remedy: 'Set the anchor, or write the value out',
    },
  ]);
});

test('a value that is null has no place below it', () => {
  const nulls = parseYaml('a:\nb: 1');
  expect('place' in nulls && [nulls.place(['a', 'b']), nulls.place(['b', 'c'])]).toEqual([
    'line 1, column 1',
    'line 2, column 1',
  ]);
});

describe('the place of a path', () => {
  const parsed = parseYaml('a: 1\nb:\n  - c: 2\n  - d: {e: 3}\n');
  test.each<[PropertyKey[], string]>([
    [[], 'line 1, column 1'],
    [['a'], 'line 1, column 1'],
    [['b'], 'line 2, column 1'],
    [['b', 0], 'line 3, column 5'],
    [['b', 1, 'd'], 'line 4, column 5'],
    [['b', 1, 'd', 'e'], 'line 4, column 9'],
    [['b', 1, 'd', 'f'], 'line 4, column 5'],
    [['b', 7, 'x'], 'line 2, column 1'],
    [['a', 'x', 'y'], 'line 1, column 1'],
    [['z'], 'line 1, column 1'],
  ])('%j is %s', (path, place) => {
    expect('place' in parsed && parsed.place(path)).toBe(place);
  });
});

test('keys that a map has twice by a merge are known', () => {
  const parsed = parseYaml('a: {<<: {b: 1}, b: 2}\nc: {d: 1}');
  if ('problems' in parsed) throw new Error('is a map');
  const { a, c } = parsed.data;
  expect([...parsed.mergedTwice(Object(a))]).toEqual(['b']);
  expect([...parsed.mergedTwice(Object(c))]).toEqual([]);
  expect([...parsed.mergedTwice({})]).toEqual([]);
});
