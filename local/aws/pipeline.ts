import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../state/clock.ts';
import type { World } from '../state/state.ts';
import { evaluate } from '../policies/authorize.ts';
import type { WireFault, WireFaultName } from './faults/fault.ts';
import type { FaultPlan } from './faults/faultPlan.ts';
import { deliveryUnder, endSession } from './faults/delivery.ts';
import { settleWithEffects } from './faults/lateEffects.ts';
import { wireError } from './faults/wireError.ts';
import type { Runners } from './running.ts';
import { ServiceError, type CallContext, type Operation } from './operation.ts';
import type { AccessCheck } from '../policies/accessCheck.ts';
import type { Caller } from '../policies/caller.ts';
import { partitionOf } from './partition.ts';
import { notEmulated } from './protocols/notEmulated.ts';
import { conventionsByLook, SERVICES, type Refusals, type ServiceConventions } from './serviceConventions.ts';
import { parseAuthorization, type Authorization } from './sigv4.ts';
import { callEvent, isTrailed, type CallEnd, type TrailedCall } from './trail.ts';
import { validateInput } from './validate.ts';
import { verifyCaller } from './verify.ts';
import type { WireRequest, WireResponse } from './wire.ts';

/** What happened to one call: for a timeline and for tests. */
export interface CallRecord {
  /** On the virtual clock. */
  at: number;
  requestId: string;
  /** Undefined as long as the request had not got that far. */
  service?: string;
  operation?: string;
  callerArn?: string;
  accountId?: string;
  region?: string;
  /** What the client says that it is, where a browser lets it (`x-amz-user-agent`). */
  userAgent?: string;
  /** SHA-256 of the input: policies and configurations are not for logs. */
  inputDigest?: string;
  status: number;
  errorCode?: string;
  errorMessage?: string;
  /**
   * The fault that it met on the wire. With `reset`, `hang`, `lost-response` and `late-effect`, the client saw nothing of the
   * status; with `half-answer` no more than half of the answer.
   */
  fault?: WireFaultName;
}

/** What the server works on. */
export interface Backend {
  world: World;
  clock: Clock;
  /** Brings the world up to `now`: scrapers become ACTIVE, samples arrive. Called before every request. */
  settle(world: World, now: number): void | Promise<void>;
  operations: readonly Operation[];
  onCall?(record: CallRecord): void;
  /** EventBridge, which is told of a call by CloudTrail's record, before the client is answered. */
  onTrail?(event: Record<string, unknown>): Promise<void>;
  /** State machines and functions, where the world around this server has some. */
  runners?: Runners | undefined;
  /** What goes wrong. */
  faults?: FaultPlan | undefined;
}

/** Runs one piece of work when all that were handed in before it are done. */
export type Turns = <Result>(turn: () => Promise<Result>) => Promise<Result>;

interface Reception {
  endpoint: string;
  requestId: string;
  inTurn: Turns;
}

/** What is known of a call so far, for its record: a refused one is known in part. */
type Known = { -readonly [Key in keyof CallRecord]?: CallRecord[Key] };

/**
 * Answers one request, whatever is wrong with it: in its turn, and for an operation that finishes apart, when that is done. Of a
 * slow AWS the answer is what takes its time.
 */
export async function answer(backend: Backend, request: WireRequest, reception: Reception): Promise<WireResponse> {
  const { answerAfterMs = 0 } = backend.faults ?? {};
  const answered = await reception.inTurn(() => takeTurn(backend, request, reception));
  if (answerAfterMs > 0) await setTimeout(answerAfterMs);
  return typeof answered === 'function' ? answered() : answered;
}

/** Settle, read the signature, then the steps of `call`. Never rejects, and neither does what it hands back for later. */
async function takeTurn(
  backend: Backend,
  request: WireRequest,
  { endpoint, requestId }: Reception,
): Promise<WireResponse | (() => Promise<WireResponse>)> {
  const known: Known = {};
  const trailed: Partial<TrailedCall> = {};
  const look = conventionsByLook(request.headers['content-type'], request.body);
  let conventions = look;
  const deliver = (response: WireResponse, error?: ServiceError): WireResponse => {
    const failed = error === undefined ? {} : { errorCode: error.code, errorMessage: error.message };
    backend.onCall?.({ at: backend.clock.now(), requestId, ...known, status: response.status, ...failed });
    return { ...response, ...deliveryUnder(known.fault, response) };
  };
  const succeed = async (operation: Operation, output: Record<string, unknown>) => {
    await trail(backend, trailed, requestId, { output });
    return deliver(conventions.protocol.success(operation, output, requestId));
  };
  const fail = async (thrown: unknown) => {
    const error = asServiceError(thrown);
    await trail(backend, trailed, requestId, { error });
    return deliver(conventions.protocol.failure(error, requestId), error);
  };
  try {
    await settleWithEffects(backend, backend.clock.now());
    const authorization = readSignature(request, look);
    conventions = SERVICES.get(authorization.service) ?? look;
    const { operation, output, finish } = await call(backend, request, authorization, conventions, endpoint, {
      known,
      trailed,
    });
    if (finish === undefined) return await succeed(operation, output);
    const later = () =>
      finish()
        .then((finished) => succeed(operation, finished))
        .catch(fail);
    return operation.finishesApart === true ? later : await later();
  } catch (thrown) {
    return await fail(thrown);
  }
}

