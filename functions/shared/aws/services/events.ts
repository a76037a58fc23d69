import type { AwsCredentialIdentityProvider } from '@smithy/types';
import * as z from 'zod/mini';
import { readAnswer } from '../answer.ts';
import { CallRefused, jsonCall } from '../jsonCall.ts';
import { serviceUrl } from '../serviceUrl.ts';

/** An event for an event bus (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html). */
export interface BusEvent {
  source: string;
  detailType: string;
  /** ARNs. */
  resources: readonly string[];
  detail: object;
  /** ISO 8601. */
  time: string;
}

interface Bus {
  partition: string;
  region: string;
  /** The bus's name in the caller's own account. */
  name: string;
  /** Those of a member account's provisioner; the function's own role when absent. */
  credentials?: AwsCredentialIdentityProvider;
}

const answer = z.object({
  FailedEntryCount: z.number(),
  Entries: z.array(z.object({ ErrorCode: z.optional(z.string()), ErrorMessage: z.optional(z.string()) })),
});

/** EventBridge's own trouble with an entry that it has not taken: the caller is to put it again. */
const PASSING = /^(Throttling|Internal)/;

/**
 * Puts one event on a bus of the caller's account, twice when EventBridge has trouble with it. An event that is put anew after a lost
 * answer is there twice.
 * @throws CallRefused when EventBridge refuses the call or the event; AwsUnavailable when it does not answer.
 */
export async function putEvent(bus: Bus, event: BusEvent): Promise<void> {
  try {
    await put(bus, event);
  } catch (error) {
    if (!(error instanceof CallRefused) || !PASSING.test(error.code)) throw error;
    await put(bus, event);
  }
}

async function put({ partition, region, name, credentials }: Bus, event: BusEvent): Promise<void> {
  const { source, detailType, resources, detail, time } = event;
  const operation = 'events:PutEvents';
  const entry = {
    EventBusName: name,
    Source: source,
    DetailType: detailType,
    Resources: resources,
    Detail: JSON.stringify(detail),
    Time: Date.parse(time) / 1000,
  };
  const got = await jsonCall({
    operation,
    region,
    url: serviceUrl('events', { region, partition }),
    ...(credentials === undefined ? {} : { credentials }),
    target: 'AWSEvents',
    version: '1.1',
    input: { Entries: [entry] },
  });
  const { FailedEntryCount, Entries } = readAnswer(operation, answer, got);
  const [refused] = Entries;
  if (FailedEntryCount > 0)
    throw new CallRefused(operation, refused?.ErrorCode ?? 'Unknown', refused?.ErrorMessage ?? 'no reason was given');
}
