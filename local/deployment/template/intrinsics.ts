import { partitionOf } from '../../aws/partition.ts';
import { FUNCTIONS } from './intrinsicFunctions.ts';
import { refuseByRules } from './rules.ts';
import type { Scope } from './scope.ts';
import { nameProperties, physicalResource, urlSuffix, type Physical } from './resourceTypes.ts';
import { parseTemplate, TemplateError, type Json, type Place, type TemplateResource } from './template.ts';

/** One stack as `synthesize` gives it. */
export interface Stack {
  stackName: string;
  accountId: string;
  region: string;
  template: unknown;
}

/** A resource of a template, whose properties are resolved when they are asked for. */
export interface ResourceOf {
  logicalId: string;
  type: string;
  physical: Physical;
  /** A property without intrinsic functions; undefined when absent. @throws TemplateError */
  property(name: string): Json | undefined;
  /** The names of all properties that the template gives it. */
  properties: readonly string[];
  /** Whether CloudFormation leaves it when it is replaced and when its stack is deleted. */
  retained: boolean;
  /** What becomes of it when its stack is deleted, or has it no more: `Delete` unless the template says otherwise. */
  deletionPolicy: string;
}

/** The number that Lambda gives, or has given, the version that a resource publishes. */
export type VersionNumber = (resource: string, functionArn: string) => number;

/** A template that can be read as CloudFormation would deploy it. */
export interface ResolvedStack {
  place: Place;
  /** Those whose condition holds, of one type. */
  resources(type: string): ResourceOf[];
  /** What is exported under a name, by name. */
  exports(): ReadonlyMap<string, Json>;
}

/**
 * Evaluates intrinsic functions as they are asked for: what is never read need not be resolvable.
 * @param imports What other stacks export, for Fn::ImportValue.
 * @param versionNumber Of each AWS::Lambda::Version; 1, as where nothing was deployed before, unless given.
 * @throws TemplateError for a rule of the template that does not hold, with its text
 */