/** Of a call that had not got as far as its input CloudTrail knows nothing here. */
async function trail(
  { onTrail }: Backend,
  { operation, input, context }: Partial<TrailedCall>,
  requestId: string,
  end: CallEnd,
): Promise<void> {
  if (onTrail === undefined || operation === undefined || context === undefined || !isTrailed(operation)) return;
  await onTrail(callEvent({ operation, input, context, requestId }, end));
}

/** A defect of this server, e.g. a policy that cannot be evaluated, is a 500 that says what it is; where, standard error says. */
function asServiceError(thrown: unknown): ServiceError {
  if (thrown instanceof ServiceError) return thrown;
  const text = String(thrown);
  process.stderr.write(`${thrown instanceof Error ? thrown.stack : text}\n`);
  return new ServiceError('InternalFailure', 500, `The embedded AWS failed: ${text}`);
}

function readSignature(request: WireRequest, { refusals }: ServiceConventions): Authorization {
  const header = request.headers['authorization'];
  const { missingToken, incomplete } = refusals;
  if (header === undefined)
    throw new ServiceError(missingToken.code, missingToken.status, 'Missing Authentication Token');
  const authorization = parseAuthorization(header);
  if (authorization !== undefined) return authorization;
  const message = "Authorization header is no 'AWS4-HMAC-SHA256' with 'Credential', 'SignedHeaders' and 'Signature'.";
  throw new ServiceError(incomplete.code, incomplete.status, message);
}

interface Called {
  operation: Operation;
  output: Record<string, unknown>;
  /** For an operation that has more to do: its last step. */
  finish?: () => Promise<Record<string, unknown>>;
}

/** The steps of a call, in AWS's order: who is it, what does he want, is it valid, may he, do it. */
async function call(
  backend: Backend,
  request: WireRequest,
  authorization: Authorization,
  { protocol, refusals }: ServiceConventions,
  endpoint: string,
  { known, trailed }: { known: Known; trailed: Partial<TrailedCall> },
): Promise<Called> {
  const { world, clock, runners, faults } = backend;
  const { service, region } = authorization;
  const userAgent = request.headers['x-amz-user-agent'];
  Object.assign(known, { service, region, ...(userAgent === undefined ? {} : { userAgent }) });
  if (!SERVICES.has(service)) throw notEmulated(`the service ${service}`, 'Its services', [...SERVICES.keys()]);
  const caller = await verifyCaller(world, request, authorization, refusals, Date.now());
  Object.assign(known, { callerArn: caller.arn, accountId: caller.accountId });
  const ofService = backend.operations.filter((operation) => operation.service === service);
  const { operation, input: raw } = protocol.identify(request, service, ofService);
  Object.assign(known, { operation: operation.name, inputDigest: digest(raw) });
  const end = () => endSession(world, authorization.accessKeyId);
  const met = meetFault(backend, operation, caller, refusals, known, end);
  const input = validateInput(operation, raw, refusals.validation);
  const partition = partitionOf(region);
  const context: CallContext = { world, now: clock.now(), caller, partition, region, endpoint, runners };
  Object.assign(trailed, { operation, input: raw, context });
  await authorise(world, caller, operation.access(input, context), region, refusals.accessDenied);
  if (met?.seconds !== undefined) {
    faults?.runLate(operation, input, context, met.seconds);
    throw new ServiceError('ConnectionReset', 0, 'The connection was cut, and the call takes effect later.');
  }
  const output = faults === undefined ? operation.run(input, context) : faults.run(operation, input, context);
  const finish = operation.finish?.bind(operation, input, context, output);
  return { operation, output, ...(finish === undefined ? {} : { finish }) };
}

/** @throws ServiceError what the client is told, unless the call may go on. */
function meetFault(
  { faults }: Backend,
  operation: Operation,
  caller: Caller,
  refusals: Refusals,
  known: Known,
  end: () => void,
): WireFault | undefined {
  const met = faults?.meet(operation, caller.accountId);
  if (faults === undefined || met === undefined) return undefined;
  known.fault = met.fault;
  if (met.fault === 'expired-session') end();
  const error = wireError(met.fault, operation, caller, refusals, faults.retryAfterSeconds);
  if (error !== undefined) throw error;
  return met;
}

function digest(input: unknown): string {
  return createHash('sha256').update(JSON.stringify(input)).digest('hex');
}

/** @throws ServiceError the service's AccessDenied for the first check that fails. */
async function authorise(
  world: World,
  caller: Caller,
  checks: readonly AccessCheck[],
  region: string,
  { code, status }: { code: string; status: number },
): Promise<void> {
  for (const check of checks) {
    const context = { 'aws:RequestedRegion': requestedRegion(check.action, region), ...check.context };
    const decision = await evaluate(world, caller, { ...check, context });
    if (!decision.allowed) throw new ServiceError(code, status, check.refusal ?? messageOf(decision.explanation, code));
  }
}

/**
 * IAM is one service for all Regions, and its endpoint is in one: "requests to global services ... us-east-1" (aws:RequestedRegion, in
 * "AWS global condition context keys"). A role is passed in a call of the service that gets it. That the Region is the partition's own
 * in GovCloud is assumed.
 */
function requestedRegion(action: string, region: string): string {
  if (!action.startsWith('iam:') || action === 'iam:PassRole') return region;
  return partitionOf(region) === 'aws-us-gov' ? 'us-gov-west-1' : 'us-east-1';
}

/** EC2 puts a sentence of its own before. */
function messageOf(explanation: string, code: string): string {
  return code === 'UnauthorizedOperation'
    ? `You are not authorized to perform this operation. ${explanation}`
    : explanation;
}
