import type { Finding } from '../../errors.ts';
import { parseYaml } from './parse.ts';

const PATH = 'scrapeConfiguration.configurationBlob';
const ENCODE =
  'Encode the YAML text once, without line breaks (base64 -w0 FILE), or give the text itself as scrapeConfiguration.yaml';

/** The bytes of a base64 text as the API takes it: the standard alphabet, padded, canonical, in one line. */
function decodeBase64(base64: string): Buffer | undefined {
  const bytes = Buffer.from(base64, 'base64');
  return bytes.length > 0 && bytes.toString('base64') === base64 ? bytes : undefined;
}

function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Whether a text is itself the base64 of a YAML map; tools break its lines, so line breaks are passed over. */
export function isEncodedYaml(text: string): boolean {
  const bytes = decodeBase64(text.replaceAll(/\s/g, ''));
  const decoded = bytes && decodeUtf8(bytes);
  return decoded !== undefined && 'data' in parseYaml(decoded);
}

/**
 * The text of a `configurationBlob`. An SDK encodes a blob by itself, so encoding it before gives a blob that AWS accepts
 * and cannot use: the mistake that is looked for here. Nothing of the blob comes into a finding.
 */
export function decodeBlob(base64: string): { text: string } | { findings: Finding[] } {
  const bytes = decodeBase64(base64);
  if (bytes === undefined) {
    const problem = base64 === '' ? 'is empty' : 'is not base64 (standard alphabet, padded, in one line)';
    return { findings: [{ path: PATH, problem, remedy: ENCODE }] };
  }
  const text = decodeUtf8(bytes);
  if (text === undefined)
    return { findings: [{ path: PATH, problem: 'does not decode to UTF-8 text', remedy: ENCODE }] };
  if (isEncodedYaml(text)) {
    const problem = 'is encoded twice: decoding it gives the base64 of a YAML text';
    return { findings: [{ path: PATH, problem, remedy: `Give what one decoding yields. ${ENCODE}` }] };
  }
  return { text };
}
