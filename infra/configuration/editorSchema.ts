import * as z from 'zod';

/**
 * What an editor may complete and mark in a file of which this is the schema. What the fields have to say of each other is left out.
 * @param type That of the file, of a field, or of one of its forms
 */
export function editorSchema(type: z.ZodType): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(type, { io: 'input' });
  return rest;
}
