/** Calls as the caller that the SDK's own chain of credentials finds. */

import { STSClient } from '@aws-sdk/client-sts';
import { serviceUrl } from '../../../functions/shared/aws/serviceUrl.ts';
import { partitionOf } from '../../aws/partition.ts';
import { signedCalls, type Calls } from '../../calls/signedCalls.ts';
import type { Access } from '../../verify/aws.ts';

/** Signed calls of services for which doctor has no client. Each throws Refused for what AWS does not do. */
export interface Ask extends Pick<Calls, 'json' | 'query'> {
  /** A service with REST and JSON. @param path encoded once. */
  get(service: string, path: string): Promise<unknown>;
}

/** @returns calls as the caller; each throws Refused for what AWS does not do. */
export function asker(access: Access): Ask {
  const { credentials } = new STSClient(access).config;
  const { region, endpoint } = access;
  const partition = partitionOf(region);
  const { json, query, rest } = signedCalls({
    region,
    credentials,
    attempts: 3,
    urlOf: (service) => new URL(endpoint ?? serviceUrl(service, { region, partition })),
  });
  return { json, query, get: async (service, path) => (await rest(service, { path })).value };
}
