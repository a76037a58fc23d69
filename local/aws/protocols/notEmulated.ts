import { ServiceError, type Operation } from '../operation.ts';

/** What this server does not have is named, beside what it has: a test that needs more then shows at once what is missing. */
export function notEmulated(what: string, there: string, names: readonly string[]): ServiceError {
  const list = [...names].sort().join(', ');
  return new ServiceError('NotEmulated', 501, `The embedded AWS does not have ${what}. ${there}: ${list}.`);
}

/** A call of something that AWS has and this does not: the message lists what there is, since a caller may have meant that. */
export function operationNotEmulated(service: string, what: string, operations: readonly Operation[]): ServiceError {
  return notEmulated(
    `${service}: ${what}`,
    `Its ${service} operations`,
    operations.map((operation) => operation.name),
  );
}
