import type { Operation, ServiceError } from '../operation.ts';
import type { Identified, Protocol, WireRequest, WireResponse } from '../wire.ts';
import { identifyAction } from './query.ts';
import { xmlDocument, xmlMembers, type XmlStyle } from './xml.ts';

/** EC2's own variant of the Query protocol: list members without `.member`, lower-camel names in answers. */
export function ec2QueryProtocol(xmlns: string): Protocol {
  return {
    identify,
    success: (operation, output, requestId) => ({
      status: 200,
      headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId },
      body: xmlDocument(`${operation.name}Response`, { requestId, ...xmlMembers(output, styleOf(operation)) }, xmlns),
    }),
    failure,
  };
}

function identify(request: WireRequest, service: string, operations: readonly Operation[]): Identified {
  const { operation, input } = identifyAction(request, service, operations);
  const members = new Map(Object.entries(operation.wireNames?.input ?? {}).map(([member, wire]) => [wire, member]));
  return { operation, input: renameMembers(input, members) };
}

function renameMembers(input: object, members: ReadonlyMap<string, string>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [members.get(name) ?? name, rename(value, members)]),
  );
}

function rename(value: unknown, members: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => rename(item, members));
  return typeof value === 'object' && value !== null ? renameMembers(value, members) : value;
}

function styleOf(operation: Operation): XmlStyle {
  const exceptions = operation.wireNames?.output ?? {};
  return {
    item: 'item',
    nameOf: (member) => exceptions[member] ?? `${member.charAt(0).toLowerCase()}${member.slice(1)}`,
  };
}

function failure(error: ServiceError, requestId: string): WireResponse {
  const detail = { Error: { Code: error.code, Message: error.message } };
  return {
    status: error.status,
    headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId },
    body: xmlDocument('Response', { Errors: detail, RequestID: requestId }),
  };
}
