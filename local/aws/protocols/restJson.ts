import { ServiceError, type HttpBinding } from '../operation.ts';
import type { Identified, Protocol, WireRequest, WireResponse } from '../wire.ts';
import { parseForm, parseQuery } from './form.ts';
import { operationNotEmulated } from './notEmulated.ts';

/** The REST-JSON protocol of AMP and EKS. */
export const restJsonProtocol: Protocol = {
  identify(request, service, operations) {
    for (const operation of operations) {
      const labels = matchBinding(operation.http, request);
      if (labels !== undefined) return { operation, input: inputOf(operation.http, labels, request) };
    }
    throw operationNotEmulated(service, `${request.method} ${request.path}`, operations);
  },
  success: (operation, output, requestId) => answer(operation.http?.status ?? 200, jsonContent(output), requestId, {}),
  failure: (error, requestId) =>
    answer(error.status, { message: error.message, ...error.members }, requestId, { 'x-amzn-errortype': error.code }),
};

/** The labels of the binding's URI template as the request has them, decoded; undefined when it is another operation's. */
function matchBinding(http: HttpBinding | undefined, request: WireRequest): Record<string, string> | undefined {
  if (http === undefined || ![http.method].flat().some((method) => method === request.method)) return undefined;
  const template = http.uri.split('/');
  const path = request.path.split('/');
  if (template.length !== path.length) return undefined;
  const labels: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const value = decodeURIComponent(path[index] ?? '');
    if (/^\{.+\}$/.test(part) && value !== '') labels[part.slice(1, -1)] = value;
    else if (part !== value) return undefined;
  }
  return labels;
}

function inputOf(
  http: HttpBinding | undefined,
  labels: Record<string, string>,
  request: WireRequest,
): Identified['input'] {
  return { ...bodyOf(request), ...queryOf(http, parseQuery(request.query)), ...labels };
}

function queryOf(http: HttpBinding | undefined, query: Record<string, string | string[]>): Record<string, unknown> {
  const named: Record<string, unknown> = {};
  const map: Record<string, string[]> = {};
  for (const [name, value] of Object.entries(query)) {
    const intoMap = http?.queryMap !== undefined && !http.queryMap.others.includes(name);
    if (intoMap) map[name] = [value].flat();
    else named[name] = http?.queryLists?.includes(name) ? [value].flat() : value;
  }
  if (http?.queryMap !== undefined && Object.keys(map).length > 0) named[http.queryMap.member] = map;
  return named;
}

function bodyOf(request: WireRequest): Record<string, unknown> {
  if (request.body.length === 0) return {};
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  return isForm ? parseForm(request.body) : parseJson(request.body);
}

function parseJson(body: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch (cause) {
    throw new ServiceError('SerializationException', 400, `The body is not JSON: ${String(cause)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ServiceError('SerializationException', 400, 'The body is not a JSON object.');
  }
  return { ...value };
}

/** Output as JSON: a Date in seconds since the epoch, a Uint8Array in base64, undefined left out. */
function jsonContent(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(jsonContent);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, jsonContent(member)]));
}

function answer(status: number, content: unknown, requestId: string, headers: Record<string, string>): WireResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId, ...headers },
    body: JSON.stringify(content),
  };
}
