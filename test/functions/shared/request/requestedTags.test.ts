import { expect, test } from 'vitest';
import { productInput } from '../../../../functions/shared/request/doors/doors.ts';
import { tagged } from '../../../../functions/shared/request/requestedTags.ts';
import { CLUSTER_ARN, CONNECTION, WORKSPACE_ARN } from '../../support.ts';

const { tags: _tags, ...connection } = CONNECTION;
const PAIR = { clusterArn: CLUSTER_ARN, workspaceArn: WORKSPACE_ARN };
const tags = { team: 'shop' };
const event = {
  'detail-type': 'Tag Change on Resource',
  source: 'aws.tag',
  account: '111111111111',
  resources: [CLUSTER_ARN],
};

test.each([
  ["of a request are the request's", { ...PAIR, tags }, tags],
  ['of a request without any are none', PAIR, {}],
  ["of a product's request are the request's", productInput('stack', { ...PAIR, tags }), tags],
  ['of an event are none', { ...event, tags }, {}],
  ['of an event about something else are none', { ...event, source: 'aws.ec2', ...PAIR, tags }, {}],
])('the tags %s', (_name, input, wanted) => {
  expect(tagged(connection, input)).toEqual({ ...connection, tags: wanted });
  const connectionTags = { stage: 'production' };
  const configured = tagged({ ...connection, connectionTags }, input);
  expect(configured.tags).toEqual({ ...wanted, ...connectionTags });
});
