import * as z from 'zod';
import { ServiceError } from '../../operation.ts';

/** EC2's filters: the values of one are alternatives, all filters must match. Wildcards are not emulated. */
export const filters = z
  .array(z.strictObject({ Name: z.string(), Values: z.array(z.string()).default([]) }))
  .optional();

/**
 * The items that match. `readers` says what each known filter looks at.
 * @throws InvalidParameterValue for a filter that there is not, in EC2's words
 */
export function filtered<Item>(
  items: readonly Item[],
  given: z.infer<typeof filters>,
  readers: Record<string, (item: Item) => string>,
): Item[] {
  const tests = (given ?? []).map(({ Name, Values }) => {
    const read = readers[Name];
    if (read === undefined) {
      throw new ServiceError('InvalidParameterValue', 400, `The filter '${Name}' is invalid`);
    }
    return (item: Item): boolean => Values.includes(read(item));
  });
  return items.filter((item) => tests.every((test) => test(item)));
}
