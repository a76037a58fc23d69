import { XMLParser } from 'fast-xml-parser';

/** Text stays text: an account's number is no number. A list of one is a list. */
const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'member' });

/** An answer of the Query protocol by its elements. @throws for a text that is no XML */
export function parseXml(text: string): unknown {
  return parser.parse(text);
}
