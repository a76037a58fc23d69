import { isScalar } from './kinds.ts';
import type { Problem, YamlPath } from '../problem.ts';
import { ACTIONS } from './schema.ts';
import { NAME_REMEDY } from './scalars.ts';
import { API_SERVER, durationMilliseconds, isLabelName, isTarget } from '../values.ts';
import { newer } from './versions.ts';

/**
 * The rules that Prometheus has for a relabel_config as a whole
 * (https://github.com/prometheus/prometheus/blob/v3.5.0/model/relabel/relabel.go, Validate; without an action it replaces).
 */

type Rule = Readonly<Record<string, unknown>>;

const WITH_TARGET = new Set(['replace', 'hashmod', 'lowercase', 'uppercase', 'keepequal', 'dropequal']);

/** What a field holds that is left out. A field that is there with this value is the same, and Prometheus prints it. */
const DEFAULTS = { modulus: '0', replacement: '$1', separator: ';', target_label: '' } as const;

/** The fields that an action does not take, but with their defaults. */
const SURPLUS: Readonly<Record<string, readonly (keyof typeof DEFAULTS | 'regex' | 'source_labels')[]>> = {
  labeldrop: ['source_labels', 'target_label', 'modulus', 'separator', 'replacement'],
  labelkeep: ['source_labels', 'target_label', 'modulus', 'separator', 'replacement'],
  keepequal: ['regex', 'modulus', 'separator', 'replacement'],
  dropequal: ['regex', 'modulus', 'separator', 'replacement'],
  lowercase: ['replacement'],
  uppercase: ['replacement'],
};

function isDefault(rule: Rule, key: string): boolean {
  if (!Object.hasOwn(rule, key)) return true;
  const value = rule[key];
  if (key === 'source_labels') return value === null;
  if (key !== 'modulus' && key !== 'replacement' && key !== 'separator' && key !== 'target_label') return false;
  if (value === null) return DEFAULTS[key] === '' || DEFAULTS[key] === '0';
  return isScalar(value) && (key === 'modulus' ? Number(String(value)) === 0 : String(value) === DEFAULTS[key]);
}

function actionOf(rule: Rule): string {
  return String(rule['action'] ?? 'replace').toLowerCase();
}

function surplusProblems(rule: Rule, at: YamlPath): Problem[] {
  const action = actionOf(rule);
  return (SURPLUS[action] ?? [])
    .filter((key) => !isDefault(rule, key))
    .map((key) => ({ at: [...at, key], problem: `cannot stand with the action ${action}`, remedy: 'Remove it' }));
}

/** Words and references to groups, of which the older version lets a name consist: `${1}_a`. */
const isNameTemplate = (text: string) => /^(?:[A-Za-z_]|\$(?:\{\w+\}|\w))(?:\w|\$(?:\{\w+\}|\w))*$/.test(text);

function nameProblems(rule: Rule, key: 'replacement' | 'target_label', at: YamlPath): Problem[] {
  const value = rule[key];
  if (!isScalar(value)) return [];
  const action = actionOf(rule);
  const mayRefer = action === 'labelmap' || (action === 'replace' && String(value).includes('$'));
  const broken = newer(mayRefer ? isNameTemplate : isLabelName, 'is a label name', NAME_REMEDY)(value);
  return broken ? [{ at: [...at, key], value, ...broken }] : [];
}

function targetProblems(rule: Rule, at: YamlPath): Problem[] {
  const action = actionOf(rule);
  if (!WITH_TARGET.has(action)) return [];
  if ((rule['target_label'] ?? '') !== '') return nameProblems(rule, 'target_label', at);
  const problem = `is missing, and the action ${action} needs it`;
  return [{ at: [...at, 'target_label'], problem, remedy: 'Add the label that the result goes to' }];
}

function mapProblems(rule: Rule, at: YamlPath): Problem[] {
  if (actionOf(rule) !== 'labelmap' || !Object.hasOwn(rule, 'replacement')) return [];
  if ((rule['replacement'] ?? '') !== '') return nameProblems(rule, 'replacement', at);
  const problem = 'is empty, and the action labelmap makes it the name of a label';
  return [{ at: [...at, 'replacement'], problem, remedy: 'Remove it, or write e.g. $1' }];
}

function modulusProblems(rule: Rule, at: YamlPath): Problem[] {
  if (actionOf(rule) !== 'hashmod' || !isDefault(rule, 'modulus')) return [];
  const problem = 'is missing or 0, and the action hashmod needs it';
  return [{ at: [...at, 'modulus'], problem, remedy: 'Add a whole number of 1 or more' }];
}

function emptyAction(rule: Rule, at: YamlPath): Problem[] {
  if (rule['action'] !== null) return [];
  return [{ at: [...at, 'action'], problem: 'is empty', remedy: `Remove it, or write one of ${ACTIONS.join(', ')}` }];
}

/** What Prometheus refuses in a rule whose fields are each right by themselves. */
export function relabelProblems(rule: Rule, at: YamlPath): Problem[] {
  return [emptyAction, targetProblems, mapProblems, modulusProblems, surplusProblems].flatMap((check) =>
    check(rule, at),
  );
}

const SERVICE_REMEDY =
  'Find a Service by kubernetes_sd_configs with role endpoints, which yields the addresses of its pods';

/**
 * A rule that writes a machine's name into the address. A fixed one is held to the rule for targets; what is made of a label may
 * be an address, or a name such as `$1.default.svc:80`, which a managed collector does not resolve.
 */
export function addressProblems(rule: Rule, at: YamlPath): Problem[] {
  const { replacement, target_label: target } = rule;
  if (actionOf(rule) !== 'replace' || target !== '__address__' || !isScalar(replacement)) return [];
  const text = String(replacement);
  const place = { at: [...at, 'replacement'], value: replacement };
  if (/\.svc\b/.test(text) && text.includes('$')) {
    const problem =
      'makes the address a name, and a managed collector is said to resolve none but that of the API server';
    return [{ ...place, problem, remedy: SERVICE_REMEDY, warns: true }];
  }
  if (text.includes('$') || isTarget(text)) return [];
  const problem = 'makes the address a name, and a managed collector resolves none but that of the API server';
  return [
    {
      ...place,
      problem,
      remedy: `${SERVICE_REMEDY}, or write an IP address with or without a port, or ${API_SERVER}:443`,
    },
  ];
}

/** A managed collector's shortest interval (schema.ts says where). */
const MIN_MS = 30_000;

/** The interval of a target by its label, which outweighs the job's: AWS says nothing of it. */
export function intervalLabelProblem(name: unknown, value: unknown, at: YamlPath): Problem[] {
  if (name !== '__scrape_interval__' || !isScalar(value)) return [];
  if ((durationMilliseconds(String(value)) ?? MIN_MS) >= MIN_MS) return [];
  const problem = 'sets a scrape interval shorter than the 30 s that a managed collector allows';
  return [
    { at, value, problem, remedy: 'Write 30s or longer, since the collector may fail or not keep it', warns: true },
  ];
}

/** Of a rule that sets a target's interval by its label. */
export function intervalProblems(rule: Rule, at: YamlPath): Problem[] {
  if (actionOf(rule) !== 'replace') return [];
  return intervalLabelProblem(rule['target_label'], rule['replacement'], [...at, 'replacement']);
}
