import type { Operation, ServiceError } from './operation.ts';

/** A request as it came: nothing decoded, since the signature is over just that. */
export interface WireRequest {
  method: string;
  /** Percent-encoded, without the query. */
  path: string;
  /** Percent-encoded, without the question mark. */
  query: string;
  /** By lower-case name. */
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

/** What goes back over HTTP, or is done in its place. */
export interface WireResponse {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
  /**
   * Instead of all that, the connection is cut; or it stays open, for as long as the client waits, and nothing comes, or the
   * headers and half the body.
   */
  instead?: 'cut' | 'silence' | 'half';
}

/** An operation and its input, by the API model's member names, not yet validated. */
export interface Identified {
  operation: Operation;
  input: Record<string, unknown>;
}

/** How a family of services speaks HTTP. */
export interface Protocol {
  /** @throws ServiceError `NotEmulated`, when `operations` (those of the service) has none that fits. */
  identify(request: WireRequest, service: string, operations: readonly Operation[]): Identified;
  success(operation: Operation, output: Record<string, unknown>, requestId: string): WireResponse;
  failure(error: ServiceError, requestId: string): WireResponse;
}
