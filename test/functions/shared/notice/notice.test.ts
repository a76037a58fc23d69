import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ERROR_NAMES, InvalidRequest, PreflightFailed, type Finding } from '../../../../functions/shared/errors.ts';
import { endedBadly, endedEvent, type Ended } from '../../../../functions/shared/notice/ended.ts';
import { faultOf } from '../../../../functions/shared/notice/fault.ts';
import { changeMail, mailOf } from '../../../../functions/shared/notice/mail.ts';
import { quoted } from '../../../../functions/shared/notice/quoted.ts';
import { runbookHeading } from '../../../../functions/shared/notice/runbookHeading.ts';
import {
  accountStackFindings,
  quotaFindings,
  workspaceFindings,
} from '../../../../functions/shared/preflight/rules.ts';
import { CLUSTER, REQUEST, WORKSPACE } from '../../../workflow/support.ts';

const EXECUTION = 'arn:aws:states:us-west-2:333333333333:execution:amp-scraper-onboard:run-1';
const LINK = 'https://evil.example/take?me=there';

/** A Cause as Lambda makes it of an error. */
const causeOf = (error: Error) =>
  JSON.stringify({ errorType: error.name, errorMessage: error.message, trace: [`${error.name}: ${error.message}`] });
const finding = (path: string, more: Partial<Finding> = {}): Finding => {
  return { path, problem: 'is wrong', remedy: 'Mend it', ...more };
};
const invalid = (...findings: Finding[]) => new InvalidRequest(findings);
const refused = (...findings: Finding[]) => new PreflightFailed(findings);

function ended(change: Partial<Ended> = {}): Ended {
  return {
    executionArn: EXECUTION,
    status: 'FAILED',
    error: 'InvalidRequest',
    cause: causeOf(invalid(finding('subnetIds[0]', { value: 'subnet-1' }), finding('alias'))),
    input: JSON.stringify(REQUEST),
    ...change,
  };
}
/** More than a Cause has room for. */
const many = (count: number) => Array.from({ length: count }, (_, i) => finding(`${'"'.repeat(60)}${i}`));
const failedWith = (error: Error) => ended({ error: error.name, cause: causeOf(error) });
const messageOf = (change: Partial<Ended> = {}) => mailOf(ended(change), 'PLATFORM', 'amp-scraper').message;

describe('an event', () => {
  const event = (detail: object, more: object = {}) => ({
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    detail: { executionArn: EXECUTION, status: 'FAILED', input: '{}', error: 'A', cause: 'b', ...detail },
    ...more,
  });
  const read = (value: object) => endedBadly(endedEvent.parse(value));

  test.each(['FAILED', 'TIMED_OUT', 'ABORTED'])('of one that is %s is read', (status) => {
    expect(read(event({ status }))).toEqual({ executionArn: EXECUTION, status, error: 'A', cause: 'b', input: '{}' });
  });

  test.each(['RUNNING', 'SUCCEEDED', 'PENDING_REDRIVE'])('of one that is %s is for nobody', (status) => {
    expect(read(event({ status, error: null, cause: null }))).toBeUndefined();
  });

  test.each([
    { input: null, error: null, cause: null },
    { input: undefined, error: undefined, cause: undefined },
  ])('may lack what is too large or what there is not: %j', (detail) => {
    expect(read(event(detail))).toMatchObject({ input: undefined, error: undefined, cause: '' });
  });

  test.each([
    ['another source', event({}, { source: 'custom' })],
    ['another kind', event({}, { 'detail-type': 'Other' })],
    ["no execution's ARN", event({ executionArn: `${EXECUTION} ${LINK}` })],
  ])('with %s is refused', (_what, value) => {
    expect(() => read(value)).toThrow();
  });
});

describe('it is a mistake of who asked:', () => {
  test.each([
    ['a request that is not valid', invalid(finding('subnetIds[0]'), finding('alias'))],
    [
      'what AWS has otherwise',
      refused(...workspaceFindings(WORKSPACE, { status: 'DELETING', prometheusEndpoint: '', kmsKeyArn: undefined })),
    ],
    ['more that is not valid than a Cause has room for', invalid(...many(500))],
    ['a field with a text like a call', invalid(finding('alias', { value: 'iam:CreateRole: x' }))],
    ['a field with a text like an event', invalid(finding('alias', { value: '(event) resources[0] detail.name' }))],
  ])('%s', (_name, error) => {
    expect(faultOf(failedWith(error))).toBe('REQUESTER');
  });
});

