import { describe, expect, test } from 'vitest';
import {
  forwardingAccounts,
  parseConfiguration,
  readConfiguration,
  type Configuration,
} from '../../infra/configuration/configuration.ts';
import { checkQuotas } from '../../infra/configuration/quotas.ts';
import { cloudTrailTagPattern } from '../../infra/constructs/doors/eventPatterns.ts';
import { boundaryDocument } from '../../infra/permissions/boundary.ts';
import { eventBusPolicy } from '../../infra/permissions/events.ts';
import { logPermissions } from '../../infra/permissions/functions.ts';
import { permissionsOfFunctions } from '../../infra/permissions/ofFunctions.ts';
import { provisionerPolicies } from '../../infra/permissions/provisioner.ts';

const VALID = readConfiguration();
const WORKSPACE = 'arn:aws:aps:us-west-2:222222222222:workspace/ws-1';
/** What its role may do, of the function with most to do, with its log. */
function largestRole(one: Configuration): number {
  const place = { region: 'us-west-2', account: one.workflowAccountId };
  const log = logPermissions(`arn:aws:logs:us-west-2:${place.account}:log-group:/aws/lambda/${one.name}`);
  const sizes = Object.values(permissionsOfFunctions(one, place)).map((own) => JSON.stringify(own).length);
  return Math.max(...sizes) + JSON.stringify(log).length;
}

function busPolicyOf(one: Configuration): object {
  const bus = `arn:aws:events:us-west-2:${one.workflowAccountId}:event-bus/${one.name}-bus`;
  return eventBusPolicy(one.partition, forwardingAccounts(one), bus);
}

function refusalOf(configuration: Configuration): string {
  try {
    checkQuotas(configuration);
    return '';
  } catch (error) {
    return String(error);
  }
}

/** By halves: it holds from some number on. */
function firstThat(holds: (count: number) => boolean, end: number): number {
  let [below, from] = [0, end];
  while (from - below > 1) {
    const middle = Math.floor((below + from) / 2);
    if (holds(middle)) from = middle;
    else below = middle;
  }
  return from;
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => index);

const tagged = (count: number) => Object.fromEntries(numbered(count).map((nth) => [`k${nth}`, 'v']));

