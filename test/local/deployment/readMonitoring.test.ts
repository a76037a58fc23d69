import { describe, expect, it } from 'vitest';
import { readDeployment } from '../../../local/deployment/read/readTemplates.ts';
import { linesOf } from '../../../local/monitoring/graphs.ts';
import { noMonitoring } from '../../../local/state/monitoring.ts';
import { policy, stack, WORKFLOW } from './samples.ts';

const read = (Type: string, Properties: object) =>
  readDeployment([stack(WORKFLOW, 'sample', { It: { Type, Properties }, Log: { Type: 'AWS::Logs::LogGroup' } })]);

const ALARM = {
  AlarmName: 'a',
  ComparisonOperator: 'GreaterThanThreshold',
  EvaluationPeriods: 1,
  Threshold: 1,
  TreatMissingData: 'notBreaching',
  Namespace: 'ours',
  MetricName: 'm',
  Statistic: 'Sum',
  Period: 60,
};
const FILTER = {
  LogGroupName: { Ref: 'Log' },
  FilterPattern: '{ $.a = 1 }',
  MetricTransformations: [{ MetricNamespace: 'ours', MetricName: 'm', MetricValue: '1' }],
};
const transformed = (more: object) => ({
  ...FILTER,
  MetricTransformations: [{ ...FILTER.MetricTransformations[0], ...more }],
});
const KEY = { KeyPolicy: policy() };

describe('what tells people and is not emulated is refused by name:', () => {
  it.each([
    ['AWS::CloudWatch::Alarm', { ...ALARM, TreatMissingData: 'missing' }, 'TreatMissingData'],
    ['AWS::CloudWatch::Alarm', { ...ALARM, TreatMissingData: { Ref: 'AWS::NoValue' } }, 'TreatMissingData'],
    ['AWS::CloudWatch::Alarm', { ...ALARM, Statistic: 'TM(10%:90%)' }, 'TM(10%:90%)'],
    ['AWS::CloudWatch::Alarm', { ...ALARM, Namespace: 'AWS/SQS' }, 'AWS/SQS m'],
    ['AWS::CloudWatch::Alarm', { ...ALARM, Period: 10 }, 'periods 10'],
    ['AWS::CloudWatch::Alarm', { ...ALARM, Unit: 'Count' }, 'Unit'],
    ['AWS::CloudWatch::Alarm', { ...ALARM, ActionsEnabled: false }, 'ActionsEnabled'],
    ['AWS::CloudWatch::Alarm', { ...ALARM, AlarmActions: ['arn:aws:lambda:x:1:function:f'] }, 'no topic'],
    ['AWS::CloudWatch::Alarm', { ...ALARM, Metrics: [{ Id: 'e', Expression: 'RATE(a)', Period: 60 }] }, 'RATE'],
    ['AWS::Logs::MetricFilter', { ...FILTER, FilterPattern: 'ERROR' }, 'ERROR'],
    ['AWS::Logs::MetricFilter', transformed({ DefaultValue: 3 }), 'DefaultValue'],
    ['AWS::Logs::LogGroup', { DataProtectionPolicy: {} }, 'DataProtectionPolicy'],
    ['AWS::SNS::Subscription', { TopicArn: 't', Protocol: 'sqs', Endpoint: 'q' }, 'Protocol'],
    ['AWS::SNS::Topic', { FifoTopic: true }, 'FifoTopic'],
    ['AWS::SNS::Topic', { KmsMasterKeyId: 'alias/aws/sns' }, "neither the stack's own"],
    ['AWS::SQS::Queue', { RedrivePolicy: {} }, 'RedrivePolicy'],
    ['AWS::CloudWatch::Dashboard', { DashboardBody: '{"widgets":[{"type":"log"}]}' }, 'widgets'],
  ])('%s %o', (type, properties, what) => {
    expect(() => read(type, properties)).toThrow(what);
  });

  it.each([
    ['AWS::CloudWatch::Alarm', ALARM],
    ['AWS::Logs::MetricFilter', FILTER],
    ['AWS::Logs::MetricFilter', transformed({ DefaultValue: 0 })],
    ['AWS::KMS::Key', KEY],
  ])('%s %o is not', (type, properties) => {
    expect(() => read(type, properties)).not.toThrow();
  });

  it.each([
    [[{ expression: 'METRICS()' }], 'METRICS()'],
    [['AWS/Lambda', 'Duration', { stat: 'Sum' }], 'AWS/Lambda Duration'],
    [['ours', 'm', { stat: 'p99' }], 'p99'],
  ])('a row of a dashboard %o', (row, what) => {
    const range = { accountId: WORKFLOW, region: 'us-west-2', from: 0, to: 300_000 };
    expect(() => linesOf(noMonitoring(0), row, range)).toThrow(what);
  });
});
