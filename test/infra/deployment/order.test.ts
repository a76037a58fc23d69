import { describe, expect, test } from 'vitest';
import { choosesStacks, namedStacks } from '../../../infra/deployment/commandLine.ts';
import {
  deployInOrder,
  groupsOf,
  ORDER,
  tellMembers,
  tellOutcome,
  type Group,
} from '../../../infra/deployment/order.ts';
import { STACKS } from '../support.ts';

const GROUPS = groupsOf(STACKS.filter(({ region }) => region === 'us-west-2'));

/** Deploys all but what a name is part of; what was asked for, in order. */
function deployBut(refused: string, groups: readonly Group[] = GROUPS) {
  const asked: string[] = [];
  const outcome = deployInOrder(groups, ({ kind, names }) => {
    asked.push(kind);
    return !names.some((name) => name.includes(refused));
  });
  return { asked, outcome };
}

describe('the order of a deployment', () => {
  test('is state, accounts, workflow, regions, product, operator, whatever the order of the stacks', () => {
    const kinds = ['state', 'account', 'workflow', 'region', 'product', 'operator'];
    expect(GROUPS.map(({ kind }) => kind)).toEqual(kinds);
    expect(groupsOf(STACKS.toReversed()).map(({ kind }) => kind)).toEqual(kinds);
    expect(deployBut('none').asked).toEqual(kinds);
  });

  test('has every stack once, of every kind that there is', () => {
    const names = groupsOf(STACKS).flatMap((group) => group.names);
    expect(names.toSorted()).toEqual(STACKS.map(({ stackName }) => stackName).toSorted());
    expect(STACKS.filter(({ kind }) => !ORDER.some((one) => one === kind))).toEqual([]);
  });
});

describe('a deployment of which a group fails', () => {
  test.each(GROUPS.map(({ kind }, index) => [kind, index] as const))('ends there: %s', (kind, index) => {
    const { asked, outcome } = deployBut(`-${kind}`);
    expect(asked).toEqual(GROUPS.slice(0, index + 1).map((group) => group.kind));
    expect(outcome).toEqual({ done: GROUPS.slice(0, index), failed: GROUPS[index], left: GROUPS.slice(index + 1) });
  });

  test('says what is done, what failed, what is left, and what to do', () => {
    const told = tellOutcome(deployBut('-workflow').outcome);
    const [done = '', rest = ''] = told.split('Failed, as it says above:');
    const [failed, left] = rest.split('Not begun:');
    expect(done).toMatch(/^Deployed:\n  state +amp-scraper-state-us-west-2\n  account +amp-scraper-account-1/);
    expect(failed).toBe('\n  workflow  amp-scraper-workflow-us-west-2\n');
    expect(left).toMatch(/region .+\n.+product .+\n.+operator .+\nMend what failed, then run the same command again/);
    expect(tellOutcome(deployBut('-state').outcome)).toMatch(/^Nothing is deployed\.\nFailed/);
    expect(tellOutcome(deployBut('-operator').outcome)).not.toContain('Not begun');
  });

  test('is done by the same command again', () => {
    expect(deployBut('-region').outcome.failed?.kind).toBe('region');
    expect(tellOutcome(deployBut('none').outcome)).toMatch(/^Deployed, in this order:\n  state [^]+operator /);
  });
});

describe("an organization's accounts", () => {
  const organized = { id: 'o-aaaaaaaaaa', rootId: 'r-ab12', excludedAccounts: [] };

  test('are told to whoever runs the StackSets, and the management account to whoever has ours', () => {
    expect(tellMembers({ organization: { ...organized, stackSets: false } })).toMatch(
      /whoever runs the organization's StackSets/,
    );
    expect(tellMembers({ organization: { ...organized, stackSets: true } })).toMatch(
      /^The management account gets nothing/,
    );
    expect(tellMembers({})).toBe('');
  });
});

describe("a command's arguments", () => {
  const names = STACKS.map(({ stackName }) => stackName);

  test.each([
    [['amp-scraper-operator'], ['amp-scraper-operator']],
    [['amp-scraper-account-1*', '--profile', 'hub'], ['amp-scraper-account-111111111111']],
    [['--profile', 'amp'], []],
    [['amp-scraper-operato'], []],
  ])('%j name stacks', (args, named) => {
    expect([...new Set(namedStacks(args, names))]).toEqual(named);
  });

  test('choose stacks, if only by a mistaken name; options do not', () => {
    for (const args of [
      ['amp-scraper-oprator'],
      ['*-state-*'],
      ['--all'],
      ['--profile', 'hub', 'amp-scraper-operator'],
    ]) {
      expect([args, choosesStacks(args, 'amp-scraper')]).toEqual([args, true]);
    }
    for (const args of [[], ['--profile', 'hub'], ['--require-approval', 'never']]) {
      expect([args, choosesStacks(args, 'amp-scraper')]).toEqual([args, false]);
    }
    expect(namedStacks(['--all'], names)).toEqual(names);
  });
});
