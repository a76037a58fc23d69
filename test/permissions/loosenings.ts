import type { PolicyStatement } from '../../local/policies/policyDocument.ts';
import type { Subject } from './attack.ts';
import { list, type DeployedPolicy } from './statements.ts';

/** One protection taken away from one statement. */
export interface Loosening {
  /** E.g. `DeleteOwnScrapers without Null aws:ResourceTag/...`. */
  name: string;
  /** What the statement is about: an attack that is refused at another action is none of its concern. */
  actions: readonly string[];
  /** The statements with the protection gone; of a document that has no such statement, as they are. */
  apply(statements: readonly PolicyStatement[]): PolicyStatement[];
}

type Change = (statement: PolicyStatement) => PolicyStatement[];

function loosening(name: string, of: PolicyStatement, change: Change): Loosening {
  const key = keyOf(of);
  return {
    name: `${key} ${name}`,
    actions: list(of.Action),
    apply: (statements) => statements.flatMap((one) => (keyOf(one) === key ? change(one) : [one])),
  };
}

/** The same statement has the same Sid in every account; those of the connection roles have none and are alone. */
function keyOf({ Sid, Effect, Action }: PolicyStatement): string {
  return Sid ?? `${Effect} ${list(Action).join(', ')}`;
}

/**
 * Everything that protects: each Deny, each condition's key, each statement's resources, each trust's principal. Taken
 * away in turn, every one has to let an attack through, or it protects from nothing that anybody thought of.
 */
export function looseningsOf(statement: PolicyStatement): Loosening[] {
  if (statement.Effect === 'Deny') return [loosening('removed', statement, () => [])];
  return [
    ...conditionKeys(statement).map(([operator, key]) =>
      loosening(`without ${operator} ${key}`, statement, (one) => [withoutCondition(one, operator, key)]),
    ),
    ...(statement.Resource === undefined || list(statement.Resource).includes('*')
      ? []
      : [loosening('for every resource', statement, (one) => [{ ...one, Resource: '*' }])]),
    ...(statement.Principal === undefined
      ? []
      : [loosening('for every principal', statement, (one) => [{ ...one, Principal: '*' }])]),
  ];
}

function conditionKeys({ Condition = {} }: PolicyStatement): [operator: string, key: string][] {
  return Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.keys(keys).map((key): [string, string] => [operator, key]),
  );
}

function withoutCondition(statement: PolicyStatement, operator: string, key: string): PolicyStatement {
  const { Condition = {}, ...rest } = statement;
  const { [key]: _removed, ...keys } = Condition[operator] ?? {};
  const { [operator]: _operator, ...others } = Condition;
  const left = Object.keys(keys).length === 0 ? others : { ...others, [operator]: keys };
  return Object.keys(left).length === 0 ? rest : { ...rest, Condition: left };
}

/** Policies that are loosened together (the same in every account), and the attacks that try them. */
export interface Protected {
  policies: readonly DeployedPolicy[];
  subject: Subject;
}