describe('a configuration is refused, with the path and the problem, for', () => {
  test.each([
    ['an account id that is none', { workflowAccountId: '33' }, 'workflowAccountId ("33"): is not an account id'],
    [
      'China, where AMP is not',
      { partition: 'aws-cn' },
      'partition: is aws-cn, where Amazon Managed Service for Prometheus is not offered',
    ],
    ['a partition that is none', { partition: 'gcp' }, 'partition ("gcp"): is neither aws nor aws-us-gov'],
    ['no Region', { regions: [] }, 'regions: '],
    ['a field that is unknown', { acounts: [] }, 'acounts'],
    [
      'a target-only account that is none of the accounts',
      { targetOnlyAccounts: ['999999999999'] },
      'targetOnlyAccounts.0: is none of',
    ],
    [
      'something withdrawn that is not configured',
      { withdrawn: ['us-west-2', '999999999999'] },
      "withdrawn.1: is none of the accounts, the regions or the workspaces' ARNs: 999999999999",
    ],
    [
      'a workspace of another partition',
      { workspaces: { a: WORKSPACE.replace('arn:aws:', 'arn:aws-us-gov:') } },
      'workspaces.a ("arn:aws-us-gov:aps:us-west-2:222222222222:workspace/ws-1"): is in partition',
    ],
    [
      'a workspace of another Region',
      { workspaces: { a: WORKSPACE.replace('us-west-2', 'eu-west-1') } },
      'workspaces.a ("arn:aws:aps:eu-west-1:222222222222:workspace/ws-1"): is in Region',
    ],
    [
      'a workspace of another account',
      { workspaces: { a: WORKSPACE.replace('222222222222', '999999999999') } },
      'workspaces.a ("arn:aws:aps:us-west-2:999999999999:workspace/ws-1"): is in account',
    ],
    ['a retention that CloudWatch Logs has not', { logRetentionDays: 31 }, 'logRetentionDays: '],
    [
      "a time-out beyond CloudFormation's hour",
      { productTimeoutMinutes: 60 },
      'productTimeoutMinutes (60): is more than 59',
    ],
    [
      'a time-out before an onboard and its undo are over',
      { productTimeoutMinutes: 54 },
      'productTimeoutMinutes (54): is less than the 55 minutes that an onboard and its undo may take',
    ],
    ['an alarm address that is none', { alarmEmail: 'me' }, 'alarmEmail ("me"): is not an e-mail address'],
    [
      'two Regions and no home',
      { regions: ['us-west-2', 'us-east-1'], homeRegion: undefined },
      'homeRegion: is missing',
    ],
    [
      'a boundary by an ARN, which is of one account',
      { connectionRoleBoundary: 'arn:aws:iam::111111111111:policy/cap' },
      'connectionRoleBoundary ("arn:aws:iam::111111111111:policy/cap"): is an ARN, which is of one account',
    ],
    [
      'a boundary that is no name',
      { connectionRoleBoundary: '/cap' },
      'connectionRoleBoundary ("/cap"): is not the name of',
    ],
    [
      'a boundary without a name',
      { connectionRoleBoundary: 'a/b/' },
      'connectionRoleBoundary ("a/b/"): is not the name of',
    ],
    ['a tag of AWS', { tags: { 'AWS:x': 'y' } }, 'tags.AWS:x ("y"): is under the prefix aws:'],
    [
      'a tag of the workflow',
      { roleTags: { 'amp-scraper:x': 'y' } },
      'roleTags.amp-scraper:x ("y"): is under the prefix',
    ],
    [
      "another installation's",
      { connectionTags: { 'amp:door': 'y' } },
      'connectionTags.amp:door: has the ending :door',
    ],
    ['a tag key that is none', { connectionTags: { 'a,b': 'y' } }, 'connectionTags.a,b: is not a tag key'],
    ['a tag value that is none', { roleTags: { a: 'x,y' } }, 'roleTags.a ("x,y"): is not a tag value'],
    ['a tag that is a number', { tags: { a: 1 } }, 'tags.a (1): is not text'],
    ['a tag from nowhere', { connectionTags: { a: { tag: 'b' } } }, 'connectionTags.a: is neither text nor'],
    [
      'tags whose keys differ by case',
      { roleTags: { Team: 'a' }, connectionTags: { team: 'a' } },
      'connectionTags.team: is roleTags.Team in other letters, which IAM takes for the same',
    ],
    ['seven tags of connections', { connectionTags: tagged(7) }, 'connectionTags: are 7 tags with those of roleTags'],
    [
      'seven tags of connections and roles',
      { connectionTags: tagged(6), roleTags: { b: 'x' } },
      'connectionTags: are 7 tags with those of roleTags, which a connection role has too: at most 6',
    ],
    ['41 tags of everything', { tags: tagged(41) }, 'tags: are 41 tags: at most 40'],
    ['a name of AWS', { name: 'aws-metrics' }, 'name ("aws-metrics"): begins with aws'],
    [
      "a name under which another installation's functions are",
      { name: 'amp-functions' },
      'name ("amp-functions"): ends in -functions',
    ],
    [
      "a name under which another installation's provider logs",
      { name: 'amp-product' },
      'name ("amp-product"): ends in -functions',
    ],
    [
      "a name under which another installation's events go",
      { name: 'amp-forward' },
      'name ("amp-forward"): ends in -functions',
    ],
    [
      "a name that is the beginning of another's role",
      { name: 'amp-source-abcdefgh' },
      'name ("amp-source-abcdefgh"): has -source- or',
    ],
    ['a name in capitals', { name: 'Amp' }, 'name ("Amp"): is not 1 to 20'],
    ['a name of 21 letters', { name: 'a'.repeat(21) }, 'name ("aaaaaaaaaaaaaaaaaaaaa"): is not 1 to 20'],
    ['a name that begins with a digit', { name: '1amp' }, 'name ("1amp"): is not 1 to 20'],
    ['a launcher that is no role', { productLauncherRoles: ['me'] }, 'productLauncherRoles.0 ("me"): is not the ARN'],
  ])('%s', (_name, change, problem) => {
    expect(() => parseConfiguration({ ...VALID, ...change }, 'x.json')).toThrow(`x.json is not a valid configuration:`);
    expect(() => parseConfiguration({ ...VALID, ...change }, 'x.json')).toThrow(problem);
  });
});

test.each(['cap', 'security/team/cap'])('a boundary may have a path or none: %s', (connectionRoleBoundary) => {
  expect(parseConfiguration({ ...VALID, connectionRoleBoundary }, 'x.json')).toMatchObject({ connectionRoleBoundary });
});

test('of tags six on connection roles and forty on everything may be, reserved prefixes and one key in several fields too', () => {
  const connectionTags = { ...tagged(5), 'dp:exclude:network': 'true' };
  const most = { connectionTags, roleTags: { k0: 'other' }, tags: tagged(40) };
  expect(parseConfiguration({ ...VALID, ...most }, 'x.json')).toMatchObject(most);
});

