import type { CallRecord } from '../aws/server.ts';
import { PAGE } from './facts.ts';

const READ = /^(?:Describe|Get|List|Query|Scan)/;

/** Whether the page has looked at something, and seen it: it does so every second, and what happens would be lost among that. */
export function isLookOfPage({ userAgent, operation = '', errorCode }: CallRecord): boolean {
  return userAgent === PAGE && errorCode === undefined && READ.test(operation);
}
