import { describe, expect, test } from 'vitest';
import {
  roleChanges,
  sourceRole,
  targetRole,
  type ObservedRole,
  type RoleChange,
  type RoleSpecification,
} from '../../../../functions/shared/roles/changes.ts';
import { UNKNOWN_EXECUTION } from '../../../../functions/shared/connection/tagChanges.ts';
import { CONNECTION, EXECUTION_ARN, NAMES, SCRAPER_ARN, TEST_ENVIRONMENT } from '../../support.ts';

const asked = { ...CONNECTION, tags: { team: 'shop' } };
const SOURCE = sourceRole(asked, NAMES, EXECUTION_ARN, SCRAPER_ARN, TEST_ENVIRONMENT);
const TARGET = targetRole(asked, NAMES, EXECUTION_ARN, SCRAPER_ARN, TEST_ENVIRONMENT);
const REMOTE_WRITE = 'arn:aws:iam::aws:policy/AmazonPrometheusRemoteWriteAccess';
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const EVERYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const EARLIER = 'arn:aws:states:us-west-2:333333333333:execution:amp-scraper-onboard:earlier';

/** The role as IAM shows it when nothing is amiss, made by an earlier execution. */
function whole({ arn, trust, boundaryArn, tags, inlinePolicy, managedPolicyArn }: RoleSpecification): ObservedRole {
  const { name, document } = inlinePolicy;
  return structuredClone({
    arn,
    trust,
    boundaryArn,
    tags: { ...tags, 'amp-scraper:execution': EARLIER },
    inlinePolicies: { [name]: document },
    attachedPolicyArns: managedPolicyArn ? [managedPolicyArn] : [],
  });
}

const withTags = (role: RoleSpecification, tags: Record<string, string | undefined>): ObservedRole => ({
  ...whole(role),
  tags: Object.fromEntries(
    Object.entries({ ...whole(role).tags, ...tags }).filter((tag): tag is [string, string] => tag[1] !== undefined),
  ),
});

