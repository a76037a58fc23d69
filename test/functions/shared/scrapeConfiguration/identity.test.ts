import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkScrapeConfiguration } from '../../../../functions/shared/scrapeConfiguration/index.ts';
import { shortestIntervalSeconds } from '../../../../functions/shared/scrapeConfiguration/labels/interval.ts';
import { CLUSTER_ARN, NAMES } from '../../support.ts';

const LABEL = 'amp_scraper_connection';
const check = (text: string) =>
  checkScrapeConfiguration(text, CLUSTER_ARN, 'scrapeConfiguration.yaml', 256 * 1024, NAMES.ownLabels);
const labelsOf = (text: string): unknown => parse(text).global.external_labels;
const job = (lines: string) => `scrape_configs:\n  - job_name: a\n    ${lines}\n`;

describe("a connection's samples have its id as a label", () => {
  test.each([
    ['a configuration without labels', job('scheme: https'), { clusterArn: CLUSTER_ARN }],
    [
      'the short name of a cluster',
      `global: {external_labels: {clusterArn: shop}}\n${job('scheme: https')}`,
      { clusterArn: 'shop' },
    ],
    [
      'labels in block style',
      `global:\n  external_labels:\n    team: a\n${job('scheme: https')}`,
      { team: 'a', clusterArn: CLUSTER_ARN },
    ],
  ])('%s', (_, text, labels) => {
    const { text: labelled, findings } = check(text);
    expect(findings).toEqual([]);
    expect(labelsOf(labelled)).toEqual({ ...labels, [LABEL]: NAMES.id });
    expect(check(labelled)).toMatchObject({ text: labelled, findings: [] });
  });

  test('an id of digits alone stays a text', () => {
    const digits = '12345678901234567890';
    const { text } = checkScrapeConfiguration(job('scheme: https'), CLUSTER_ARN, 'a', 256 * 1024, { [LABEL]: digits });
    expect(labelsOf(text)).toEqual({ clusterArn: CLUSTER_ARN, [LABEL]: digits });
  });
});

const relabel = (key: string, rule: string) => job(`${key}: [{${rule}}]`);

describe('another identity is refused', () => {
  test.each([
    [
      "another cluster's ARN",
      `global: {external_labels: {clusterArn: "${CLUSTER_ARN}2"}}\n${job('scheme: https')}`,
      'global.external_labels.clusterArn',
    ],
    [
      "another connection's id",
      `global: {external_labels: {${LABEL}: other}}\n${job('scheme: https')}`,
      `global.external_labels.${LABEL}`,
    ],
    [
      'a target with a label',
      job(`static_configs: [{targets: [10.0.0.1], labels: {${LABEL}: x}}]`),
      `scrape_configs[0].static_configs[0].labels.${LABEL}`,
    ],
    [
      'a target with the name of another cluster',
      job('static_configs: [{targets: [10.0.0.1], labels: {clusterArn: x}}]'),
      'scrape_configs[0].static_configs[0].labels.clusterArn',
    ],
    ...['relabel_configs', 'metric_relabel_configs'].flatMap((key) => [
      [
        `a replacement in ${key}`,
        relabel(key, 'target_label: clusterArn, replacement: x'),
        `scrape_configs[0].${key}[0].target_label`,
      ],
      [
        `a copied label in ${key}`,
        relabel(key, `source_labels: [pod], target_label: ${LABEL}`),
        `scrape_configs[0].${key}[0].target_label`,
      ],
      [
        `a label in lower case in ${key}`,
        relabel(key, 'action: lowercase, source_labels: [pod], target_label: clusterArn'),
        `scrape_configs[0].${key}[0].target_label`,
      ],
      [
        `a mapped label in ${key}`,
        relabel(key, `action: labelmap, regex: pod, replacement: ${LABEL}`),
        `scrape_configs[0].${key}[0].replacement`,
      ],
    ]),
  ])('%s', (_, text, path) => {
    expect(check(text).findings.map((finding) => finding.path)).toEqual([`scrapeConfiguration.yaml: ${path}`]);
  });

  test.each([
    [
      'a target with the very value',
      job(`static_configs: [{targets: [10.0.0.1], labels: {clusterArn: "${CLUSTER_ARN}"}}]`),
    ],
    [
      'a rule that writes the very value',
      relabel('relabel_configs', `target_label: clusterArn, replacement: "${CLUSTER_ARN}"`),
    ],
    ['a rule that drops the label', relabel('metric_relabel_configs', 'action: labeldrop, regex: clusterArn')],
  ])('and not %s', (_, text) => {
    expect(check(text).findings).toEqual([]);
  });
});

test.each([
  ['the default', job('scheme: https'), 60],
  ['the global one', `global: {scrape_interval: 10m}\n${job('scheme: https')}`, 600],
  ['the shortest of the jobs', `global: {scrape_interval: 15m}\n${job('scrape_interval: 5m')}  - job_name: b\n`, 300],
  ['of what is no configuration', ': [', 60],
])('the shortest interval between two scrapes: %s', (_, text, seconds) => {
  expect(shortestIntervalSeconds(text)).toBe(seconds);
});
