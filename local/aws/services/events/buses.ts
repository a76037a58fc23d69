import type { CallContext } from '../../operation.ts';

/** The bus that a request means: by ARN, or one of the caller's account by its name, or its default one. */
export function busArnOf(name = 'default', { caller, partition, region }: CallContext): string {
  if (name.startsWith('arn:')) return name;
  return `arn:${partition}:events:${region}:${caller.accountId}:event-bus/${name}`;
}
