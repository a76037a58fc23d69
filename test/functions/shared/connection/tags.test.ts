import { describe, expect, test } from 'vitest';
import {
  foreignTag,
  identityTags,
  isAwsTag,
  isTaggedOurs,
  othersTags,
  resourceTags,
} from '../../../../functions/shared/connection/tags.ts';
import { CLUSTER_ARN, EXECUTION_ARN, NAMES, WORKSPACE_ARN } from '../../support.ts';

const { connection, cluster, workspace, execution, door } = NAMES.tagKeys;
const IDENTITY = { [connection]: NAMES.id, [cluster]: CLUSTER_ARN, [workspace]: WORKSPACE_ARN };

test.each([
  ['aws:cloudformation:stack-name', true],
  ['AWS:something', true],
  ['team', false],
  ['my-aws:', false],
])('%s is a tag of AWS: %s', (key, expected) => {
  expect(isAwsTag(key)).toBe(expected);
});

test("others' tags are those that are neither ours nor AWS's", () => {
  const others = { team: 'shop', 'my:amp-scraper:': 'x', 'the-aws:': 'y' };
  expect(othersTags({ ...IDENTITY, [door]: 'tag', 'aws:a': 'b', ...others }, NAMES)).toEqual(others);
});

test("a thing has the request's tags and those that we find it by, which no request overrides", () => {
  expect(identityTags(NAMES)).toEqual(IDENTITY);
  expect(resourceTags({ tags: { team: 'shop', [connection]: 'another' }, door: 'tag' }, NAMES, EXECUTION_ARN)).toEqual({
    team: 'shop',
    ...IDENTITY,
    [execution]: EXECUTION_ARN,
    [door]: 'tag',
  });
});

describe('a thing is ours by its tags:', () => {
  test.each([
    ['all of them', IDENTITY, undefined],
    ['its id alone', { [connection]: NAMES.id }, undefined],
    ['none at all', undefined, `its tag ${connection} is missing, not ${NAMES.id}`],
    ['no id', { [cluster]: CLUSTER_ARN }, `its tag ${connection} is missing, not ${NAMES.id}`],
    ['another id', { ...IDENTITY, [connection]: 'x' }, `its tag ${connection} is x, not ${NAMES.id}`],
    ['another cluster', { ...IDENTITY, [cluster]: 'x' }, `its tag ${cluster} is x, not ${CLUSTER_ARN}`],
    ['another workspace', { ...IDENTITY, [workspace]: 'x' }, `its tag ${workspace} is x, not ${WORKSPACE_ARN}`],
  ])('%s', (_name, tags, why) => {
    expect(foreignTag(tags, NAMES)).toBe(why);
    expect(isTaggedOurs(tags, NAMES)).toBe(why === undefined);
  });
});
