import { describe, expect, test } from 'vitest';
import {
  countLines,
  kindOf,
  LINE_KINDS,
  linesMean,
  type LineKind,
} from '../../../../functions/shared/logging/lines.ts';

const ID = 's-a1b2c3d4';
const line = (component: string, log: string, scrapeConfigId = ID): string =>
  JSON.stringify({ component, timestamp: '2025-04-30T17:25:41.946Z', message: { log }, scrapeConfigId });

const CASES: readonly (readonly [LineKind, string, string])[] = [
  ['SOURCE_GONE', 'SERVICE_DISCOVERY', 'Failed to watch Service - Verify your scraper source exists.'],
  [
    'SOURCE_FORBIDDEN',
    'SERVICE_DISCOVERY',
    'Failed to watch Service - Verify your scraper source permissions are valid.',
  ],
  [
    'SOURCE_FORBIDDEN',
    'SERVICE_DISCOVERY',
    'Failed to watch Endpoints - Verify your scraper source permissions are valid.',
  ],
  ['SOURCE_UNREACHABLE', 'SERVICE_DISCOVERY', 'Failed to watch Service: dial tcp: i/o timeout'],
  ['TARGETS_FORBIDDEN', 'COLLECTOR', 'Failed to scrape Prometheus endpoint: server returned HTTP status 403 Forbidden'],
  ['TARGETS_DOWN', 'COLLECTOR', 'Failed to scrape Prometheus endpoint'],
  ['TARGETS_DOWN', 'COLLECTOR', 'Failed to scrape Prometheus endpoint: connect: connection refused'],
  ['EXPORT_FAILED', 'EXPORTER', 'Failed to export to the target workspace - Verify your scraper destination.'],
  ['UNKNOWN', 'EXPORTER', 'Something that no page has'],
  ['UNKNOWN', 'COLLECTOR', 'Failed to export to the target workspace - Verify your scraper destination.'],
  ['UNKNOWN', 'ANOTHER', 'Failed to export'],
];

describe('a line of vended logs', () => {
  test.each(CASES)('%s: %s, %s', (kind, component, log) => {
    expect(kindOf(line(component, log))).toEqual({ kind, scraperId: ID });
  });

  test('is of each kind that there is', () => {
    expect(new Set(CASES.map(([kind]) => kind))).toEqual(new Set(LINE_KINDS));
  });

  test.each([
    '',
    'text',
    '7',
    'null',
    '[]',
    '{}',
    '{"component":"EXPORTER"}',
    '{"component":1,"message":{"log":1},"scrapeConfigId":1}',
  ])('%s is none', (text) => {
    expect(kindOf(text)).toBeUndefined();
  });
});

describe('lines are counted', () => {
  test('by the scraper that they name as theirs, whatever their text names', () => {
    const counts = countLines([
      line('EXPORTER', 'Failed to export'),
      line('EXPORTER', `Failed to export of ${ID}`, 's-other'),
      line('EXPORTER', 'Failed to export'),
      line('EXPORTER', 'else'),
      'no line',
    ]);
    expect(Object.fromEntries(counts)).toEqual({
      [ID]: { EXPORT_FAILED: 2, UNKNOWN: 1 },
      's-other': { EXPORT_FAILED: 1 },
    });
  });

  test('and nothing of them is kept but that', () => {
    const marker = 'MARKER-of-a-member';
    const texts = CASES.map(([, component, log]) => line(component, `${log} ${marker}`));
    const counts = countLines([...texts, line(marker, marker), marker]);
    expect(JSON.stringify([...counts])).not.toContain(marker);
    expect(linesMean(counts.get(ID))).not.toContain(marker);
  });
});

describe('what lines mean', () => {
  test('is how many of each kind there are, and of each that is known what it is and what to do', () => {
    const meant = linesMean({ UNKNOWN: 3, EXPORT_FAILED: 20 });
    expect(meant).toMatch(/^The vended logs of the last 15 minutes say EXPORT_FAILED 20, UNKNOWN 3\. EXPORT_FAILED: /);
    for (const metric of ['DiscardedSamples', 'AWS/Prometheus', 'ActiveSeries', 'IngestionRate', 'trust policies'])
      expect(meant).toContain(metric);
    expect(meant).not.toContain('UNKNOWN:');
  });

  test.each(LINE_KINDS.filter((kind) => kind !== 'UNKNOWN'))('%s has a meaning', (kind) => {
    expect(linesMean({ [kind]: 1 })).toMatch(new RegExp(`say ${kind} 1\\. ${kind}: [a-z].*\\. [A-Z].*\\.$`));
  });

  test.each([{}, undefined, { UNKNOWN: 0 }])('of none is that: %j', (counts) => {
    expect(linesMean(counts)).toBe(
      'The log group has no line of it of the last 15 minutes: its logs are off ("logs": true switches them on), or it finds no target.',
    );
  });
});
