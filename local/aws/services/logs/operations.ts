import type { Operation } from '../../operation.ts';
import { describeLogGroups, describeLogStreams } from './describe.ts';
import { filterLogEvents, getLogEvents } from './events.ts';

export const logsOperations: readonly Operation[] = [
  describeLogGroups,
  describeLogStreams,
  getLogEvents,
  filterLogEvents,
];
