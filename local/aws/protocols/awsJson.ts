import type { Operation } from '../operation.ts';
import type { Identified, Protocol, WireRequest, WireResponse } from '../wire.ts';
import { jsonContent, parseJsonObject } from './json.ts';
import { operationNotEmulated } from './notEmulated.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.0';

/**
 * The JSON 1.0 protocol of Step Functions and DynamoDB: the operation is in `X-Amz-Target`, and all input in the body.
 * @param target The part of `X-Amz-Target` before the dot.
 * @param namespace Of the errors' `__type`, which clients cut off.
 */
export function awsJsonProtocol({ target, namespace }: { target: string; namespace: string }): Protocol {
  return {
    identify: (request, service, operations) => identify(request, service, operations, target),
    success: (_operation, output, requestId) => answer(200, jsonContent(output), requestId, {}),
    failure(error, requestId) {
      const content = { __type: `${namespace}#${error.code}`, message: error.message, ...error.members };
      return answer(error.status, content, requestId, { 'x-amzn-errortype': error.code, ...error.headers });
    },
  };
}

function identify(request: WireRequest, service: string, operations: readonly Operation[], target: string): Identified {
  const wanted = request.headers['x-amz-target'] ?? 'a request without X-Amz-Target';
  const operation = operations.find(({ name }) => `${target}.${name}` === wanted);
  if (operation === undefined) throw operationNotEmulated(service, wanted, operations);
  return { operation, input: parseJsonObject(request.body) };
}

function answer(
  status: number,
  content: unknown,
  requestId: string,
  headers: Readonly<Record<string, string>>,
): WireResponse {
  return {
    status,
    headers: { 'content-type': CONTENT_TYPE, 'x-amzn-requestid': requestId, ...headers },
    body: JSON.stringify(content),
  };
}
