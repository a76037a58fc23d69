import { Logger } from '@aws-lambda-powertools/logger';
import type * as z from 'zod/mini';
import { provisionerSession, type ProvisionerSession } from '../aws/session.ts';
import { translateAwsError } from '../aws/translate.ts';
import { ENVIRONMENT, readSettings, type Settings } from '../environment.ts';
import { InvalidRequest, PreflightFailed, WorkflowError } from '../errors.ts';
import { connectionNames, DEFAULT_INSTALLATION_NAME, type ConnectionNames, type FunctionName } from '../names.ts';

/** What a handler has at hand beside its input. */
export interface HandlerContext {
  settings: Settings;
  executionArn: string;
  logger: Logger;
  /** All names of a connection of this installation. */
  names(pair: { clusterArn: string; workspaceArn: string }): ConnectionNames;
  /** The way into the member accounts of this partition, as this function in this execution. */
  session(partition: string): ProvisionerSession;
}

/** What every state hands to its function. */
export interface HandlerInput {
  executionArn: string;
  connection?: { id: string } | undefined;
  state?: { connection: { id: string } } | undefined;
}

let logger: Logger | undefined;
let settings: Settings | undefined;
let current: { executionArn: string; sessions: Map<string, ProvisionerSession> } | undefined;

/** Sessions are kept while the function stays warm, for one execution: their name is the execution's. */
function sessionsOf(executionArn: string): Map<string, ProvisionerSession> {
  if (current?.executionArn !== executionArn) current = { executionArn, sessions: new Map() };
  return current.sessions;
}

/**
 * Makes a Lambda handler of a function from input to output: parses the input, gives it its context, logs how it ended,
 * and lets nothing leave but its output or an error of the closed set. An unexpected error leaves as it is.
 */
export function defineHandler<Input extends HandlerInput, Output>(
  name: FunctionName,
  input: z.ZodMiniType<Input>,
  run: (input: Input, context: HandlerContext) => Promise<Output>,
): (event: unknown) => Promise<Output> {
  return async (event) => {
    logger ??= new Logger({ serviceName: process.env[ENVIRONMENT.name] ?? DEFAULT_INSTALLATION_NAME });
    logger.resetKeys();
    logger.appendKeys({ function: name });
    try {
      settings ??= readSettings(process.env);
      const parsed = input.parse(event);
      const context = handlerContext(name, parsed.executionArn, settings, logger);
      logger.appendKeys({
        executionArn: parsed.executionArn,
        connectionId: (parsed.connection ?? parsed.state?.connection)?.id,
      });
      const output = await run(parsed, context);
      logger.info('done');
      return output;
    } catch (error) {
      const translated = translateAwsError(error);
      logFailure(logger, translated);
      throw translated;
    }
  };
}

function handlerContext(name: FunctionName, executionArn: string, settings: Settings, logger: Logger): HandlerContext {
  return {
    settings,
    executionArn,
    logger,
    names: ({ clusterArn, workspaceArn }) => connectionNames(settings.name, clusterArn, workspaceArn),
    session(partition) {
      const sessions = sessionsOf(executionArn);
      const session = sessions.get(partition) ?? provisionerSession(settings, partition, name, executionArn);
      sessions.set(partition, session);
      logger.appendKeys({ sessionName: session.sessionName });
      return session;
    },
  };
}

/** Findings may quote the request, so the log has their paths alone; the message goes to the execution's Cause. */
function logFailure(logger: Logger, error: unknown): void {
  if (error instanceof InvalidRequest || error instanceof PreflightFailed) {
    logger.error('failed', { errorName: error.name, findings: error.findings.map(({ path }) => path) });
  } else if (error instanceof WorkflowError) {
    logger.error('failed', { errorName: error.name, reason: error.message });
  } else {
    logger.error('failed unexpectedly', error instanceof Error ? error : new Error(String(error)));
  }
}
