import * as z from 'zod/mini';
import { provisionerSession, type ProvisionerSession } from '../aws/session.ts';
import { endsSession } from '../aws/errors/translate.ts';
import { ENVIRONMENT, readEnvironment, type Environment } from '../environment.ts';
import { Redriven } from '../errors.ts';
import { connectionNames, type ConnectionNames, type FunctionName } from '../names.ts';
import { framed, type FrameContext, type LambdaHandler } from './frame.ts';

/** What a workflow's handler has at hand beside its input. */
export interface HandlerContext extends FrameContext {
  environment: Environment;
  executionArn: string;
  /** All names of a connection of this installation. */
  names(pair: { clusterArn: string; workspaceArn: string }): ConnectionNames;
  /** The way into the member accounts of this partition, as this function in this execution. */
  session(partition: string): ProvisionerSession;
  /** Lets go of all sessions, which AWS may not take any more: the next attempt assumes the provisioners anew. */
  forgetSessions(): void;
}

/** What every state hands to its function. */
export interface HandlerInput {
  executionArn: string;
  connection?: { id: string } | undefined;
  state?: { connection: { id: string } } | undefined;
}

/**
 * Of how many executions a warm function keeps the sessions, each with clients of some 20 KB. While a fleet is connected a function is
 * called for many in turn, and would assume a provisioner at each call.
 */
const EXECUTIONS_KEPT = 250;

/** By execution, since their name is the execution's; the one that was called for last at the end. */
const kept = new Map<string, Map<string, ProvisionerSession>>();

function sessionsOf(executionArn: string): Map<string, ProvisionerSession> {
  const sessions = kept.get(executionArn) ?? new Map<string, ProvisionerSession>();
  kept.delete(executionArn);
  kept.set(executionArn, sessions);
  const [oldest] = kept.keys();
  if (oldest !== undefined && kept.size > EXECUTIONS_KEPT) kept.delete(oldest);
  return sessions;
}

/** The clients keep what credentials they were given: they go with the sessions. */
function forgetSessions(): void {
  kept.clear();
}

/**
 * Makes the handler of a workflow's state. What it is called with is parsed by `input`; what `run` returns is the state's result. Its own
 * docstring names what it throws itself; every handler throws, too:
 * @throws Redriven before `run`, in an execution that somebody has redriven.
 * @throws AccessDenied, AwsUnavailable, PreflightFailed or QuotaExceeded for what AWS answers a call with (`translateAwsError`);
 * AwsUnavailable also for a call that the function has no time left for.
 * @throws TypeError when the environment is not complete, ZodError when the input is not as the definition hands it: defects, which no
 * state retries.
 */
export function defineHandler<Input extends HandlerInput, Output>(
  name: FunctionName,
  input: z.ZodMiniType<Input>,
  run: (input: Input, context: HandlerContext) => Promise<Output>,
): LambdaHandler<Output> {
  let environment: Environment | undefined;
  const entry = {
    keys: ({ executionArn, connection, state }: Input) => ({
      executionArn,
      connectionId: (connection ?? state?.connection)?.id,
    }),
    admit: refuseRedriven,
    context(parsed: Input, frame: FrameContext): HandlerContext {
      if (environment?.taskRoot !== process.env[ENVIRONMENT.taskRoot]) environment = undefined;
      environment ??= readEnvironment(process.env);
      return handlerContext(name, parsed.executionArn, environment, frame);
    },
    leaving(error: unknown) {
      if (endsSession(error)) forgetSessions();
    },
  };
  return framed(name, input, entry, run);
}

/** Absent in an execution of a definition from before the functions asked for it, which may run while they are deployed. */
const redriven = z.object({ executionArn: z.string(), redriveCount: z.number().check(z.positive()) });

/** @throws Redriven */
function refuseRedriven(event: unknown): void {
  const found = redriven.safeParse(event).data;
  if (found === undefined) return;
  throw new Redriven(
    `Execution ${found.executionArn} was redriven (${found.redriveCount}), which is not supported: it goes on with what it saw before it stopped, and others may have been at work since. ` +
      'The redrive changed nothing, and the clean-up takes away what the execution had left. Run again with the same input, as a new execution.',
  );
}

function handlerContext(
  name: FunctionName,
  executionArn: string,
  own: Environment,
  { log, logger }: FrameContext,
): HandlerContext {
  return {
    environment: own,
    executionArn,
    log,
    logger,
    names: ({ clusterArn, workspaceArn }) => connectionNames(own.name, clusterArn, workspaceArn),
    session(partition) {
      const sessions = sessionsOf(executionArn);
      const session = sessions.get(partition) ?? provisionerSession(own, partition, name, executionArn);
      sessions.set(partition, session);
      logger.appendKeys({ sessionName: session.sessionName });
      return session;
    },
    forgetSessions,
  };
}
