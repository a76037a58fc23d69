import type { Labels } from './relabel.ts';

/** What a target exposes: its series with their names as labels, and the names that it tells of, whether it has a series of them or not. */
export interface Exposition {
  names: ReadonlySet<string>;
  series: readonly Labels[];
}

const TYPE = /^# TYPE (\S+) (\S+)$/;
const SAMPLE = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})? /;
const LABEL = /([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)"/g;
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
};

/** Reads https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format, without values. */
export function readExposition(text: string): Exposition {
  const lines = text.split('\n');
  const told = lines.flatMap((line) => {
    const [, name = '', type = ''] = TYPE.exec(line) ?? [];
    return name === '' ? [] : (SUFFIXES[type] ?? ['']).map((suffix) => name + suffix);
  });
  const series = lines.flatMap((line) => {
    const [, name, labels = ''] = SAMPLE.exec(line) ?? [];
    return name === undefined ? [] : [{ ...labelsOf(labels), __name__: name }];
  });
  return { names: new Set([...told, ...series.map(({ __name__: name }) => name)]), series };
}

function labelsOf(text: string): Labels {
  return Object.fromEntries([...text.matchAll(LABEL)].map(([, name = '', value = '']) => [name, unescaped(value)]));
}

function unescaped(value: string): string {
  return value.replaceAll(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
}
