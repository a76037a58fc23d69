import { describe, expect, test } from 'vitest';
import { parseConfiguration, readConfiguration } from '../../infra/configuration/configuration.ts';
import { cappedDocuments, type CappedDocument } from '../../infra/configuration/quotas.ts';
import { stackSetTemplates } from '../../infra/stacks/stackSets.ts';
import { REGIONS as KNOWN } from '../../infra/configuration/regions.ts';
import { readPage } from '../docs/pages.ts';

const SAMPLE = readConfiguration();
const ACCOUNTS = [2, 100, 1000, 10_000];
const REGIONS = [1, 3, 8];

const OTHERS = KNOWN.aws.filter((one) => one.length === 'us-west-2'.length && one !== 'us-west-2');
const regionsOf = (count: number) => ['us-west-2', ...OTHERS.slice(0, count - 1)];
const placed = (regions: number) => ({ regions: regionsOf(regions), homeRegion: 'us-west-2' });

function listed(accounts: number, regions: number): CappedDocument[] {
  const added = Array.from({ length: accounts - SAMPLE.accounts.length }, (_, nth) => String(400_000_000_000 + nth));
  return cappedDocuments(
    parseConfiguration({ ...SAMPLE, ...placed(regions), accounts: [...SAMPLE.accounts, ...added] }, 'a list'),
  );
}

const ORGANIZATION = { id: 'o-abcdefghij', organizationalUnitIds: ['ou-ab12-11111111'] };
const organized = (regions: number) =>
  parseConfiguration({ ...SAMPLE, ...placed(regions), accounts: [], organization: ORGANIZATION }, 'an organization');

const number = (value: number) => value.toLocaleString('en-US');

/** A row per document: its quota, its size by the number of listed accounts, and in an organization of whatever size. */
function rows(): string[][] {
  const inOrganization = cappedDocuments(organized(1));
  const inLists = ACCOUNTS.map((accounts) => listed(accounts, 1));
  return listed(2, 1).map(({ what, quota, unit }) => [
    what,
    `${number(quota)} ${unit}`,
    ...[...inLists, inOrganization].map((all) => cell(all.find((one) => one.what === what))),
  ]);
}

function cell(document: CappedDocument | undefined): string {
  if (document === undefined) return 'none';
  return document.size > document.quota ? `**${number(document.size)}**` : number(document.size);
}

test('the table of the documents has their sizes', () => {
  const lines = readPage('docs/deploying.md');
  const from = lines.findIndex((line) => line.startsWith('| document'));
  const expected = rows();
  const table = lines.slice(from + 2, from + 2 + expected.length);
  const cells = table.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((one) => one.trim()),
  );
  expect(cells).toEqual(expected);
});

describe('another Region changes', () => {
  test.each(REGIONS)('no size, %i of them, of listed accounts', (regions) => {
    expect(listed(100, regions)).toEqual(listed(100, 1));
  });

  test.each(REGIONS)("no byte of an organization's templates, %i of them", (regions) => {
    const templates = JSON.stringify(stackSetTemplates(organized(regions)));
    expect(templates).toBe(JSON.stringify(stackSetTemplates(organized(1))));
  });
});

test("an organization's templates have no account but the workflow's and none of AWS's limits in sight", () => {
  for (const template of Object.values(stackSetTemplates(organized(8)))) {
    const text = JSON.stringify(template);
    expect([...new Set(text.match(/(?<!\d)\d{12}(?!\d)/g))]).toEqual([SAMPLE.workflowAccountId]);
    expect(text.length).toBeLessThan(51_200);
    expect(template).not.toHaveProperty('Mappings');
    expect(template).not.toHaveProperty('Parameters');
  }
});
