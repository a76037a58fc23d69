import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import type { StateMachine as StateMachineClass } from 'aws-local-stepfunctions';
import * as z from 'zod';
import type { Journal } from './journal.ts';
import { holdPayload, type History } from './limits.ts';
import type { VirtualTime } from './virtualTime.ts';

type Interpreter = typeof StateMachineClass;
/** A state machine definition as the interpreter takes it. */
export type Definition = ConstructorParameters<Interpreter>[0];

/** A definition's JSON text as the interpreter takes it; what is wrong with it, the tests of the definitions say. */
export function parseDefinition(text: string): Definition {
  return definitionSchema.parse(JSON.parse(text));
}

const definitionSchema = z.custom<Definition>((value) => typeof value === 'object' && value !== null);

const require = createRequire(import.meta.url);

/**
 * Its own AWS clients are never used, since every task runs here, and neither is its validator, since none is asked to validate;
 * loading them would take longer than a whole run.
 */
const UNUSED = new Set(['@aws-sdk/client-lambda', '@aws-sdk/credential-providers', 'asl-validator']);

/** What runs one state, once or with its retries; the package keeps it to itself. */
interface StateExecutor {
  stateName: string;
  stateDefinition: Definition['States'][string];
  execute(input: unknown, ...rest: unknown[]): Promise<{ stateResult: unknown }>;
  processInput(input: unknown, context: unknown): unknown;
  processResult(result: unknown, rawInput: unknown, context: unknown): unknown;
}

const isFunction = (value: unknown) => typeof value === 'function';
const exported = z.object({
  StateMachine: z.custom<Interpreter>(isFunction),
  StateExecutor: z.custom<{ prototype: StateExecutor }>(isFunction),
});

/**
 * The Step Functions interpreter, on a clock of its own. It waits with setTimeout and dates with Date: its module is
 * compiled with those two of the virtual time in their place, so that its code runs as published and nothing else in this
 * process, the SDK clients above all, sees anything but real time. It knows no limits: what it does with a state is held to
 * Step Functions' before and after.
 */
export function loadInterpreter(
  { setTimeout, clearTimeout, Date }: VirtualTime,
  history: History,
  journal?: Journal,
): Interpreter {
  const { run, requireIt } = (compiled ??= compile());
  const module = { exports: {} };
  const given = [module, module.exports, requireIt, setTimeout, clearTimeout, Date];
  if (typeof run === 'function') Reflect.apply(run, undefined, given);
  const { StateMachine, StateExecutor } = exported.parse(module.exports);
  limit(StateExecutor.prototype, history, journal);
  return StateMachine;
}

/** The package's code, to be run with another time for each execution. */
let compiled: ReturnType<typeof compile> | undefined;

function compile(): { run: unknown; requireIt: (id: string) => unknown } {
  const file = require.resolve('aws-local-stepfunctions');
  const names = ['module', 'exports', 'require', 'setTimeout', 'clearTimeout', 'Date'];
  const code = `${readFileSync(file, 'utf8')}\nmodule.exports = { StateMachine, StateExecutor };`;
  const requireOfIts = createRequire(file);
  return {
    run: compileFunction(code, names, { filename: file }),
    requireIt: (id) => (UNUSED.has(id) ? {} : requireOfIts(id)),
  };
}

/** Payloads, results and outputs are measured, and states counted and noted, whatever becomes of them. */
function limit(executor: StateExecutor, history: History, journal?: Journal): void {
  const { execute, processInput, processResult } = executor;
  const entered = new WeakSet<StateExecutor>();
  Object.assign(executor, {
    async execute(this: StateExecutor, ...args: Parameters<typeof execute>) {
      const isRetry = entered.has(this);
      entered.add(this);
      if (isRetry) return execute.apply(this, args);
      const { Type } = this.stateDefinition;
      history.add(1);
      journal?.entered(Type, this.stateName, args[0]);
      const executed = await execute.apply(this, args);
      holdPayload(executed.stateResult, 'returned a result', this.stateName, this.stateDefinition);
      if (Type === 'Fail') return executed;
      history.add(1);
      journal?.exited(Type, this.stateName, executed.stateResult);
      return executed;
    },
    processInput(this: StateExecutor, ...args: Parameters<typeof processInput>) {
      const payload = processInput.apply(this, args);
      holdPayload(payload, 'has an input', this.stateName, this.stateDefinition);
      return payload;
    },
    processResult(this: StateExecutor, ...args: Parameters<typeof processResult>) {
      holdPayload(args[0], 'returned a result', this.stateName, this.stateDefinition);
      const output = processResult.apply(this, args);
      holdPayload(output, 'returned a result', this.stateName, this.stateDefinition);
      return output;
    },
  });
}
