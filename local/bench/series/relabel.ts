import { createHash } from 'node:crypto';
import * as z from 'zod';

/** Labels by name. An empty value is no label. */
export type Labels = Readonly<Record<string, string>>;

/** The fields and their defaults: https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config. */
export const relabelRule = z.strictObject({
  source_labels: z.array(z.string()).default([]),
  separator: z.string().default(';'),
  target_label: z.string().default(''),
  regex: z.string().default('(.*)'),
  modulus: z.number().default(0),
  replacement: z.string().default('$1'),
  action: z
    .enum([
      'replace',
      'keep',
      'drop',
      'keepequal',
      'dropequal',
      'hashmod',
      'labelmap',
      'labeldrop',
      'labelkeep',
      'lowercase',
      'uppercase',
    ])
    .default('replace'),
});
type RelabelRule = z.infer<typeof relabelRule>;

/** Of Prometheus 2: 3 takes any text that is not empty. */
const LABEL_NAME = /^[A-Za-z_]\w*$/;

const compiled = new Map<string, RegExp>();

/**
 * Prometheus' regular expressions are RE2's, anchored at both ends; `.` matches a line break in Prometheus 3 alone. What JavaScript
 * writes otherwise it mostly refuses, being told that the pattern is Unicode.
 *
 * @throws SyntaxError
 */
function anchored(regex: string): RegExp {
  const known = compiled.get(regex) ?? new RegExp(`^(?:${regex.replaceAll('(?P<', '(?<')})$`, 'su');
  compiled.set(regex, known);
  return known;
}

/** `$$`, `${name}`, and `$name` to the last letter, digit or `_`, as Go reads them: `$1x` is the group "1x", which there is not. */
const VARIABLE = /\$(?:\$|\{(?<braced>\w+)\}|(?<bare>\w+))/g;

function expanded(template: string, match: RegExpExecArray): string {
  return template.replaceAll(VARIABLE, (whole, braced?: string, bare?: string) => {
    if (whole === '$$') return '$';
    const name = braced ?? bare ?? '';
    const value = /^(?:0|[1-9]\d*)$/.test(name) ? match[Number(name)] : match.groups?.[name];
    return value ?? '';
  });
}

function withLabel(labels: Labels, name: string, value: string): Labels {
  if (value !== '') return { ...labels, [name]: value };
  return Object.fromEntries(Object.entries(labels).filter(([other]) => other !== name));
}

function replaced(labels: Labels, rule: RelabelRule, value: string): Labels {
  const match = anchored(rule.regex).exec(value);
  if (match === null) return labels;
  const name = expanded(rule.target_label, match);
  return LABEL_NAME.test(name) ? withLabel(labels, name, expanded(rule.replacement, match)) : labels;
}

/** In the order of names, of which the last wins. */
function mapped(labels: Labels, rule: RelabelRule): Labels {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.reduce((result, [name, value]) => {
    const match = anchored(rule.regex).exec(name);
    return match === null ? result : withLabel(result, expanded(rule.replacement, match), value);
  }, labels);
}

/** The last 8 bytes of the MD5, so that the result is that of Prometheus. */
function hashed(value: string, modulus: number): string {
  const hash = createHash('md5').update(value).digest().readBigUInt64BE(8);
  return String(hash % BigInt(modulus));
}

function named(labels: Labels, isKept: (name: string) => boolean): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => isKept(name)));
}

function step(labels: Labels, rule: RelabelRule): Labels | undefined {
  const value = rule.source_labels.map((name) => labels[name] ?? '').join(rule.separator);
  const target = labels[rule.target_label] ?? '';
  const matches = (text: string) => anchored(rule.regex).test(text);
  switch (rule.action) {
    case 'replace':
      return replaced(labels, rule, value);
    case 'keep':
      return matches(value) ? labels : undefined;
    case 'drop':
      return matches(value) ? undefined : labels;
    case 'keepequal':
      return value === target ? labels : undefined;
    case 'dropequal':
      return value === target ? undefined : labels;
    case 'hashmod':
      return withLabel(labels, rule.target_label, hashed(value, rule.modulus));
    case 'labelmap':
      return mapped(labels, rule);
    case 'labeldrop':
      return named(labels, (name) => !matches(name));
    case 'labelkeep':
      return named(labels, matches);
    case 'lowercase':
      return withLabel(labels, rule.target_label, value.toLowerCase());
    case 'uppercase':
      return withLabel(labels, rule.target_label, value.toUpperCase());
  }
}

/** The labels after all rules in their order; undefined when one drops them. */
export function relabel(labels: Labels, rules: readonly RelabelRule[]): Labels | undefined {
  return rules.reduce<Labels | undefined>((left, rule) => left && step(left, rule), labels);
}
