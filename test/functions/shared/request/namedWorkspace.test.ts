import { describe, expect, test } from 'vitest';
import { namedWorkspace, workspaceTag } from '../../../../functions/shared/request/namedWorkspace.ts';

const arn = (id: string) => `arn:aws:aps:us-west-2:222222222222:workspace/ws-${id}`;
const WORKSPACES = { central: arn('1'), own: arn('2'), Team: arn('3'), team: arn('4') };
const CLUSTER = 'arn:aws:eks:us-west-2:111111111111:cluster/shop';

function named(value: string, workspaces: Readonly<Record<string, string>> = WORKSPACES): string {
  const accepted = Object.fromEntries(Object.entries(workspaces).map(([name, one]) => [name, { arn: one }]));
  const found = namedWorkspace({ key: 'key', value, clusterArn: CLUSTER }, accepted);
  return 'unknown' in found ? found.unknown : found.workspaceArn;
}

describe('the workspace that a tag names', () => {
  test.each([
    ['central', arn('1')],
    ['CENTRAL', arn('1')],
    [' \tcen tral\n', arn('1')],
    [arn('2'), arn('2')],
    [` ${arn('2')} `, arn('2')],
  ])('%j is %s', (value, workspaceArn) => {
    expect(named(value)).toBe(workspaceArn);
  });

  test('an exact name wins over a forgiven one', () => {
    expect([named('Team'), named('team')]).toEqual([arn('3'), arn('4')]);
  });

  test.each([
    ['TEAM', 'of which two names would be forgiven', 'did you mean Team?'],
    ['centrall', 'with a letter too many', 'did you mean central?'],
    ['centarl', 'with two letters swapped', 'did you mean central?'],
    ['won', 'at more than half of it', 'names no accepted workspace.'],
    ['', 'which is empty', 'names no accepted workspace.'],
    [arn('5'), 'an ARN that is not accepted', 'names no accepted workspace.'],
    [arn('2').toUpperCase(), "an ARN's other letters", 'names no accepted workspace.'],
    ['__proto__', 'which every object has', 'names no accepted workspace.'],
  ])('%j, %s, names none', (value, _why, says) => {
    const text = named(value);
    expect(text).toContain(`key=${JSON.stringify(value)} of cluster ${CLUSTER} names no accepted workspace`);
    expect(text).toContain(says);
    expect(text).toContain('Accepted: central, own, Team, team.');
  });

  test('the letters of another case alone are forgiven, not those that are written with others', () => {
    expect(named('straße', { strasse: arn('1') })).toContain('did you mean strasse?');
  });

  test.each([
    ['ab', 'half of it being wrong', ['ac'], 'ac'],
    ['abc', 'more than half of it being wrong', ['ade'], undefined],
    ['cent', 'half of the longer one missing', ['centraal'], 'centraal'],
    ['centra', 'of two near ones the nearer, which stands last', ['centralxx', 'central'], 'central'],
    ['centra', 'of two near ones the nearer, which stands first', ['central', 'centralxx'], 'central'],
    ['centra', 'of two that are as near the first', ['centrab', 'centraa'], 'centrab'],
  ])('%j, %s, is taken for one of %j', (value, _why, names, meant) => {
    const text = named(value, Object.fromEntries(names.map((name) => [name, arn('1')])));
    expect(/did you mean (\w+)\?/.exec(text)?.[1]).toBe(meant);
  });

  test('20 names are listed', () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`name-${i}`, arn(String(i))]));
    expect(named('x', many)).toContain(`Accepted: ${Object.keys(many).join(', ')}.`);
  });

  test('many names are counted, none are said to be none', () => {
    const many = Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`name-${i}`, arn(String(i))]));
    expect(named('x', many)).toContain('The 21 accepted names are in the configuration.');
    expect(named('x', {})).toContain('No workspace is accepted in this Region.');
  });
});

describe('the tag that counts of a cluster', () => {
  const tags = { one: 'central', two: 'own', empty: '' };

  test.each([
    [['one', 'two'], { key: 'one', value: 'central' }],
    [['two', 'one'], { key: 'two', value: 'own' }],
    [['three', 'two'], { key: 'two', value: 'own' }],
    [['empty', 'two'], { key: 'empty', value: '' }],
    [['three'], undefined],
    [['toString'], undefined],
    [[], undefined],
  ])('by the keys %j is %j', (keys, tag) => {
    expect(workspaceTag(tags, keys)).toEqual(tag);
  });
});
