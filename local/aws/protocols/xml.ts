import { XMLBuilder } from 'fast-xml-parser';

const builder = new XMLBuilder({ ignoreAttributes: false, suppressEmptyNode: true });

/** How a protocol writes members: the element of a list's items, and the element of a member. */
export interface XmlStyle {
  item: string;
  nameOf(member: string): string;
}

/** A document of one root element. `attributes` go on the root, e.g. its namespace. */
export function xmlDocument(root: string, content: Record<string, unknown>, xmlns?: string): string {
  const attributes = xmlns === undefined ? {} : { '@_xmlns': xmlns };
  return builder.build({ [root]: { ...attributes, ...content } });
}

/** Output as the builder takes it: a Date in ISO 8601 without fractions, a Uint8Array in base64, a Map in entries, undefined left out. */
function xmlContent(value: unknown, style: XmlStyle): unknown {
  if (value instanceof Date) return value.toISOString().replace(/\.\d+Z$/, 'Z');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Map) return { entry: Array.from(value, ([key, v]) => ({ key, value: xmlContent(v, style) })) };
  if (Array.isArray(value)) return value.length === 0 ? '' : { [style.item]: value.map((v) => xmlContent(v, style)) };
  if (typeof value === 'object' && value !== null) return xmlMembers(value, style);
  return String(value);
}

/** Without members that are absent: AWS leaves these out, and sends no empty element for them. */
export function xmlMembers(members: object, style: XmlStyle): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(members)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => [style.nameOf(name), xmlContent(value, style)]),
  );
}
