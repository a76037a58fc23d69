import * as z from 'zod';
import { defineOperation, ServiceError } from '../../operation.ts';
import { workspaceId } from '../aps/model.ts';
import { notFound } from '../aps/errors.ts';
import { workspaceArnOf, workspaceOf } from '../aps/workspaces.ts';
import { evaluate } from './evaluate.ts';
import type { Result } from './evaluate.ts';
import { parsePromql, PromqlError } from './promql.ts';

const input = z.strictObject({
  workspaceId,
  query: z.string().default(''),
  time: z.string().optional(),
  /** Taken; no query here takes long. */
  timeout: z.string().optional(),
});

function badData(problem: string): ServiceError {
  return new ServiceError('bad_data', 400, problem, { status: 'error', errorType: 'bad_data', error: problem });
}

/** Milliseconds of a Unix time in seconds or of an RFC 3339 time. */
function parseTime(text: string): number {
  const at = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (Number.isNaN(at)) throw badData(`invalid parameter "time": cannot parse "${text}" to a valid timestamp`);
  return at;
}

function render(result: Result, at: number): Record<string, unknown> {
  const sample = (value: number): [number, string] => [at / 1000, String(value)];
  if (result.kind === 'scalar') return { resultType: 'scalar', result: sample(result.value) };
  const elements = result.elements.map(({ labels, value }) => ({ metric: labels, value: sample(value) }));
  return { resultType: 'vector', result: elements };
}

/** Prometheus' instant query. That a workspace which is not ACTIVE is answered as if it were not there is assumed. */
const queryMetrics = defineOperation<z.infer<typeof input>>({
  service: 'aps',
  name: 'QueryMetrics',
  http: { method: ['GET', 'POST'], uri: '/workspaces/{workspaceId}/api/v1/query' },
  input,
  access: (given, call) => [
    {
      action: 'aps:QueryMetrics',
      resourceArn: workspaceArnOf(call, given.workspaceId),
      resourceAccountId: call.caller.accountId,
    },
  ],
  run(given, call) {
    const workspace = workspaceOf(call, given.workspaceId);
    if (workspace.status !== 'ACTIVE') throw notFound('workspace', given.workspaceId);
    const at = given.time === undefined ? call.now : parseTime(given.time);
    try {
      const result = evaluate(parsePromql(given.query), workspace.series, at);
      return { status: 'success', data: render(result, at) };
    } catch (error) {
      if (error instanceof PromqlError) throw badData(`invalid parameter "query": ${error.message}`);
      throw error;
    }
  },
});

/** Of a workspace's Prometheus API the instant query alone; any other path is answered as not emulated. */
export const prometheusOperations = [queryMetrics];
