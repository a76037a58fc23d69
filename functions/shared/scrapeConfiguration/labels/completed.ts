import { createHash } from 'node:crypto';
import { addIdentityLabels, type Labels } from './externalLabels.ts';

/** What stands in a state instead of the text: SHA-256, in hex, of its UTF-8 bytes. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The byte order mark at the start of a text, or nothing: it stays, and is no part of the YAML. */
export function byteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? '\uFEFF' : '';
}

/** A text without findings as `checkScrapeConfiguration` completes it, without its checks. */
export function completed(text: string, clusterArn: string, own: Labels): string {
  const mark = byteOrderMark(text);
  return `${mark}${addIdentityLabels(text.slice(mark.length), clusterArn, own)}`;
}