test('the shortest time-out of a product is as long as an onboard and its undo', () => {
  expect(parseConfiguration({ ...VALID, productTimeoutMinutes: 55 }, 'x.json').productTimeoutMinutes).toBe(55);
});

test('the product gives an onboard the time that it needs', () => {
  const { productTimeoutMinutes: _left, ...rest } = VALID;
  expect(parseConfiguration(rest, 'x.json').productTimeoutMinutes).toBe(57);
});

describe('a configuration that exceeds a quota of AWS is refused before it is deployed:', () => {
  const accounts = [...VALID.accounts, ...numbered(900).map((index) => String(400_000_000_000 + index))];
  const first = (count: number) => accounts.slice(0, VALID.accounts.length + count);
  const spread = (count: number) => ({
    accounts: first(count),
    workspaces: Object.fromEntries(
      first(count).map((id, index) => [`n${index}`, WORKSPACE.replace('222222222222', id)]),
    ),
  });

  test.each([
    ['many accounts', { accounts: first(150) }, /tag rule's event pattern.*the quota is 2048/],
    [
      'long external ids',
      { provisionerExternalId: ['x'.repeat(1000), 'y'.repeat(1000)] },
      /trust policy of the accounts' provisioners.*the quota is 2048.*Choose a shorter provisionerExternalId/,
    ],
  ])('%s', (_name, change, problem) => {
    const configuration = parseConfiguration({ ...VALID, ...change }, 'x.json');
    expect(() => checkQuotas(configuration)).toThrow(problem);
  });

  test.each([
    {
      what: "workspaces' accounts, by a boundary's 6,144 characters",
      change: spread,
      problem: 'the boundary of the connection roles',
      size: (one: Configuration) => JSON.stringify(boundaryDocument(one)).length,
      limit: 6144,
    },
    {
      what: "accounts, by a rule's event pattern of 2,048 characters",
      change: (count: number) => ({ accounts: first(count) }),
      problem: "a tag rule's event pattern",
      size: (one: Configuration) =>
        JSON.stringify({ account: forwardingAccounts(one), ...cloudTrailTagPattern(one) }).length,
      limit: 2048,
    },
    {
      what: "accounts, by the 10,240 characters of a function's role",
      change: (count: number) => ({ accounts: first(count) }),
      problem: "the inline policies of a function's role",
      size: largestRole,
      limit: 10_240,
    },
    {
      what: "accounts, by a mapping's 200",
      change: (count: number) => ({ accounts: first(count) }),
      problem: "the mapping of accounts in the StackSets' account template",
      size: ({ accounts: { length } }: Configuration) => length,
      limit: 200,
    },
    {
      what: "accounts, by the 10,240 characters of a bus's policy",
      change: (count: number) => ({ accounts: first(count) }),
      problem: "the bus's policy",
      size: (one: Configuration) => JSON.stringify(busPolicyOf(one)).length,
      limit: 10_240,
    },
  ])('from one more on: $what', ({ change, problem, size, limit }) => {
    const of = (count: number) => parseConfiguration({ ...VALID, ...change(count) }, 'x.json');
    const isRefused = (count: number) => refusalOf(of(count)).includes(`\n- ${problem}: `);
    const refused = firstThat(isRefused, 800);
    expect(size(of(refused - 1))).toBeLessThanOrEqual(limit);
    expect(size(of(refused))).toBeGreaterThan(limit);
  });

  test("a provisioner's policies from 10,241 on, all of them together", () => {
    /** As many characters more in a workspace's ARN: it stands in the policies. */
    const longer = (characters: number) =>
      parseConfiguration({ ...VALID, workspaces: { a: `${WORKSPACE}${'x'.repeat(characters)}` } }, 'x.json');
    const sizeWith = (characters: number) =>
      Object.values(provisionerPolicies(longer(characters), '222222222222'))
        .map((document) => JSON.stringify(document).length)
        .reduce((sum, one) => sum + one, 0);
    const room = Math.floor((10_240 - sizeWith(0)) / (sizeWith(1) - sizeWith(0)));
    const what = /the inline policies of an account's provisioner/;
    expect(() => checkQuotas(longer(room))).not.toThrow(what);
    expect(() => checkQuotas(longer(room + 1))).toThrow(what);
  });

  test('the sample configuration exceeds none', () => {
    expect(() => checkQuotas(VALID)).not.toThrow();
  });
});
