import { describe, expect, test } from 'vitest';
import { asked } from '../../../../local/console/app/start/asked.ts';
import { dryRunOf, withDryRun } from '../../../../local/console/app/start/dryRun.ts';
import { machineArn, placeFor } from '../../../../local/console/app/start/place.ts';
import { lineAt, placesOf } from '../../../../local/console/app/start/places.ts';
import { SAMPLES, sampleText } from '../../../../local/console/app/start/samples.ts';
import { factsOf } from '../../../../local/console/answers.ts';
import tagged from '../../../../events/eks-cluster-tagged.json' with { type: 'json' };
import { DEPLOYMENT, freshWorld, REQUEST } from '../../../workflow/support.ts';

const { places } = factsOf({ world: freshWorld(), deployment: DEPLOYMENT, now: () => 0 });
const [place] = places;
if (place === undefined) throw new Error('The deployment has no workflow.');
const { environment } = place;

const read = (input: unknown, machine: 'onboard' | 'offboard' | 'reconcile' = 'onboard') =>
  asked(JSON.stringify(input), machine, environment);
const paths = (input: unknown, machine?: 'onboard' | 'offboard' | 'reconcile') => {
  const found = read(input, machine);
  return found.isJson ? found.findings.map(({ path }) => path) : found.problem;
};

describe('a text that is to be started', () => {
  test.each(SAMPLES.map((sample) => [sample.name, sample] as const))(
    '%s is a sample without a finding',
    (_, sample) => {
      const found = asked(sampleText(sample, '7d1f6a52'), sample.machine, environment);
      const door = sample.name.startsWith('product') ? 'customResource' : 'request';
      expect(found).toMatchObject({ isJson: true, door, findings: [] });
    },
  );

  test('of CloudFormation has an operation of its own', () => {
    const product = SAMPLES.filter(({ name }) => name.startsWith('product'));
    expect(product.map((one) => JSON.parse(sampleText(one, 'new')).RequestId)).toEqual(['new', 'new', 'new']);
    const [request] = SAMPLES;
    expect(request && sampleText(request, 'new')).not.toContain('RequestId');
  });

  test('that is no JSON says where', () => {
    expect(asked('{\n  "a": 1,\n}', 'onboard', environment)).toMatchObject({
      isJson: false,
      problem: { line: 3, column: 1 },
    });
  });

  test('is held against what its workflow checks itself', () => {
    const { clusterArn } = REQUEST;
    expect(paths({ clusterArn, alias: '-' })).toEqual(['workspaceArn', 'alias']);
    expect(paths({ ...REQUEST, revoke: true })).toEqual(['revoke']);
    expect(paths({ ...REQUEST, revoke: true }, 'offboard')).toEqual([]);
    expect(paths({ ...REQUEST, revoke: 'yes' }, 'offboard')).toEqual(['revoke']);
    expect(paths({ dryRun: true }, 'reconcile')).toEqual([]);
    expect(paths({ dryRun: 'yes' }, 'reconcile')).toEqual(['dryRun']);
    expect(paths([])).toEqual(['(request)']);
  });

  test('that is too large is found so', () => {
    expect(paths({ ...REQUEST, scrapeConfiguration: { yaml: 'é'.repeat(200_000) } })).toContain('(request)');
  });

  test('may be an event', () => {
    expect(read(tagged)).toMatchObject({ door: 'event', findings: [] });
    expect(paths({ ...tagged, account: '222222222222' })).toEqual(['resources[0]']);
  });

  test('is for the workflow of its cluster’s Region', () => {
    const other = { ...place, region: 'eu-west-1' };
    expect(placeFor([other, place], JSON.stringify(REQUEST))).toBe(place);
    expect(placeFor([other, place], '{}')).toBe(other);
    expect(placeFor([], '{}')).toBeUndefined();
    expect(machineArn(place, 'offboard')).toBe(
      'arn:aws:states:us-west-2:333333333333:stateMachine:amp-scraper-offboard',
    );
  });
});

describe('a dry run', () => {
  test('is asked for and not asked for any more', () => {
    const text = withDryRun(REQUEST, true);
    expect(dryRunOf(JSON.parse(text))).toBe(true);
    expect(JSON.parse(withDryRun(JSON.parse(text), false))).toEqual(REQUEST);
    expect([dryRunOf(REQUEST), dryRunOf([]), dryRunOf(undefined)]).toEqual([false, undefined, undefined]);
  });
});

describe('the place of a finding', () => {
  const text = JSON.stringify(
    { tags: { 'a.b': '"}', 'c"d': 1 }, subnetIds: ['one', { x: [true] }], alias: null },
    null,
    2,
  );
  const places = placesOf(text);

  test.each([
    ['tags', '"tags"', 2],
    ['tags.a.b', '"a.b"', 3],
    ['tags.c"d', '"c\\"d"', 4],
    ['subnetIds', '"subnetIds"', 6],
    ['subnetIds[0]', '"one"', 7],
    ['subnetIds[1].x[0]', 'true', 10],
    ['alias', '"alias"', 14],
  ])('%s is where %s is, in line %i', (path, token, line) => {
    const offset = places.get(path) ?? -1;
    expect(text.slice(offset).startsWith(token)).toBe(true);
    expect(lineAt(text, offset)).toBe(line);
  });

  test.each(['""', '{', '[1,', '{"a"', '{"a":', '}', ''])('is not looked for for ever in %s', (broken) => {
    expect(placesOf(broken)).toBeInstanceOf(Map);
  });
});
