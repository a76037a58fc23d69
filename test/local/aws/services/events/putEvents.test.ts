import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { eventsOperations } from '../../../../../local/aws/services/events/operations.ts';
import { IAM_OPERATIONS } from '../../../../../local/aws/services/iam/operations.ts';
import { STS_OPERATIONS } from '../../../../../local/aws/services/sts/operations.ts';
import { signedFetch } from '../../signedFetch.ts';
import { administrator, assumeRole, testServer, type TestCredentials, type TestServer } from '../../testServer.ts';
import { addRole, policy, SOURCE, TARGET } from '../../testWorld.ts';

const HUB = `arn:aws:events:us-west-2:${TARGET}:event-bus/hub`;
const DEFAULT = `arn:aws:events:us-west-2:${SOURCE}:event-bus/default`;
const ORGANIZATION = 'o-a1b2c3d4e5';
const ENTRY = { Source: 'payments', DetailType: 'Paid', Detail: '{"amount":1}' };

let test: TestServer;
let put: { busArn: string; event: Record<string, unknown> }[];
let hubPolicy: string | undefined;
beforeEach(async () => {
  put = [];
  hubPolicy = undefined;
  const events = {
    policyOf: (busArn: string) => (busArn === HUB ? hubPolicy : undefined),
    put: (busArn: string, event: Record<string, unknown>) => {
      put.push({ busArn, event });
      return Promise.resolve();
    },
  };
  test = await testServer([...IAM_OPERATIONS, ...STS_OPERATIONS, ...eventsOperations], { events });
});
afterEach(() => test.server.close());

async function putEvents(entries: object[], credentials: TestCredentials = administrator(SOURCE)) {
  const response = await signedFetch({
    endpoint: test.server.endpoint,
    credentials,
    service: 'events',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' },
    body: JSON.stringify({ Entries: entries }),
  });
  return { status: response.status, body: z.record(z.string(), z.unknown()).parse(await response.json()) };
}

/** Lets the organization put events of AWS's services on the hub's bus. */
function admitOrganization(): void {
  test.world.organizations = [
    {
      id: ORGANIZATION,
      rootId: 'r-ab12',
      managementAccountId: TARGET,
      units: [],
      accounts: { [SOURCE]: 'r-ab12', [TARGET]: 'r-ab12' },
      serviceControlPolicies: [],
      delegatedAdministrators: [],
    },
  ];
  const Condition = {
    StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION },
    'ForAllValues:StringEquals': { 'events:source': ['aws.tag'] },
    Null: { 'events:source': 'false' },
  };
  hubPolicy = policy({ Effect: 'Allow', Principal: '*', Action: 'events:PutEvents', Resource: HUB, Condition });
}

describe('PutEvents', () => {
  it("brings an event to the bus that is named, as one of the caller's account", async () => {
    const { body } = await putEvents([ENTRY]);
    expect(body).toEqual({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] });
    expect(put).toEqual([
      {
        busArn: DEFAULT,
        event: expect.objectContaining({
          source: 'payments',
          account: SOURCE,
          detail: { amount: 1 },
          region: 'us-west-2',
        }),
      },
    ]);
  });

  it.each([
    ['of an AWS service', { Source: 'aws.tag' }, 'NotAuthorizedForSourceException', 'Not authorized for the source.'],
    ['without a source', { Source: undefined }, 'InvalidArgument', /^Parameter Source is not valid/],
    ['without a type', { DetailType: '' }, 'InvalidArgument', /^Parameter DetailType is not valid/],
    ['whose detail is no JSON', { Detail: '{' }, 'MalformedDetail', 'Detail is malformed.'],
    ['whose detail is no object', { Detail: '[1]' }, 'MalformedDetail', 'Detail is malformed.'],
  ])('refuses an event %s, and takes the one beside it', async (_name, change, ErrorCode, message) => {
    const { status, body } = await putEvents([{ ...ENTRY, ...change }, ENTRY]);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode, ErrorMessage: expect.stringMatching(message) }, { EventId: expect.any(String) }],
    });
    expect(put).toHaveLength(1);
  });

  it('takes a source that merely begins alike', async () => {
    expect(await putEvents([{ ...ENTRY, Source: 'awsome' }])).toMatchObject({ body: { FailedEntryCount: 0 } });
  });

  it("refuses an AWS service's source on a bus whose policy would take it, too", async () => {
    admitOrganization();
    const { body } = await putEvents([{ ...ENTRY, Source: 'aws.tag', EventBusName: HUB }]);
    expect(body).toMatchObject({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'NotAuthorizedForSourceException' }] });
    expect(put).toEqual([]);
  });

  it.each([
    ['has no policy', () => undefined],
    ['has a policy for other sources', admitOrganization],
  ])("refuses an event for another account's bus that %s", async (_name, arrange) => {
    arrange();
    const { status, body } = await putEvents([{ ...ENTRY, EventBusName: HUB }]);
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { __type: expect.stringContaining('AccessDeniedException') },
    });
    expect(put).toEqual([]);
  });

  it('needs the permission of who calls', async () => {
    const roleArn = addRole(test.world, { name: 'asking' });
    const { body } = await putEvents([ENTRY], await assumeRole(test, roleArn));
    expect(body).toMatchObject({ message: expect.stringContaining('events:PutEvents') });
    expect(put).toEqual([]);
  });
});
