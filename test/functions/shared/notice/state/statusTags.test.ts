import { describe, expect, test } from 'vitest';
import type { ConnectionChange } from '../../../../../functions/shared/notice/state/connectionState.ts';
import { statusValue, statusWrite } from '../../../../../functions/shared/notice/state/statusTags.ts';
import { CLUSTER_ARN, EXECUTION_ARN, STARTED, WORKSPACE_ARN } from '../../../support.ts';

const OTHER = WORKSPACE_ARN.replace(/.$/, 'f');
const KEY = 'amp-scraper-workspace';
const OWN = { 'amp-scraper:status': 'connecting', 'amp-scraper:reason': 'x', 'amp-scraper:since': STARTED };

function write(change: Partial<ConnectionChange>, tags: Record<string, string>) {
  const base = {
    state: 'connected',
    code: 'ONBOARDED',
    reason: 'It works.',
    since: STARTED,
    clusterArn: CLUSTER_ARN,
    door: 'tag',
    executionArn: EXECUTION_ARN,
  } as const;
  return statusWrite(
    { ...base, ...change },
    {
      tags,
      installation: 'amp-scraper',
      clusterTagKeys: [KEY],
      workspaces: { central: { arn: WORKSPACE_ARN }, other: { arn: OTHER } },
    },
  );
}

const SET = {
  set: { 'amp-scraper:status': 'connected', 'amp-scraper:reason': 'It works.', 'amp-scraper:since': STARTED },
};
const REMOVE = { remove: Object.keys(OWN) };

describe('the status of a cluster', () => {
  test.each<[string, Partial<ConnectionChange>, Record<string, string>, unknown]>([
    ['of the workspace that its tag names', { workspaceArn: WORKSPACE_ARN }, { [KEY]: 'central' }, SET],
    ['of another workspace', { workspaceArn: OTHER }, { [KEY]: 'central' }, undefined],
    ['of a workspace, where the tag names none', { workspaceArn: OTHER }, { [KEY]: 'centrall' }, undefined],
    ['without a tag', { workspaceArn: WORKSPACE_ARN }, {}, undefined],
    ['without a tag, where some is left', { workspaceArn: WORKSPACE_ARN }, OWN, REMOVE],
    ['that is there', { workspaceArn: WORKSPACE_ARN }, { [KEY]: 'central', ...SET.set }, undefined],
    [
      'that is there, of an earlier time',
      { workspaceArn: WORKSPACE_ARN, since: '2026-01-06T08:00:00.000Z' },
      { [KEY]: 'central', ...SET.set },
      undefined,
    ],
    ['of what was taken away', { state: 'disconnected', workspaceArn: WORKSPACE_ARN }, OWN, REMOVE],
    [
      'of what was taken away, the tag being there',
      { state: 'disconnected', workspaceArn: WORKSPACE_ARN },
      { [KEY]: 'central', ...OWN },
      REMOVE,
    ],
    [
      'of what was taken away for another',
      { state: 'disconnected', workspaceArn: OTHER },
      { [KEY]: 'central', ...OWN },
      undefined,
    ],
    [
      'of a tag that names none',
      { state: 'failed', code: 'UnknownWorkspace' },
      { [KEY]: 'centrall' },
      { set: { ...SET.set, 'amp-scraper:status': 'failed' } },
    ],
    ['of a tag that named none', { state: 'failed', code: 'UnknownWorkspace' }, { [KEY]: 'central' }, undefined],
    [
      'of an execution that failed before it knew which',
      { state: 'failed', code: 'AccessDenied' },
      { [KEY]: 'central' },
      { set: { ...SET.set, 'amp-scraper:status': 'failed' } },
    ],
    ['of what was not made, without a tag', { state: 'failed', code: 'AccessDenied' }, {}, undefined],
    [
      'of what could not be taken away',
      { state: 'failed', code: 'AccessDenied', executionArn: EXECUTION_ARN.replace('-onboard:', '-offboard:') },
      {},
      { set: { ...SET.set, 'amp-scraper:status': 'failed' } },
    ],
  ])('%s', (_name, change, tags, expected) => {
    expect(write(change, tags)).toEqual(expected);
  });

  test('says this cluster in place of its ARN', () => {
    const reason = `Samples of ${CLUSTER_ARN} arrive.`;
    expect(write({ workspaceArn: WORKSPACE_ARN, reason }, { [KEY]: 'central' })).toMatchObject({
      set: { 'amp-scraper:reason': 'Samples of this cluster arrive.' },
    });
  });
});

describe('a reason as EKS takes it', () => {
  test.each([
    ['plain', 'It works: see a/b@c_d+e=f-g.', 'It works: see a/b@c_d+e=f-g.'],
    ['quotes and brackets', `the tag "a" ('b') [c] {d}`, 'the tag a b c d'],
    ['other characters', 'a, b; c? d!\ne\tf', 'a - b - c. d. e f'],
    ['letters of any language', 'Zürich 東京', 'Zürich 東京'],
    ['256 characters', 'x'.repeat(256), 'x'.repeat(256)],
    ['more', 'x'.repeat(257), `${'x'.repeat(253)}...`],
    ['nothing', '', ''],
  ])('%s', (_name, text, expected) => {
    expect(statusValue(text)).toBe(expected);
    expect(statusValue(text)).toMatch(/^[\p{L}\p{N} +\-=._:/@]{0,256}$/u);
  });
});