describe("it is the platform's:", () => {
  test.each([
    ['a call that AWS refused', refused(finding('aps:CreateScraper'))],
    [
      'an old account stack, beside a mistake',
      refused(finding('alias'), ...accountStackFindings('clusterArn', '1', 0)),
    ],
    ['a call that AWS refused, beyond what a Cause has room for', refused(...many(499), finding('aps:CreateScraper'))],
    ['no room for another scraper', refused(...quotaFindings(CLUSTER, 10, 10))],
    ['an event that cannot be read', invalid(finding('(event)'))],
    ["an event about another account's cluster", invalid(finding('resources[0]'))],
    ['a record of CloudTrail', invalid(finding('detail.requestParameters.resourceArn'))],
  ])('%s', (_name, error) => {
    expect(faultOf(failedWith(error))).toBe('PLATFORM');
  });

  test.each(ERROR_NAMES.filter((name) => name !== 'InvalidRequest' && name !== 'PreflightFailed'))('%s', (error) => {
    expect(faultOf(ended({ error }))).toBe('PLATFORM');
  });

  test.each([
    ['one that timed out', { status: 'TIMED_OUT' }],
    ['one that was aborted, whatever is given for its error', { status: 'ABORTED' }],
    ['one without its Cause', { cause: '' }],
    ['one without its error', { error: undefined }],
    ['a defect', { error: 'TypeError' }],
  ] as const)('%s', (_name, change) => {
    expect(faultOf(ended(change))).toBe('PLATFORM');
  });
});

