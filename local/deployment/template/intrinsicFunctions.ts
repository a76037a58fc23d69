import type { Scope } from './scope.ts';
import type { Json } from './template.ts';

type Intrinsic = (argument: Json, scope: Scope, path: string) => Json | undefined;

/**
 * The functions that templates of the CDK are made of. Source: "Intrinsic function reference" in the CloudFormation
 * template reference.
 */
export const FUNCTIONS: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, scope, path) => scope.ref(text(name, scope, path), path),
  'Fn::GetAtt': (argument, scope, path) => {
    const [logicalId = '', ...attribute] =
      typeof argument === 'string' ? argument.split('.') : texts(argument, scope, path);
    return scope.attribute(logicalId, attribute.join('.'), path);
  },
  'Fn::Join': (argument, scope, path) => {
    const [separator, values] = list(argument, scope, path);
    return texts(values, scope, `${path}[1]`).join(text(separator, scope, path));
  },
  'Fn::Split': (argument, scope, path) => {
    const [separator, value] = list(argument, scope, path);
    return text(value, scope, `${path}[1]`).split(text(separator, scope, path));
  },
  'Fn::Select': (argument, scope, path) => {
    const [index, values] = list(argument, scope, path);
    const items = list(values, scope, `${path}[1]`);
    return items[Number(text(index, scope, path))] ?? scope.fail(path, `there is no item ${String(index)}.`);
  },
  'Fn::Sub': substituteText,
  'Fn::If': (argument, scope, path) => {
    const [name, yes, no] = Array.isArray(argument) ? argument : [];
    const chosen = scope.condition(text(name, scope, path), path) ? yes : no;
    return chosen === undefined ? scope.fail(path, 'it needs three items.') : scope.resolve(chosen, path);
  },
  'Fn::FindInMap': (argument, scope, path) => {
    const [map = '', key = '', second = ''] = texts(argument, scope, path);
    return scope.mapping(map, key, second) ?? scope.fail(path, `the mapping ${map} has no ${key}.${second}.`);
  },
  'Fn::ImportValue': (name, scope, path) => scope.imported(text(name, scope, path), path),
  'Fn::Equals': (argument, scope, path) => {
    const [left, right] = list(argument, scope, path);
    return JSON.stringify(left) === JSON.stringify(right);
  },
  'Fn::Not': (argument, scope, path) => list(argument, scope, path)[0] !== true,
  'Fn::And': (argument, scope, path) => list(argument, scope, path).every((one) => one === true),
  'Fn::Or': (argument, scope, path) => list(argument, scope, path).some((one) => one === true),
  // In Rules alone (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-rules.html).
  'Fn::Contains': (argument, scope, path) => {
    const [values, value] = Array.isArray(argument) ? argument : [];
    return texts(values, scope, `${path}[0]`).includes(text(value, scope, `${path}[1]`));
  },
  Condition: conditionReference,
};

/** In Conditions, `{"Condition": name}` is another condition; in a policy statement it is the statement's own member. */
function conditionReference(argument: Json, scope: Scope, path: string): Json | undefined {
  if (typeof argument === 'string' && path.startsWith('Conditions.')) return scope.condition(argument, path);
  const value = scope.resolve(argument, path);
  return value === undefined ? {} : { Condition: value };
}

/** `${Name}`, `${Name.Attribute}` and the names of its own map; `${!Name}` stands for `${Name}`. */
function substituteText(argument: Json, scope: Scope, path: string): Json {
  const [template, variables] = Array.isArray(argument) ? argument : [argument];
  const own = variables === undefined ? {} : scope.resolve(variables, `${path}[1]`);
  const values = typeof own === 'object' && own !== null && !Array.isArray(own) ? own : {};
  return text(template, scope, path).replaceAll(/\$\{(!?)([\w:.]+)\}/g, (_whole, literal: string, name: string) => {
    if (literal !== '') return `\${${name}}`;
    if (Object.hasOwn(values, name)) return text(values[name], scope, path);
    const [logicalId = '', ...attribute] = name.split('.');
    if (attribute.length === 0) return text(scope.ref(name, path), scope, path);
    return scope.attribute(logicalId, attribute.join('.'), path);
  });
}

function list(argument: Json | undefined, scope: Scope, path: string): Json[] {
  const value = argument === undefined ? undefined : scope.resolve(argument, path);
  return Array.isArray(value) ? value : scope.fail(path, `${JSON.stringify(value)} is no list.`);
}

function texts(argument: Json | undefined, scope: Scope, path: string): string[] {
  return list(argument, scope, path).map((item) => text(item, scope, path));
}

function text(argument: Json | undefined, scope: Scope, path: string): string {
  const value = argument === undefined ? undefined : scope.resolve(argument, path);
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return scope.fail(path, `${JSON.stringify(value)} is no text.`);
}
