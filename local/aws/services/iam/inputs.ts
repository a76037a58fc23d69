import * as z from 'zod';
import { wireInteger } from '../../wireTypes.ts';

/** The members' limits and patterns of the IAM API model, 2010-05-08. */
export const roleName = z
  .string()
  .min(1)
  .max(64)
  .regex(/^(?:[\w+=,.@-]+)$/);
/** Of an inline or a managed policy alike. */
export const policyName = z
  .string()
  .min(1)
  .max(128)
  .regex(/^(?:[\w+=,.@-]+)$/);
/** Length alone: what it names is looked up. */
export const arn = z.string().min(20).max(2048);
/** `/`, or with a slash at both ends. */
export const path = z
  .string()
  .min(1)
  .max(512)
  .regex(/^(?:(\u002F)|(\u002F[\u0021-\u007E]+\u002F))$/);
/** JSON text up to 131,072 characters; the quotas of what it is for are smaller. */
export const document = z
  .string()
  .min(1)
  .max(131_072)
  .regex(/^(?:[\t\n\r\u0020-\u00FF]+)$/);
/** Of a role or a policy; it may have lines. */
export const description = z
  .string()
  .max(1000)
  .regex(/^(?:[\t\n\r\u0020-\u007E\u00A1-\u00FF]*)$/);
const tagKey = z
  .string()
  .min(1)
  .max(128)
  .regex(/^(?:[\p{L}\p{Z}\p{N}_.:/=+\-@]+)$/u);
const tagValue = z
  .string()
  .max(256)
  .regex(/^(?:[\p{L}\p{Z}\p{N}_.:/=+\-@]*)$/u);
/** As the Query protocol writes a list. */
export const tags = list(z.strictObject({ Key: tagKey, Value: tagValue }));
/** Of UntagRole. */
export const tagKeys = list(tagKey);
/** IAM's Marker, where other services have a token. */
export const paging = {
  Marker: z.string().min(1).max(320).optional(),
  MaxItems: wireInteger(1, 1000).optional(),
};

/** As IAM's answers have it too. */
export type Tag = z.infer<typeof tags>[number];

/** At most 50, and sent as empty text when there are none. */
function list<Item extends z.ZodType>(item: Item): z.ZodType<z.output<Item>[]> {
  return z.preprocess((value) => (value === '' ? [] : value), z.array(item).max(50));
}
