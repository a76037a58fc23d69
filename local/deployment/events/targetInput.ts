import { parseJson } from '../template/properties.ts';
import type { DeployedRule, RuleTarget } from '../deployed.ts';
import type { Json } from '../template/template.ts';

/** The variables that every input template may use. Source: "Amazon EventBridge input transformation". */
function reserved(event: Json, rule: DeployedRule, ingestedAt: string): Readonly<Record<string, Json>> {
  return {
    'aws.events.rule-arn': rule.arn,
    'aws.events.rule-name': rule.name,
    'aws.events.event.ingestion-time': ingestedAt,
    'aws.events.event': event,
    'aws.events.event.json': event,
  };
}

/**
 * What the target gets: the event unless the target says otherwise.
 * @throws Error for a template that does not become JSON: a target that wants JSON would never be called.
 */
export function targetInput(target: RuleTarget, rule: DeployedRule, event: Json, ingestedAt: string): Json {
  const { input, inputPath, inputTransformer } = target;
  if (input !== undefined) return parsed(input, rule, target);
  if (inputPath !== undefined) return valueAt(event, inputPath) ?? null;
  if (inputTransformer === undefined) return event;
  const paths = Object.entries(inputTransformer.paths).map(([name, path]) => [name, valueAt(event, path)] as const);
  const variables = { ...Object.fromEntries(paths), ...reserved(event, rule, ingestedAt) };
  return parsed(fillIn(inputTransformer.template, variables), rule, target);
}

/** A variable within quotes becomes part of the text, elsewhere the value as JSON; one that has no value, nothing. */
function fillIn(template: string, variables: Readonly<Record<string, Json | undefined>>): string {
  return template.replaceAll(/"(?:[^"\\]|\\.)*"|<([\w.-]+)>/g, (whole, bare: string | undefined) => {
    if (bare === undefined) return whole.replaceAll(/<([\w.-]+)>/g, (_one, name: string) => asText(variables[name]));
    return JSON.stringify(variables[bare] ?? '');
  });
}

function asText(value: Json | undefined): string {
  if (value === undefined) return '';
  return JSON.stringify(typeof value === 'string' ? value : JSON.stringify(value)).slice(1, -1);
}

/** The part of JSONPath that EventBridge takes: `$.detail.name`, `$.detail['name']`, `$.resources[0]`. */
function valueAt(event: Json, path: string): Json | undefined {
  const steps = [...path.matchAll(/\.([\w-]+)|\['([^']+)'\]|\[(\d+)\]/g)];
  if (!path.startsWith('$') || steps.map(([step]) => step).join('') !== path.slice(1)) {
    throw new Error(`The input path ${path} cannot be read here.`);
  }
  return steps.reduce<Json | undefined>((value, [, dotted, quoted, index]) => {
    if (Array.isArray(value)) return index === undefined ? undefined : value[Number(index)];
    return typeof value === 'object' && value !== null ? value[dotted ?? quoted ?? ''] : undefined;
  }, event);
}

function parsed(text: string, rule: DeployedRule, target: RuleTarget): Json {
  const value = parseJson(text);
  if (value === undefined) throw new Error(`The input of target ${target.id} of ${rule.arn} is not JSON: ${text}`);
  return value;
}
