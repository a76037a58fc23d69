import { describe, expect, test } from 'vitest';
import { WORKFLOW_NAMES } from '../../functions/shared/names.ts';
import { readPage } from '../docs/pages.ts';
import { patientTasksOf, readDefinition } from './definition.ts';
import { longest, taskCost } from './timeBounds.ts';

/** "25,000 events in a single state machine execution history" (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html). */
const MAX_EVENTS = 25_000;
/** Connections of one cluster that an offboard has to be able to wait for, each to its limits. */
const CONNECTIONS = 5;

const failure = readPage('docs/failure.md').join(' ');
const onboard = readDefinition('onboard');
const offboard = readDefinition('offboard');

describe('how long it can take', () => {
  test.each(WORKFLOW_NAMES.flatMap((workflow) => patientTasksOf(workflow).map((state) => ({ workflow, state }))))(
    '$workflow $state, every attempt at its time-out: as long as the page says',
    ({ workflow, state }) => {
      const task = readDefinition(workflow).States[state];
      const newProvisioner = ['ResolveOffboard', 'DeleteTargetRole'].includes(state) ? 12 * (90 + 10) : 0;
      expect(task && taskCost(task).seconds).toBe(7_125 + newProvisioner);
      expect(failure).toContain('49 attempts of 90 s and 2,715 s of pauses, 7,125 s in all');
    },
  );

  test('the longest way of an onboard ends before its state machine does', () => {
    const { seconds, events } = longest(onboard, onboard.StartAt, true);
    expect(seconds).toBeLessThan(onboard.TimeoutSeconds);
    expect(events).toBeLessThan(MAX_EVENTS);
    expect(seconds).toBeGreaterThan(longest(onboard, onboard.StartAt, false).seconds);
  });

  test('the longest way of an offboard of one connection does', () => {
    const { seconds, events } = longest(offboard, offboard.StartAt, true);
    expect(seconds).toBeLessThan(offboard.TimeoutSeconds);
    expect(events).toBeLessThan(MAX_EVENTS);
  });

  test(`an offboard of ${CONNECTIONS} connections that each wait to the limit does, where nothing is retried`, () => {
    const { seconds, events } = longest(offboard, offboard.StartAt, false);
    expect(CONNECTIONS * seconds).toBeLessThan(offboard.TimeoutSeconds);
    expect(CONNECTIONS * events).toBeLessThan(MAX_EVENTS);
    expect((CONNECTIONS + 1) * events).toBeGreaterThan(MAX_EVENTS);
    expect(failure).toContain('five connections');
  });

  test('the pages say when the state machines end by themselves', () => {
    expect([onboard.TimeoutSeconds, offboard.TimeoutSeconds]).toEqual([48 * 3600, 48 * 3600]);
    expect(failure).toContain('end by themselves after 48 hours');
    expect(readPage('docs/runbook.md').join(' ')).toContain('longer than 48 hours');
  });
});
