import type { Operation, ServiceError } from '../operation.ts';
import type { Identified, Protocol, WireRequest, WireResponse } from '../wire.ts';
import { parseForm, unflatten } from './form.ts';
import { operationNotEmulated } from './notEmulated.ts';
import { xmlDocument, xmlMembers, type XmlStyle } from './xml.ts';

const STYLE: XmlStyle = { item: 'member', nameOf: (member) => member };

/** The Query protocol of IAM, STS, SNS and CloudFormation: a form in, XML out. */
export function queryProtocol(xmlns: string): Protocol {
  return {
    identify: identifyAction,
    success: (operation, output, requestId) => ({
      status: 200,
      headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
      body: xmlDocument(`${operation.name}Response`, resultOf(operation, output, requestId), xmlns),
    }),
    failure: (error, requestId) => failure(error, requestId, xmlns),
  };
}

/**
 * The operation that the form's `Action` names, and the other parameters as nested input.
 * @throws ServiceError for an operation that is not emulated.
 */
export function identifyAction(request: WireRequest, service: string, operations: readonly Operation[]): Identified {
  const { Action: action, Version: _version, ...parameters } = parseForm(request.body);
  const operation = operations.find(({ name }) => name === action);
  if (operation === undefined) throw operationNotEmulated(service, action ?? 'a request without Action', operations);
  return { operation, input: unflatten(parameters) };
}

function resultOf({ name }: Operation, output: Record<string, unknown>, requestId: string): Record<string, unknown> {
  const metadata = { ResponseMetadata: { RequestId: requestId } };
  const members = xmlMembers(output, STYLE);
  return Object.keys(members).length === 0 ? metadata : { [`${name}Result`]: members, ...metadata };
}

function failure(error: ServiceError, requestId: string, xmlns: string): WireResponse {
  const detail = { Type: error.status < 500 ? 'Sender' : 'Receiver', Code: error.code, Message: error.message };
  return {
    status: error.status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: xmlDocument('ErrorResponse', { Error: detail, RequestId: requestId }, xmlns),
  };
}