/** The members of an object in the reverse order, all the way down: IAM keeps no promise about it. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, part]): [string, unknown] => [key, reversed(part)]),
  );
}

type Row = [name: string, wanted: RoleSpecification, observed: ObservedRole, expected: Partial<RoleChange>[]];

const SAME: [name: string, wanted: RoleSpecification, observed: ObservedRole][] = [
  ['a source role that is whole', SOURCE, whole(SOURCE)],
  ['a target role that is whole', TARGET, whole(TARGET)],
  ['documents whose members come in another order', TARGET, { ...whole(TARGET), trust: reversed(TARGET.trust) }],
  ["somebody's tags", SOURCE, withTags(SOURCE, { 'cost-center': '7' })],
  ['the tag of an earlier execution', SOURCE, withTags(SOURCE, { 'amp-scraper:execution': EARLIER })],
  ['the tag of no execution', SOURCE, withTags(SOURCE, { 'amp-scraper:execution': UNKNOWN_EXECUTION })],
];

const CHANGED: Row[] = [
  [
    'no boundary',
    SOURCE,
    { ...whole(SOURCE), boundaryArn: undefined },
    [{ action: 'repair', part: 'permissions boundary', before: undefined, after: SOURCE.boundaryArn }],
  ],
  [
    'another boundary',
    TARGET,
    { ...whole(TARGET), boundaryArn: ADMINISTRATOR },
    [{ action: 'repair', part: 'permissions boundary', before: ADMINISTRATOR, after: TARGET.boundaryArn }],
  ],
  [
    'no inline policy',
    SOURCE,
    { ...whole(SOURCE), inlinePolicies: {} },
    [
      {
        action: 'repair',
        part: 'inline policy assume-target-role',
        before: undefined,
        after: SOURCE.inlinePolicy.document,
      },
    ],
  ],
  [
    'an inline policy that says something else',
    TARGET,
    { ...whole(TARGET), inlinePolicies: { 'deny-other-workspaces': EVERYTHING } },
    [
      {
        action: 'repair',
        part: 'inline policy deny-other-workspaces',
        before: EVERYTHING,
        after: TARGET.inlinePolicy.document,
      },
    ],
  ],
  [
    'an inline policy beside ours',
    SOURCE,
    { ...whole(SOURCE), inlinePolicies: { ...whole(SOURCE).inlinePolicies, somebody: EVERYTHING } },
    [{ action: 'repair', part: 'inline policy somebody', before: EVERYTHING, after: undefined }],
  ],
  [
    'an inline policy beside ours by a name that every object has',
    SOURCE,
    { ...whole(SOURCE), inlinePolicies: { ...whole(SOURCE).inlinePolicies, constructor: EVERYTHING } },
    [{ action: 'repair', part: 'inline policy constructor', before: EVERYTHING, after: undefined }],
  ],
  [
    'its managed policy detached',
    TARGET,
    { ...whole(TARGET), attachedPolicyArns: [] },
    [{ action: 'repair', part: `managed policy ${REMOTE_WRITE}`, before: undefined, after: REMOTE_WRITE }],
  ],
  [
    'another managed policy beside its own',
    TARGET,
    { ...whole(TARGET), attachedPolicyArns: [ADMINISTRATOR, REMOTE_WRITE] },
    [{ action: 'repair', part: `managed policy ${ADMINISTRATOR}`, before: ADMINISTRATOR, after: undefined }],
  ],
  [
    "the target role's managed policy on a source role, which is to have none",
    SOURCE,
    { ...whole(SOURCE), attachedPolicyArns: [REMOTE_WRITE] },
    [{ action: 'repair', part: `managed policy ${REMOTE_WRITE}`, before: REMOTE_WRITE, after: undefined }],
  ],
  [
    'no tag of its door',
    SOURCE,
    withTags(SOURCE, { 'amp-scraper:door': undefined }),
    [{ action: 'repair', part: 'tags', before: {}, after: { 'amp-scraper:door': 'console' } }],
  ],
  [
    'the tag of another door',
    TARGET,
    withTags(TARGET, { 'amp-scraper:door': 'tag' }),
    [
      {
        action: 'repair',
        part: 'tags',
        before: { 'amp-scraper:door': 'tag' },
        after: { 'amp-scraper:door': 'console' },
      },
    ],
  ],
  [
    'no tag of who created it, which is then nobody',
    TARGET,
    withTags(TARGET, { 'amp-scraper:execution': undefined }),
    [{ action: 'repair', part: 'tags', before: {}, after: { 'amp-scraper:execution': UNKNOWN_EXECUTION } }],
  ],
  [
    'a tag that the request wants otherwise',
    SOURCE,
    withTags(SOURCE, { team: 'payments' }),
    [{ action: 'update', part: 'tags', before: { team: 'payments' }, after: { team: 'shop' } }],
  ],
  [
    "our tag and the request's both missing",
    SOURCE,
    withTags(SOURCE, { team: undefined, 'amp-scraper:door': undefined }),
    [
      { action: 'repair', part: 'tags', before: {}, after: { 'amp-scraper:door': 'console' } },
      { action: 'update', part: 'tags', before: {}, after: { team: 'shop' } },
    ],
  ],
  [
    'a trust of somebody else',
    SOURCE,
    { ...whole(SOURCE), trust: EVERYTHING },
    [{ action: 'repair', part: 'trust policy', before: EVERYTHING, after: SOURCE.trust }],
  ],
];

describe('a role with', () => {
  test.each(SAME)('%s needs nothing', (_, wanted, observed) => {
    expect(roleChanges(observed, wanted)).toEqual([]);
  });

  test.each(CHANGED)('%s differs in that alone', (_, wanted, observed, expected) => {
    expect(roleChanges(observed, wanted)).toEqual(expected.map((change) => expect.objectContaining(change)));
  });
});

describe('the changes of a role', () => {
  test('are ordered so that each is allowed, and nothing is opened before it is limited: the boundary first, the trust last', () => {
    const observed: ObservedRole = {
      arn: TARGET.arn,
      trust: EVERYTHING,
      boundaryArn: undefined,
      tags: { 'amp-scraper:connection': NAMES.id, 'amp-scraper:execution': EARLIER },
      inlinePolicies: { somebody: EVERYTHING },
      attachedPolicyArns: [ADMINISTRATOR],
    };
    expect(roleChanges(observed, TARGET).map(({ action, part }) => `${action} ${part}`)).toEqual([
      'repair permissions boundary',
      'repair tags',
      'update tags',
      'repair inline policy somebody',
      'repair inline policy deny-other-workspaces',
      `repair managed policy ${ADMINISTRATOR}`,
      `repair managed policy ${REMOTE_WRITE}`,
      'repair trust policy',
    ]);
  });

  test.each([
    ['source', SOURCE, [] as const],
    ['target', TARGET, [`create managed policy ${REMOTE_WRITE}`] as const],
  ])('of a %s role that does not exist are all of its parts', (_, wanted, managed) => {
    const changes = roleChanges(undefined, wanted);
    expect(changes.map(({ action, part }) => `${action} ${part}`)).toEqual([
      'create permissions boundary',
      'create tags',
      `create inline policy ${wanted.inlinePolicy.name}`,
      ...managed,
      'create trust policy',
    ]);
    expect(changes.map(({ before }) => before)).toEqual(changes.map(() => undefined));
    const kinds = ['boundary', 'tags', 'inline', ...managed.map(() => 'attachment'), 'trust'];
    expect(changes.map(({ kind }) => kind)).toEqual(kinds);
    expect(changes.find(({ kind }) => kind === 'tags')?.after).toEqual(wanted.tags);
    expect(changes.find(({ kind }) => kind === 'trust')?.after).toEqual(wanted.trust);
  });

  test('in its trust are an update where a new scraper takes the place of another', () => {
    const before = sourceRole(asked, NAMES, EARLIER, NAMES.placeholderArn, TEST_ENVIRONMENT).trust;
    expect(roleChanges({ ...whole(SOURCE), trust: before }, SOURCE, true)).toEqual([
      { action: 'update', kind: 'trust', part: 'trust policy', before, after: SOURCE.trust },
    ]);
  });

  test('name no execution where its tag is lost', () => {
    expect(UNKNOWN_EXECUTION).toBe('unknown');
  });

  test('never touch the tag of the connection, by which the role is known to be ours', () => {
    const observed = withTags(SOURCE, { 'amp-scraper:connection': 'other', 'amp-scraper:door': undefined });
    expect(JSON.stringify(roleChanges(observed, SOURCE).map(({ after }) => after))).not.toContain(
      'amp-scraper:connection',
    );
  });
});

describe('of the configuration', () => {
  const environment = {
    ...TEST_ENVIRONMENT,
    roleTags: { unit: 'platform', team: 'none' },
    connectionRoleBoundary: 'a/cap',
  };
  const roles = [
    sourceRole(asked, NAMES, EXECUTION_ARN, SCRAPER_ARN, environment),
    targetRole(asked, NAMES, EXECUTION_ARN, SCRAPER_ARN, environment),
  ];

  test("both roles have the tags of all roles behind the connection's own", () => {
    for (const { tags } of roles) expect(tags).toMatchObject({ unit: 'platform', team: 'shop' });
  });

  test('both roles have the boundary of their accounts, or else ours', () => {
    expect(roles.map(({ boundaryArn }) => boundaryArn)).toEqual([
      'arn:aws:iam::111111111111:policy/a/cap',
      'arn:aws:iam::222222222222:policy/a/cap',
    ]);
    expect([SOURCE, TARGET].map(({ boundaryArn }) => boundaryArn)).toEqual([
      'arn:aws:iam::111111111111:policy/amp-scraper-boundary',
      'arn:aws:iam::222222222222:policy/amp-scraper-boundary',
    ]);
  });
});
