import type { Executions } from '../../../local/aws/running.ts';

/** Of a server on which nothing runs executions: each is taken, and nothing comes of it. */
export const NO_EXECUTIONS: Executions = {
  has: () => true,
  start: () => {},
  stop: () => {},
  redrive: () => Promise.reject(new Error('Nothing is redriven here.')),
  machines: () => [],
  machineOfExecution: () => undefined,
};
