import type { Operation } from '../operation.ts';
import type { Identified, Protocol, WireRequest, WireResponse } from '../wire.ts';
import { jsonContent, parseJsonObject } from './json.ts';
import { operationNotEmulated } from './notEmulated.ts';

/** What the services of this protocol differ in. */
export interface AwsJson {
  /** The part of `X-Amz-Target` before the dot. */
  target: string;
  /** Of the errors' `__type`, which clients cut off; none where absent. */
  namespace?: string;
  version?: '1.0' | '1.1';
  /** The member of an error that has its text. */
  messageMember?: 'message' | 'Message';
}

/** The JSON protocols: the operation is in `X-Amz-Target`, and all input in the body. */
export function awsJsonProtocol({ target, namespace, version = '1.0', messageMember }: AwsJson): Protocol {
  const answer = answerOf(version);
  return {
    identify: (request, service, operations) => identify(request, service, operations, target),
    success: (_operation, output, requestId) => answer(200, jsonContent(output), requestId, {}),
    failure(error, requestId) {
      const type = namespace === undefined ? error.code : `${namespace}#${error.code}`;
      const content = { __type: type, [messageMember ?? 'message']: error.message, ...error.members };
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

function answerOf(version: string) {
  return (status: number, content: unknown, requestId: string, headers: WireResponse['headers']): WireResponse => ({
    status,
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': requestId, ...headers },
    body: JSON.stringify(content),
  });
}
