import { describe, expect, it } from 'vitest';
import { OPERATIONS } from '../../../../local/aws/embeddedAws.ts';
import { WIRE_FAULTS } from '../../../../local/aws/faults/fault.ts';
import { FaultNotationError, parseFault } from '../../../../local/aws/faults/notation.ts';
import { SERVICE_FAULTS } from '../../../../local/aws/faults/serviceFaults.ts';

const createRole = { kind: 'wire', service: 'iam', operation: 'CreateRole', fault: 'throttle', times: 1, skip: 0 };

const SILENCES = [
  ['scraper:no-samples', 'no-samples', 'write-forbidden', 0],
  ['scraper:no-samples:series-limit', 'no-samples', 'series-limit', 0],
  ['scraper:silent', 'silent', 'write-forbidden', 300],
  ['scraper:silent:90', 'silent', 'write-forbidden', 90],
  ['scraper:silent:no-access', 'silent', 'no-access', 300],
  ['scraper:silent:targets-down:90', 'silent', 'targets-down', 90],
] as const;

describe('parseFault', () => {
  it.each([
    { text: 'createRole:throttle', fault: createRole },
    { text: 'CreateRole:throttle:2', fault: { ...createRole, times: 2 } },
    { text: 'iam:createRole:throttle:1:2', fault: { ...createRole, skip: 2 } },
    { text: 'createRole:lost-response:always', fault: { ...createRole, fault: 'lost-response', times: Infinity } },
    { text: 'createRole:hang:2', fault: { ...createRole, fault: 'hang', times: 2 } },
    { text: 'createRole:half-answer:2', fault: { ...createRole, fault: 'half-answer', times: 2 } },
    {
      text: 'aps:queryMetrics:hang',
      fault: { ...createRole, service: 'aps', operation: 'QueryMetrics', fault: 'hang' },
    },
    {
      text: 'createScraper:quota',
      fault: { ...createRole, service: 'aps', operation: 'CreateScraper', fault: 'quota' },
    },
    {
      text: 'describeExecution:not-yet',
      fault: { ...createRole, service: 'states', operation: 'DescribeExecution', fault: 'not-yet' },
    },
    {
      text: 'createRole:late-effect:30',
      fault: { ...createRole, fault: 'late-effect', seconds: 30 },
    },
    {
      text: 'createRole:late-effect:30:always:1',
      fault: { ...createRole, fault: 'late-effect', seconds: 30, times: Infinity, skip: 1 },
    },
    {
      text: 'listScrapers:lag:60',
      fault: { kind: 'lag', service: 'aps', operation: 'ListScrapers', seconds: 60 },
    },
    { text: 'iam:propagation:60', fault: { kind: 'propagation', seconds: 60 } },
    { text: 'iam:stale-read', fault: { kind: 'stale-read', times: 1, skip: 0 } },
    { text: 'iam:stale-read:3:1', fault: { kind: 'stale-read', times: 3, skip: 1 } },
    { text: 'states:lag:60', fault: { kind: 'execution-lag', seconds: 60 } },
    { text: 'scraper:late:3000', fault: { kind: 'scraper', fate: 'late', seconds: 3000, times: 1, skip: 0 } },
    { text: 'scraper:stuck', fault: { kind: 'scraper', fate: 'stuck', times: 1, skip: 0 } },
    { text: 'scraper:failing', fault: { kind: 'scraper', fate: 'failing', times: 1, skip: 0 } },
    {
      text: 'scraper:failing:no: IP',
      fault: { kind: 'scraper', fate: 'failing', reason: 'no: IP', times: 1, skip: 0 },
    },
    { text: 'scraper:update-stuck', fault: { kind: 'scraper', fate: 'update-stuck', times: 1, skip: 0 } },
    {
      text: 'scraper:update-failing:no room',
      fault: { kind: 'scraper', fate: 'update-failing', reason: 'no room', times: 1, skip: 0 },
    },
    {
      text: 'event:tag-change:lost',
      fault: { kind: 'lost-event', event: 'tag-change', times: 1, skip: 0 },
    },
    {
      text: 'event:call-record:lost:always:2',
      fault: { kind: 'lost-event', event: 'call-record', times: Infinity, skip: 2 },
    },
    {
      text: 'iam:trust-taken-away:target',
      fault: { kind: 'trust', role: 'target', seconds: 300, times: 1, skip: 0 },
    },
    {
      text: 'iam:trust-taken-away:source:90',
      fault: { kind: 'trust', role: 'source', seconds: 90, times: 1, skip: 0 },
    },
    ...SILENCES.map(([text, fate, reason, afterSeconds]) => ({
      text,
      fault: { kind: 'scraper', fate, silence: { reason, afterSeconds }, times: 1, skip: 0 },
    })),
    {
      text: 'updateScraper:conflict:2',
      fault: { ...createRole, service: 'aps', operation: 'UpdateScraper', fault: 'conflict', times: 2 },
    },
  ])('Reads $text', ({ text, fault }) => {
    expect(parseFault(text, OPERATIONS)).toEqual({ ...fault, text });
  });

  it.each([
    { text: '', message: 'there is no operation ""' },
    { text: 'makeARole:throttle', message: /there is no operation "makeARole"; there are .*createRole, createScraper/ },
    { text: 'createRoles:throttle', message: /there is no operation "createRoles"\. Did you mean createRole\?$/ },
    { text: 'createRole', message: `there is no fault ""; there are ${WIRE_FAULTS.join(', ')}` },
    {
      text: 'createRole:explode',
      message: 'there is no fault "explode"; there are throttle, server-error, reset, hang',
    },
    {
      text: 'eks:createRole:throttle',
      message: 'there is no operation "createRole"; there are createCluster, deleteCluster, describeCluster,',
    },
    { text: 'createRole:throttle:0', message: 'TIMES (1 or more, or always)' },
    { text: 'createRole:throttle:two', message: 'TIMES' },
    { text: 'createRole:throttle:1:1:1', message: 'SKIP' },
    {
      text: 'describeCluster:quota',
      message: 'eks never answers DescribeCluster so; it is for createRole, createScraper',
    },
    { text: 'createRole:late-effect', message: 'a whole number of seconds' },
    { text: 'getRole:late-effect:30', message: 'what takes effect late is a write of IAM or AMP' },
    { text: 'dynamodb:putItem:late-effect:30', message: 'what takes effect late is a write of IAM or AMP' },
    { text: 'listScrapers:lag', message: 'a whole number of seconds' },
    {
      text: 'createRole:lag:30',
      message: /what lags behind is a read of a role or a scraper: describeScraper, getRole/,
    },
    { text: 'iam:propagation', message: 'a whole number of seconds' },
    { text: 'iam:propagation:1.5', message: 'a whole number of seconds' },
    {
      text: 'scraper:no-samples:whatever',
      message: 'there is no reason "whatever"; there are write-forbidden, no-targets, targets-down,',
    },
    { text: 'scraper:no-samples:no-access:90', message: 'there is no reason "no-access:90"' },
    { text: 'scraper:silent:0', message: 'a whole number of seconds, 1 or more' },
    { text: 'scraper:silent:no-access:1.5', message: 'a whole number of seconds, 1 or more' },
    { text: 'scraper:silent:90:no-access', message: 'there is no reason "90:no-access"' },
    {
      text: 'scraper:silent:series-limit',
      message: 'series-limit keeps new series out, and those that are there go on: it is for no-samples',
    },
    {
      text: 'event:tags:lost',
      message: 'there is no event "tags"; there are tag-change, execution-status, call-record',
    },
    { text: 'event:tag-change', message: 'an event is lost: write event:tag-change:lost' },
    { text: 'event:tag-change:lost:0', message: 'TIMES (1 or more, or always)' },
    { text: 'iam:trust-taken-away', message: 'the trust is that of the source or the target role' },
    { text: 'iam:trust-taken-away:target:0', message: 'a whole number of seconds, 1 or more' },
    {
      text: 'scraper:exploding',
      message:
        'a scraper is late:SECONDS, stuck, failing[:REASON], update-stuck or update-failing[:REASON], no-samples[:REASON] or silent[:REASON][:SECONDS]',
    },
    {
      text: 'scraper:stuck:1',
      message:
        'a scraper is late:SECONDS, stuck, failing[:REASON], update-stuck or update-failing[:REASON], no-samples[:REASON] or silent[:REASON][:SECONDS]',
    },
  ])('Refuses "$text" and says what there is', ({ text, message }) => {
    const read = () => parseFault(text, OPERATIONS);
    expect(read).toThrow(FaultNotationError);
    expect(read).toThrow(message);
    expect(read).toThrow(`"${text}" is no fault: `);
  });

  it('Asks which service is meant, where two have the operation', () => {
    const read = () => parseFault('tagResource:reset', OPERATIONS);
    expect(read).toThrow('more than one service has it: write aps:tagResource or eks:tagResource');
    expect(parseFault('eks:tagResource:reset', OPERATIONS)).toMatchObject({ service: 'eks', operation: 'TagResource' });
  });
});

it('Every service that there is can be in trouble', () => {
  const services = new Set(OPERATIONS.map(({ service }) => service));
  expect([...services].filter((service) => !SERVICE_FAULTS.has(service))).toEqual([]);
});
