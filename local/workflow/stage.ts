/** The clock of one world and all executions that run by it. The machinery around it is a runtime (runtime.ts). */

import { virtualClock } from '../state/clock.ts';
import type { Executions, Functions, StateMachineView } from '../aws/running.ts';
import { checkInput } from '../aws/services/states/executionInput.ts';
import type { FaultPlan } from '../aws/faults/faultPlan.ts';
import { settleForGood } from '../aws/faults/lateEffects.ts';
import { watch } from '../monitoring/watch.ts';
import { settle } from '../scrapers/engine.ts';
import type { ExecutionRecord, World } from '../state/state.ts';
import { deliver } from './lambda/asynchronous.ts';
import { runExecution, type ExecutionEvent, type ExecutionResult, type RunningExecution } from './states/execution.ts';
import { TaskFailure } from './lambda/functions.ts';
import { invokeAs } from './lambda/invokeAs.ts';
import type { Definition } from './states/interpreter.ts';
import { lastPosition, openJournal, type Journal } from './states/journal.ts';
import { virtualTime, type VirtualTime } from './states/virtualTime.ts';

/** What a stage needs of the deployment that plays on it. */
export interface StageSetup {
  world: World;
  /** A state machine as it is now, or undefined when there is none: an execution keeps what it began with. */
  machineOf(stateMachineArn: string): Machine | undefined;
  /** All there are now. */
  machines(): readonly Omit<StateMachineView, 'createdAt'>[];
  hasFunction(functionArn: string): boolean;
  /** @throws TaskFailure */
  invoke(functionArn: string, event: unknown): Promise<unknown>;
  onEvent?: (event: ExecutionEvent) => void;
  /** Told of an execution one of whose tasks is about to be run: they take turns then, so that a run is told the same way each time. */
  onTask?: ((executionArn: string) => void) | undefined;
  /** Told of an event for a function that is given up. */
  onDropped?: (functionArn: string) => void;
  /** Told of every end, before the clock goes on: EventBridge tells of it too. */
  onEnded?: (execution: ExecutionRecord, stage: Stage) => Promise<void>;
  /** What goes wrong: of its late effects some may be on their way when all has ended. */
  faults?: FaultPlan;
  /** The time that it runs by; a virtual one that begins at the world's own unless given. */
  time?: VirtualTime | undefined;
  /** Whether the histories of executions are kept. */
  keepsHistories?: boolean | undefined;
}

/** What UpdateStateMachine changes. */
export interface Machine {
  definition: Definition;
  roleArn: string;
  view: Omit<StateMachineView, 'createdAt'>;
}

/**
 * One world on one virtual clock, with all executions that run in it at a time. The embedded AWS starts and stops
 * executions and invokes functions through it, as its own caller does.
 */
export interface Stage extends Executions, Functions {
  time: VirtualTime;
  now(): number;
  /**
   * Starts an execution as EventBridge or a person would: what may start which is checked elsewhere.
   * @throws ServiceError InvalidExecutionInput
   */
  begin(stateMachineArn: string, name: string, input: unknown): ExecutionRecord;
  /** Has Lambda run a function asynchronously. Resolves when it has been tried; `idle` waits until it is not tried again. */
  send(functionArn: string, event: unknown): Promise<void>;
  /**
   * Goes on with the executions of the world that are RUNNING since it was left, each with the state it was in: AWS knows no end of the
   * service, so that an execution does not end with it. A task is asked again, and a wait begins anew.
   * @returns those that go on: not those without a history, or whose state machine has that state no more
   */
  goOn(): ExecutionRecord[];
  /** How an execution of this stage ended, the last time. */
  ended(executionArn: string): Promise<ExecutionResult>;
  /** Resolves when nothing runs any more. */
  idle(): Promise<void>;
  /**
   * Cuts off what runs, which stays RUNNING, lets its functions end, and brings the world and its alarms up to the clock, or the world
   * to the last effect that was on its way.
   */
  leave(): Promise<void>;
}