describe('a mail', () => {
  test('says of whom, what, whose it is, where first, and where to read on', () => {
    expect(mailOf(ended(), 'REQUESTER', 'amp-scraper')).toEqual({
      subject: 'amp-scraper onboard: FAILED InvalidRequest',
      about: { fault: 'REQUESTER', state: 'failed' },
      message: [
        'onboard of cluster "shop" of account 111111111111 to workspace "ws-11111111-2222-3333-4444-555555555555" of account ' +
          '222222222222 ended FAILED with InvalidRequest. Whoever made the request has to mend it.',
        '2 findings, the first at "subnetIds_0_".',
        '',
        `Execution: https://us-west-2.console.aws.amazon.com/states/home?region=us-west-2#/v2/executions/details/${EXECUTION}`,
        'Runbook: docs/runbook.md#invalidrequest',
        '',
      ].join('\n'),
    });
  });

  test('counts the findings that a Cause had no room for', () => {
    const { error, cause } = failedWith(invalid(...many(500)));
    expect(messageOf({ error, cause })).toContain('500 findings, the first at "');
  });

  test.each([
    ['arn:aws-us-gov:states:us-gov-west-1:3', 'https://console.amazonaws-us-gov.com/states/home?region=us-gov-west-1#'],
    ['arn:aws-cn:states:cn-north-1:3', 'https://console.amazonaws.cn/states/home?region=cn-north-1#'],
  ])('leads to the console of the partition: %s', (place, url) => {
    const executionArn = EXECUTION.replace(/^arn:aws:states:us-west-2:3/, place);
    expect(messageOf({ executionArn })).toContain(`${url}/v2/executions/details/${executionArn}\n`);
  });

  test.each([
    [
      'a tag event',
      { source: 'aws.tag', 'detail-type': 'Tag Change on Resource', account: '111111111111', resources: [CLUSTER] },
    ],
    ['a product', { door: 'product', stackId: 'a', request: REQUEST }],
    ['a request', REQUEST],
  ])('names the cluster of %s', (_door, input) => {
    expect(messageOf({ input: JSON.stringify(input) })).toContain(
      'onboard of cluster "shop" of account 111111111111 to ',
    );
  });

  test.each([
    ['none', undefined],
    ['one that is no JSON', '{"clusterArn":'],
    ['one that is no request', '[]'],
    ['one that names none', '{}'],
  ])('of an execution with %s for its input says that it does not know', (_what, input) => {
    expect(messageOf({ input })).toContain('onboard of a cluster that the event does not name to ');
  });

  const people: readonly [string, Partial<Ended>][] = [
    ['cluster', { input: JSON.stringify({ ...REQUEST, clusterArn: LINK }) }],
    ['workspace', { input: JSON.stringify({ ...REQUEST, workspaceArn: LINK }) }],
    ['field', { cause: causeOf(invalid(finding(LINK))) }],
    ['tag key', { cause: causeOf(invalid(finding(`tags.${LINK}`))) }],
    ['value', { cause: causeOf(invalid(finding('alias', { value: LINK, problem: LINK, remedy: LINK }))) }],
    ['error that somebody stops it with', { status: 'ABORTED', error: LINK, cause: LINK }],
    ['status reason', { error: 'ScraperFailed', cause: `{"errorMessage":"${LINK}"}` }],
    ['message of a defect', { error: 'TypeError', cause: `{"errorMessage":"${LINK}"}` }],
  ];

  test.each(people)('has no link that came in by a %s', (_what, change) => {
    const { subject, message } = mailOf(ended(change), 'PLATFORM', 'amp-scraper');
    const lines = message.split('\n').filter((line) => !/^(Execution|Runbook): /.test(line));
    expect(`${subject}\n${lines.join('\n')}`).not.toMatch(/:\/\/|evil\.example|\?me/);
    expect(subject).toMatch(/^[!-~][ -~]{0,98}$/);
    for (const [text = ''] of message.matchAll(/"[^"]*"/g)) expect(text).toMatch(/^"[A-Za-z0-9._-]{0,64}"$/);
  });

  test('quotes a status reason, and of a defect nothing', () => {
    const cause = '{"errorMessage":"Scraper s-1 is CREATION_FAILED: no free address."}';
    expect(messageOf({ error: 'ScraperFailed', cause })).toContain(
      'Reason: "Scraper_s-1_is_CREATION_FAILED_no_free_address."',
    );
    expect(messageOf({ error: 'TypeError', cause })).not.toContain('CREATION_FAILED');
  });

  test("has a link whose host no execution's name can change", () => {
    const executionArn = EXECUTION.replace('run-1', 'a@b.c?d#é');
    const link = /Execution: (.*)/.exec(messageOf({ executionArn }))?.[1] ?? '';
    expect(new URL(link).host).toBe('us-west-2.console.aws.amazon.com');
    expect(link).toMatch(/^[!-~]+$/);
  });
});

test.each([
  ['a b', '"a_b"'],
  ['https://www.example.com/a', '"https_www_example_com_a"'],
  ['v1.2.3-x_y', '"v1.2.3-x_y"'],
  ['é<a href="x">', '"_a_href_x_"'],
  ['a'.repeat(80), `"${'a'.repeat(64)}"`],
  ['', '""'],
])('%s is quoted as %s', (text, expected) => {
  expect(quoted(text)).toBe(expected);
});

describe('the heading of the runbook', () => {
  const runbook = readFileSync(new URL('../../../../docs/runbook.md', import.meta.url), 'utf8');
  const anchors = [...runbook.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
  const others = ['States.Timeout', 'Sandbox.Timedout', 'Lambda.Unknown', 'States.Runtime', 'States.DataLimitExceeded'];

  test.each(
    [...ERROR_NAMES, ...others, 'ProductGaveUp', 'TypeError', undefined].flatMap((error) =>
      (['FAILED', 'TIMED_OUT', 'ABORTED'] as const).map((status) => [status, error] as const),
    ),
  )('of %s with %s is there', (status, error) => {
    expect(anchors).toContain(runbookHeading(status, error));
  });
});

describe('a mail of a connection that did not fail', () => {
  const change = {
    code: 'x',
    reason: 'r',
    since: '2026-01-05T08:00:00.000Z',
    clusterArn: 'arn:aws:eks:us-west-2:111111111111:cluster/shop',
    workspaceArn: 'arn:aws:aps:us-west-2:222222222222:workspace/ws-11111111-2222-3333-4444-555555555555',
    door: 'console',
    executionArn: EXECUTION,
  } as const;

  test('says of whom, what, and where to look', () => {
    expect(changeMail({ ...change, state: 'silent' }, 'amp-scraper')).toEqual({
      subject: 'amp-scraper: a connection is silent',
      about: { state: 'silent' },
      message: [
        'The connection of cluster "shop" of account 111111111111 to workspace "ws-11111111-2222-3333-4444-555555555555" of account ' +
          '222222222222 is silent: its scraper is ACTIVE and no sample of it arrives.',
        '',
        `Execution: https://us-west-2.console.aws.amazon.com/states/home?region=us-west-2#/v2/executions/details/${EXECUTION}`,
        'Read on: docs/alarms.md#no-samples',
        '',
      ].join('\n'),
    });
  });

  test.each(['silent', 'connected', 'disconnected'] as const)(
    'of one that is %s leads to a heading that there is',
    (state) => {
      const { message } = changeMail({ ...change, state }, 'amp-scraper');
      const [, page = '', anchor = ''] = /Read on: (docs\/\w+\.md)#(\S+)/.exec(message) ?? [];
      const text = readFileSync(new URL(`../../../../${page}`, import.meta.url), 'utf8');
      const headings = text.split('\n').filter((line) => line.startsWith('#'));
      expect(headings.map((line) => line.replace(/^#+ /, '').toLowerCase().replaceAll(' ', '-'))).toContain(anchor);
    },
  );
});
