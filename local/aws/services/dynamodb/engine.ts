import { Readable } from 'node:stream';
import type { Server } from 'node:http';
import * as z from 'zod';

/** What DynamoDB's engine answers: its content is a DynamoDB answer, an error included. */
export interface EngineAnswer {
  status: number;
  content: Record<string, unknown>;
}

const content = z.record(z.string(), z.unknown());

/** It asks for a signature, and does not check it: that is done before. */
const HEADERS = {
  'content-type': 'application/x-amz-json-1.0',
  authorization:
    'AWS4-HMAC-SHA256 Credential=none/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
  'x-amz-date': '20260101T000000Z',
};

let engine: Promise<Server> | undefined;

/** One for all worlds, accounts and Regions, loaded when the first call needs it: dynalite takes 70 ms and 25 MB. */
function loadEngine(): Promise<Server> {
  engine ??= import('dynalite').then(({ default: dynalite }) => dynalite({ createTableMs: 0, deleteTableMs: 0 }));
  return engine;
}

/** Hands dynalite a request as its HTTP server would, without a connection. */
export async function askEngine(operation: string, input: Readonly<Record<string, unknown>>): Promise<EngineAnswer> {
  const server = await loadEngine();
  const request = Object.assign(Readable.from([Buffer.from(JSON.stringify(input))]), {
    method: 'POST',
    url: '/',
    headers: { ...HEADERS, 'x-amz-target': `DynamoDB_20120810.${operation}` },
  });
  return new Promise((resolve, reject) => {
    const response = {
      statusCode: 200,
      setHeader: () => {},
      end(body: string) {
        const parsed = content.safeParse(JSON.parse(body));
        if (parsed.success) resolve({ status: response.statusCode, content: parsed.data });
        else reject(new Error(`dynalite answered ${operation} with ${body}`));
      },
    };
    server.emit('request', request, response);
  });
}