/** Of one world, until it is left: executions run on it side by side, and tasks take turns. */
export function openStage(setup: StageSetup): Stage {
  const { world, machineOf, hasFunction, invoke, onEvent, onTask, onDropped, onEnded, faults } = setup;
  const { time = virtualTime(virtualClock(world.now)), keepsHistories = false } = setup;
  const now = () => time.Date.now();
  const openedAt = now();
  const running = new Map<string, RunningExecution>();
  const journals = new Map<string, Journal>();
  const machines = new Map<string, Machine>();
  const results = new Map<string, Promise<ExecutionResult>>();
  const endings = new Map<string, Promise<void>>();
  const inFlight = new Set<Promise<unknown>>();
  const sent = new Set<Promise<void>>();
  const queued: { arn: string; event: unknown }[] = [];
  let isOver = false;
  let turn: Promise<unknown> = Promise.resolve();

  /** A function runs on when the execution that called it has been stopped. What it has queued is begun before its answer is known. */
  function call(functionArn: string, event: unknown): Promise<unknown> {
    return underWay(invokeAndQueued(functionArn, event));
  }

  async function invokeAndQueued(functionArn: string, event: unknown): Promise<unknown> {
    try {
      return await invoke(functionArn, event);
    } finally {
      await runQueued();
    }
  }

  async function runQueued(): Promise<void> {
    for (let next = queued.shift(); next !== undefined; next = queued.shift()) await stage.send(next.arn, next.event);
  }

  /** As the work, which the stage is not left without. */
  function underWay(work: Promise<unknown>): Promise<unknown> {
    const settled: Promise<unknown> = work.then(
      () => inFlight.delete(settled),
      () => inFlight.delete(settled),
    );
    inFlight.add(settled);
    return work;
  }

  function inTurn(executionArn: string, functionArn: string, event: unknown): Promise<unknown> {
    const work = turn.then(() => {
      onTask?.(executionArn);
      return call(functionArn, event);
    });
    turn = work.catch(() => {});
    return work;
  }

  function run(execution: ExecutionRecord, { from, isCut = false }: Resumption = {}): void {
    const { executionArn, stateMachineArn } = execution;
    const machine = machines.get(executionArn) ?? machineOf(stateMachineArn);
    if (machine === undefined) throw new Error(`There is no state machine ${stateMachineArn}.`);
    machines.set(executionArn, machine);
    const { definition, roleArn } = machine;
    const journal = keepsHistories ? openJournal(execution, now) : undefined;
    if (journal) journals.set(executionArn, journal);
    if (!isCut && execution.redriveCount === undefined) journal?.begun(roleArn);
    else if (!isCut) journal?.redriven();
    const called = invokeAs({ world, roleArn, executionArn }, (arn, event) =>
      onTask === undefined ? call(arn, event) : inTurn(executionArn, arn, event),
    );
    const started = runExecution({
      execution,
      definition,
      time,
      from,
      isCut,
      // From the question on whether the role may: an execution that was stopped meanwhile calls all the same.
      invoke: (arn, event) => underWay(called(arn, event)),
      journal,
      ...(onEvent ? { onEvent } : {}),
    });
    running.set(executionArn, started);
    results.set(executionArn, started.ended);
    const ending = started.ended.then((result) =>
      time.hold(end(execution, result)).finally(() => endings.delete(executionArn)),
    );
    endings.set(executionArn, ending);
  }

  async function end(execution: ExecutionRecord, result: ExecutionResult): Promise<void> {
    running.delete(execution.executionArn);
    if (isOver && execution.status === 'RUNNING' && result.status === 'ABORTED') return;
    record(execution, result, now());
    close(execution);
    await onEnded?.(execution, stage);
  }

  function close(execution: ExecutionRecord): void {
    journals.get(execution.executionArn)?.ended();
    journals.delete(execution.executionArn);
  }

  const seen = (view: Omit<StateMachineView, 'createdAt'>): StateMachineView => ({ ...view, createdAt: openedAt });

  const stage: Stage = {
    time,
    now,
    has: (arn) => machineOf(arn) !== undefined || hasFunction(arn),
    start: (execution) => run(execution),
    stop(execution) {
      close(execution);
      running.get(execution.executionArn)?.abort();
    },
    machines: () => setup.machines().map(seen),
    machineOfExecution({ executionArn, stateMachineArn }) {
      const machine = machines.get(executionArn) ?? machineOf(stateMachineArn);
      return machine && seen(machine.view);
    },
    async invoke(functionArn, payload) {
      try {
        return { payload: JSON.stringify(await time.hold(call(functionArn, JSON.parse(payload)))) };
      } catch (error) {
        if (!(error instanceof TaskFailure)) throw error;
        return { payload: error.message, functionError: 'Unhandled' };
      }
    },
    queue(functionArn, payload) {
      queued.push({ arn: functionArn, event: JSON.parse(payload) });
      if (inFlight.size === 0) void time.hold(runQueued());
    },
    begin(stateMachineArn, name, input) {
      const text = JSON.stringify(input);
      checkInput(text);
      const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
      const execution: ExecutionRecord = {
        executionArn,
        stateMachineArn,
        name,
        status: 'RUNNING',
        startDate: now(),
        input: text,
      };
      world.executions = { ...world.executions, [executionArn]: execution };
      run(execution);
      return execution;
    },
    async redrive(executionArn) {
      const execution = world.executions?.[executionArn];
      const last = (await results.get(executionArn))?.last ?? lastPosition(execution?.history ?? []);
      await endings.get(executionArn);
      if (execution === undefined || ['SUCCEEDED', 'RUNNING'].includes(execution.status))
        throw new Error(`${executionArn} is not redrivable.`);
      for (const key of ['stopDate', 'error', 'cause'] as const) delete execution[key];
      const redriveCount = (execution.redriveCount ?? 0) + 1;
      Object.assign(execution, { status: 'RUNNING', redriveCount, redriveDate: now() });
      run(execution, { from: last });
      return execution;
    },
    goOn() {
      const cut = Object.values(world.executions ?? {}).filter(
        ({ status, executionArn, history }) =>
          status === 'RUNNING' && history !== undefined && !running.has(executionArn),
      );
      return cut.filter((execution) => {
        const from = lastPosition(execution.history ?? []);
        const States = machineOf(execution.stateMachineArn)?.definition.States;
        if (States === undefined || (from !== undefined && States[from.state] === undefined)) return false;
        run(execution, { from, isCut: true });
        return true;
      });
    },
    async send(functionArn, event) {
      const { promise: isTried, resolve: tried } = Promise.withResolvers<void>();
      const delivered: Promise<void> = deliver({
        attempt: () => time.hold(call(functionArn, event)).finally(tried),
        pause: (milliseconds) => new Promise((resolve) => time.setTimeout(() => isOver || resolve(), milliseconds)),
        onDropped: () => onDropped?.(functionArn),
      }).finally(() => sent.delete(delivered));
      sent.add(delivered);
      await isTried;
    },
    ended(executionArn) {
      const result = results.get(executionArn);
      if (result === undefined) throw new Error(`${executionArn} was not started on this stage.`);
      return result;
    },
    async idle() {
      while (endings.size + sent.size > 0) await Promise.all([...endings.values(), ...sent]);
    },
    async leave() {
      isOver = true;
      for (const journal of journals.values()) journal.ended();
      for (const execution of running.values()) execution.abort();
      await Promise.all(inFlight);
      await settleForGood({ world, settle, faults }, now());
      await watch(world, now());
    },
  };
  return stage;
}

/** Where an execution goes on that was begun before. */
interface Resumption {
  from?: ExecutionResult['last'];
  /** Whether it never ended: its history goes on as if nothing had been. */
  isCut?: boolean;
}

/** An execution that was stopped has its end already; one that timed out as a whole has no Error and no Cause (https://github.com/floci-io/floci/issues/2733). */
function record(execution: ExecutionRecord, result: ExecutionResult, now: number): void {
  if (execution.status !== 'RUNNING') return;
  const { status, output, error, lambdaCause } = result;
  Object.assign(execution, {
    status,
    stopDate: now,
    ...(status === 'SUCCEEDED' ? { output: JSON.stringify(output) } : {}),
    ...(status === 'FAILED' || status === 'ABORTED' ? { error, cause: lambdaCause } : {}),
  });
}
