import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import type { StateMachine as StateMachineClass } from 'aws-local-stepfunctions';
import * as z from 'zod';
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

/** Its own AWS clients are never used, since every task runs here; loading them would take longer than a whole run. */
const UNUSED = new Set(['@aws-sdk/client-lambda', '@aws-sdk/credential-providers']);

const exported = z.object({ StateMachine: z.custom<Interpreter>((value) => typeof value === 'function') });

/**
 * The Step Functions interpreter, on a clock of its own. It waits with setTimeout and dates with Date: its module is
 * compiled with those two of the virtual time in their place, so that its code runs as published and nothing else in this
 * process, the SDK clients above all, sees anything but real time.
 */
export function loadInterpreter({ setTimeout, clearTimeout, Date }: VirtualTime): Interpreter {
  const file = require.resolve('aws-local-stepfunctions');
  const names = ['module', 'exports', 'require', 'setTimeout', 'clearTimeout', 'Date'];
  const run: unknown = compileFunction(readFileSync(file, 'utf8'), names, { filename: file });
  const module = { exports: {} };
  const requireForInterpreter = (id: string): unknown => (UNUSED.has(id) ? {} : createRequire(file)(id));
  if (typeof run === 'function') {
    Reflect.apply(run, undefined, [module, module.exports, requireForInterpreter, setTimeout, clearTimeout, Date]);
  }
  return exported.parse(module.exports).StateMachine;
}
