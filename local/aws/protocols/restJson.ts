import type { HttpBinding, Operation } from '../operation.ts';
import type { Identified, Protocol, WireRequest, WireResponse } from '../wire.ts';
import { parseForm, parseQuery } from './form.ts';
import { jsonContent, parseJsonObject } from './json.ts';
import { operationNotEmulated } from './notEmulated.ts';

/** The REST-JSON protocol of AMP, EKS, Lambda and EventBridge Scheduler. */
export const restJsonProtocol: Protocol = {
  identify(request, service, operations) {
    for (const operation of operations) {
      const labels = matchBinding(operation.http, request);
      if (labels !== undefined) return { operation, input: inputOf(operation.http, labels, request) };
    }
    throw operationNotEmulated(service, `${request.method} ${request.path}`, operations);
  },
  success,
  failure: (error, requestId) =>
    answer(error.status, { message: error.message, ...error.members }, requestId, {
      'x-amzn-errortype': error.code,
      ...error.headers,
    }),
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
  const content = http?.payload === undefined ? bodyOf(request) : payloadOf(http.payload, request);
  return { ...content, ...headersOf(http, request), ...queryOf(http, parseQuery(request.query)), ...labels };
}

function payloadOf(member: string, { body }: WireRequest): Record<string, unknown> {
  return body.length === 0 ? {} : { [member]: Buffer.from(body).toString('utf8') };
}

function headersOf(http: HttpBinding | undefined, { headers }: WireRequest): Record<string, unknown> {
  const bound = Object.entries(http?.headers ?? {}).map(([name, member]) => [member, headers[name]]);
  return Object.fromEntries(bound.filter(([, value]) => value !== undefined));
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
  return isForm ? parseForm(request.body) : parseJsonObject(request.body);
}

function success({ http }: Operation, output: Record<string, unknown>, requestId: string): WireResponse {
  const { payload, headers = {}, status = 200 } = http ?? {};
  const actual = http?.statusMember === undefined ? status : Number(output[http.statusMember]);
  if (payload === undefined) return answer(actual, jsonContent(output), requestId, {});
  const bound = Object.entries(headers).map(([name, member]): [string, unknown] => [name, output[member]]);
  const sent = bound.flatMap(([name, value]): [string, string][] => (typeof value === 'string' ? [[name, value]] : []));
  return { ...answer(actual, {}, requestId, Object.fromEntries(sent)), body: String(output[payload] ?? '') };
}

function answer(status: number, content: unknown, requestId: string, headers: Record<string, string>): WireResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId, ...headers },
    body: JSON.stringify(content),
  };
}
