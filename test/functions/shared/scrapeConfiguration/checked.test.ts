import { describe, expect, test } from 'vitest';
import { checkScrapeConfiguration, digest } from '../../../../functions/shared/scrapeConfiguration/index.ts';

const ARN = 'arn:aws:eks:us-west-2:111111111111:cluster/shop';
const OWN = { own_id: 'abc' };
const PATH = 'scrapeConfiguration.yaml';
const CONFIGURATION = 'scrape_configs: [{job_name: a}]\n';
const LABELS = `global:\n  external_labels:\n    clusterArn: ${ARN}\n`;

const check = (text: string, maxBytes = 256 * 1024, own?: Record<string, string>) =>
  checkScrapeConfiguration(text, ARN, PATH, maxBytes, own);
const refused = (text: string, ...findings: object[]) => ({ text, digest: digest(text), findings, warnings: [] });
const accepted = (text: string) => ({ text, digest: digest(text), findings: [], warnings: [] });

describe('what is accepted', () => {
  test('has its labels and the digest of what has them', () => {
    expect(check(CONFIGURATION)).toStrictEqual(accepted(`${CONFIGURATION}${LABELS}`));
    expect(check(CONFIGURATION, 1_000, OWN)).toStrictEqual(accepted(`${CONFIGURATION}${LABELS}    own_id: "abc"\n`));
  });

  test('keeps its byte order mark', () => {
    expect(check(`\uFEFF${CONFIGURATION}`)).toStrictEqual(accepted(`\uFEFF${CONFIGURATION}${LABELS}`));
  });

  test('may have invisible characters where they do no harm', () => {
    const text = `# a\u00A0comment\n${CONFIGURATION}`;
    expect(check(text)).toStrictEqual(accepted(`${text}${LABELS}`));
  });
});

describe('what is too long', () => {
  const tooLong = (bytes: number, most: number) => ({
    path: PATH,
    problem: `has ${bytes} bytes, more than the ${most} that are possible here`,
    remedy: 'Drop jobs, rules or comments; what is given inline can become a named one',
  });

  test('is refused from one byte more than the limit on, and nothing else is said', () => {
    const text = `${CONFIGURATION}# é`;
    const bytes = Buffer.byteLength(text);
    expect(check(text, bytes).findings).toEqual([]);
    expect(check(text, bytes - 1)).toStrictEqual(refused(text, tooLong(bytes, bytes - 1)));
    expect(check('a: [', 3)).toStrictEqual(refused('a: [', tooLong(4, 3)));
  });

  test('for the service with its labels is refused as it came', () => {
    const most = 256 * 1024;
    const filled = (length: number) => `${CONFIGURATION}#${'x'.repeat(length - CONFIGURATION.length - 2)}\n`;
    const room = most - LABELS.length;
    expect(check(filled(room)).findings).toEqual([]);
    expect(check(filled(room + 1))).toStrictEqual(refused(filled(room + 1), tooLong(most + 1, most)));
  });
});