export function resolveStack(
  stack: Stack,
  imports: (name: string) => Json | undefined = () => undefined,
  versionNumber: VersionNumber = () => 1,
): ResolvedStack {
  const { stackName, region, accountId } = stack;
  const place: Place = { stackName, region, accountId, partition: partitionOf(region) };
  const template = parseTemplate(stackName, stack.template);
  const pseudo = pseudoParameters(place);
  const known = new Map<string, Physical>();
  const underWay = new Set<string>();

  const scope: Scope = {
    resolve(value, path) {
      if (Array.isArray(value)) {
        return value.flatMap((item, index) => present(scope.resolve(item, `${path}[${index}]`)));
      }
      if (typeof value !== 'object' || value === null) return value;
      const [name = '', ...others] = Object.keys(value);
      const intrinsic = others.length === 0 ? FUNCTIONS[name] : undefined;
      const argument = value[name];
      if (intrinsic !== undefined && argument !== undefined) return intrinsic(argument, scope, `${path}.${name}`);
      if (others.length === 0 && name.startsWith('Fn::')) return scope.fail(path, `${name} is not supported here.`);
      return resolveMembers(value, path);
    },
    ref(name, path) {
      if (name === 'AWS::NoValue') return undefined;
      if (Object.hasOwn(pseudo, name)) return pseudo[name];
      if (template.Resources[name] !== undefined) return physical(name, path).ref;
      const parameter = template.Parameters[name];
      if (parameter === undefined) return scope.fail(path, `there is no resource or parameter ${name}.`);
      if (parameter.Type.startsWith('AWS::SSM::')) {
        return scope.fail(path, `the parameter ${name} is read from Systems Manager, which is not there.`);
      }
      return parameter.Default ?? scope.fail(path, `the parameter ${name} has no default.`);
    },
    attribute(logicalId, name, path) {
      const type = template.Resources[logicalId]?.Type ?? '(none)';
      const value = physical(logicalId, path).attribute(name);
      return value ?? scope.fail(path, `the attribute ${name} of ${logicalId} (${type}) is not known here.`);
    },
    condition(name, path) {
      const condition = template.Conditions[name];
      if (condition === undefined) return scope.fail(path, `there is no condition ${name}.`);
      return scope.resolve(condition, `Conditions.${name}`) === true;
    },
    mapping: (map, key, second) => template.Mappings[map]?.[key]?.[second],
    imported: (name, path) => imports(name) ?? scope.fail(path, `no stack of this account and Region exports ${name}.`),
    fail(path, problem) {
      throw new TemplateError(stackName, path, problem);
    },
  };

  function resolveMembers(value: Readonly<Record<string, Json>>, path: string): Json {
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, member]) =>
        present(scope.resolve(member, `${path}.${key}`)).map((resolved) => [key, resolved] as const),
      ),
    );
  }

  function physical(logicalId: string, path: string): Physical {
    const found = known.get(logicalId);
    if (found !== undefined) return found;
    const resource = template.Resources[logicalId];
    if (resource === undefined) return scope.fail(path, `there is no resource ${logicalId}.`);
    if (underWay.has(logicalId)) return scope.fail(path, `the name of ${logicalId} depends on itself.`);
    underWay.add(logicalId);
    const names = nameProperties(resource.Type).flatMap((name) =>
      present(property(logicalId, resource, name)).map((value) => [name, value] as const),
    );
    underWay.delete(logicalId);
    const version = (functionArn: string) => versionNumber(`${stackName}/${logicalId}`, functionArn);
    const made = physicalResource(place, logicalId, resource.Type, Object.fromEntries(names), version);
    known.set(logicalId, made);
    return made;
  }

  function property(logicalId: string, { Properties }: TemplateResource, name: string): Json | undefined {
    const value = Properties[name];
    return value === undefined ? undefined : scope.resolve(value, `${logicalId}.${name}`);
  }

  function isThere(logicalId: string, { Condition }: TemplateResource): boolean {
    return Condition === undefined || scope.condition(Condition, `${logicalId}.Condition`);
  }

  refuseByRules(template.Rules, scope);

  return {
    place,
    resources: (type) =>
      Object.entries(template.Resources)
        .filter(([logicalId, resource]) => resource.Type === type && isThere(logicalId, resource))
        .map(([logicalId, resource]) => ({
          logicalId,
          type,
          physical: physical(logicalId, logicalId),
          property: (name) => property(logicalId, resource, name),
          properties: Object.keys(resource.Properties),
          retained: isRetained(resource),
          deletionPolicy: resource.DeletionPolicy,
        })),
    exports: () =>
      new Map(
        Object.entries(template.Outputs).flatMap(([name, { Value, Export }]) => {
          if (Export === undefined) return [];
          const exported = scope.resolve(Export.Name, `Outputs.${name}.Export`);
          const value = scope.resolve(Value, `Outputs.${name}`);
          return typeof exported === 'string' && value !== undefined ? [[exported, value] as const] : [];
        }),
      ),
  };
}

function isRetained({ DeletionPolicy, UpdateReplacePolicy }: TemplateResource): boolean {
  return DeletionPolicy.startsWith('Retain') && UpdateReplacePolicy === 'Retain';
}

function pseudoParameters(place: Place): Readonly<Record<string, string>> {
  const { partition, region, accountId, stackName } = place;
  return {
    'AWS::AccountId': accountId,
    'AWS::Region': region,
    'AWS::Partition': partition,
    'AWS::URLSuffix': urlSuffix(place),
    'AWS::StackName': stackName,
    'AWS::StackId': stackArn(place),
  };
}

/** The unique id behind a stack's name, random in AWS, is always the same here. */
export function stackArn({ partition, region, accountId, stackName }: Place): string {
  return `arn:${partition}:cloudformation:${region}:${accountId}:stack/${stackName}/local`;
}

/** AWS::NoValue takes a member or an item away. */
function present(value: Json | undefined): Json[] {
  return value === undefined ? [] : [value];
}