describe('what is refused', () => {
  test.each([
    ['', 'is empty'],
    ['text', 'is not a YAML map'],
  ])('because it is no map: %j', (text, problem) => {
    expect(check(text)).toStrictEqual(
      refused(text, { path: PATH, problem, remedy: 'Give a map with scrape_configs, and mostly global' }),
    );
  });

  test('because it is encoded', () => {
    const text = Buffer.from(CONFIGURATION).toString('base64');
    expect(check(text)).toStrictEqual(
      refused(text, {
        path: PATH,
        problem: 'is the base64 of a YAML text',
        remedy: 'Give it as scrapeConfiguration.configurationBlob, or decode it',
      }),
    );
  });

  test('has all its findings with their places: of kinds, combinations, merges and the identity', () => {
    const text = [
      'global: {external_labels: {own_id: other}}',
      'scrape_configs:',
      '  - {job_name: b, scrape_interval: often, static_configs: [{labels: &l {team: a}}]}',
      '  - {job_name: b, scrape_interval: 30s, scrape_timeout: 40s}',
      '  - {job_name: c, static_configs: [{labels: {<<: *l, team: b}}]}',
      '',
    ].join('\n');
    const { findings, ...rest } = check(text, 1_000, OWN);
    expect(rest).toEqual({ text, digest: digest(text), warnings: [] });
    expect(findings.map(({ path, place }) => [path.slice(PATH.length + 2), place])).toEqual([
      ['scrape_configs[0].scrape_interval', 'line 3, column 19'],
      ['scrape_configs[1].scrape_timeout', 'line 4, column 41'],
      ['scrape_configs[1].job_name', 'line 4, column 6'],
      ['scrape_configs[2].static_configs[0].labels.team', 'line 5, column 54'],
      ['global.external_labels.own_id', 'line 1, column 28'],
    ]);
  });

  test('has no warnings beside its findings', () => {
    const text = 'scrape_configs: [{job_name: a, scrape_failure_log_file: /f, scrape_interval: often}]\n';
    expect(check(text)).toMatchObject({ text, findings: [{ path: `${PATH}: scrape_configs[0].scrape_interval` }] });
    expect(check(text).warnings).toEqual([]);
  });

  test('for want of a safe place for the labels says where', () => {
    const text =
      'scrape_configs: [{job_name: a, static_configs: [{labels: &l {team: a}}]}]\nglobal: {external_labels: *l}\n';
    const { findings, ...rest } = check(text);
    expect(rest).toEqual({ text, digest: digest(text), warnings: [] });
    expect(findings).toMatchObject([
      { path: `${PATH}: global.external_labels.clusterArn`, place: 'line 2, column 10' },
    ]);
  });
});

describe('warnings', () => {
  const jobs = (count: number) =>
    Array.from({ length: count }, (_, i) => `  - {job_name: j${i}, scrape_failure_log_file: /f}\n`).join('');
  const place = (index: number) =>
    `${PATH}: scrape_configs[${index}].scrape_failure_log_file (line ${index + 2}, column `;

  test.each([1, 9, 10])('%i are told with their places', (count) => {
    const { warnings, findings } = check(`scrape_configs:\n${jobs(count)}`);
    expect(findings).toEqual([]);
    expect(warnings).toEqual(Array.from({ length: count }, (_, i) => expect.stringContaining(place(i))));
  });

  test.each([11, 13])('%i are told by ten and a count', (count) => {
    const { warnings } = check(`scrape_configs:\n${jobs(count)}`);
    expect(warnings.slice(0, 10)).toEqual(Array.from({ length: 10 }, (_, i) => expect.stringContaining(place(i))));
    expect(warnings.slice(10)).toEqual([`${PATH}: ${count - 10} more warnings of the kind.`]);
  });
});

describe('invisible characters', () => {
  const invisible = (place: string) =>
    expect.objectContaining({ path: `${PATH}: ${place}`, problem: expect.stringContaining('U+00A0') });

  test('are the finding where they are the reason of all others', () => {
    const text = 'scrape_configs:\n\u00A0 - job_name: a\n';
    expect(check(text).findings).toEqual([invisible('line 2, column 1')]);
  });

  test('are the first of those that stay without them', () => {
    const text = 'scrape_configs:\n  - job_name: a\n   \u00A0scheme: https\n    scrape_interval: often\n';
    expect(check(text).findings).toEqual([
      invisible('line 3, column 4'),
      expect.objectContaining({ path: `${PATH}: scrape_configs[0].scrape_interval`, place: 'line 4, column 5' }),
    ]);
  });

  test('are none where as much is wrong without them', () => {
    const text = '# a\u00A0b\nscrape_configs:\n  - job_name: a\n    scrape_interval: often\n';
    expect(check(text).findings).toMatchObject([{ path: `${PATH}: scrape_configs[0].scrape_interval` }]);
  });
});
