import { describe, expect, it } from 'vitest';
import { DEFAULT_SCRAPER_CONFIGURATION } from '../../../local/scrapers/defaultScraperConfiguration.ts';
import { durationSeconds } from '../../../local/scrapers/duration.ts';
import {
  decodeScrapeConfiguration,
  intervalSeconds,
  parseScrapeConfiguration,
} from '../../../local/scrapers/scrapeConfiguration.ts';

const job = (lines: string) => `scrape_configs:\n  - job_name: a\n    ${lines}\n`;
const base64 = (text: string) => Buffer.from(text).toString('base64');
const padded = (bytes: number) => base64(job('scheme: https').padEnd(bytes, '#'));
const seconds = (text: string) => {
  const configuration = parseScrapeConfiguration(text);
  return configuration.scrape_configs.map((one) => intervalSeconds(configuration, one))[0];
};
const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

describe('the scrape configuration', () => {
  it.each([
    ['a job alone', job('metrics_path: /metrics')],
    ['the shortest interval', `global: {scrape_interval: 30s}\n${job('scrape_interval: 30s')}`],
    ['external labels', `global: {external_labels: {a: b}}\n${job('scheme: https')}`],
    ['an IP target', job('static_configs: [{targets: ["10.0.0.1:80", "10.0.0.1", "[::1]:80"]}]')],
    ['the API server as a target', job('static_configs: [{targets: ["kubernetes.default.svc:443"]}]')],
    ['the service account’s token', job(`authorization: {type: Bearer, credentials_file: ${TOKEN}}`)],
    ['the same by its older name', job(`bearer_token_file: ${TOKEN}`)],
    ['Kubernetes discovery', job('kubernetes_sd_configs: [{role: pod}]')],
    ['the default of the service', DEFAULT_SCRAPER_CONFIGURATION],
  ])('may have %s', (_name, yaml) => {
    expect(decodeScrapeConfiguration(base64(yaml))).toBe(yaml);
  });

  it.each([
    ['another section', `remote_write: [{url: a}]\n${job('scheme: https')}`, /remote_write/],
    ['no job', 'scrape_configs: []', /scrape_configs/],
    ['nothing', '', /document/],
    ['a job without a name', 'scrape_configs: [{scheme: https}]', /scrape_configs\[0\]\.job_name/],
    [
      'an interval just too short',
      `global: {scrape_interval: 29s}\n${job('scheme: https')}`,
      /global\.scrape_interval: must be at least 30s/,
    ],
    ['a job’s interval just too short', job('scrape_interval: 29s999ms'), /scrape_configs\[0\]\.scrape_interval/],
    ['an interval that is none', `global: {scrape_interval: soon}\n${job('scheme: https')}`, /not a duration/],
    ['a target by name', job('static_configs: [{targets: ["example.com:80"]}]'), /targets\[0\]: must be an IP address/],
    ['another discovery', job('ec2_sd_configs: [{region: a}]'), /ec2_sd_configs: is not supported/],
    ['a password', job('basic_auth: {username: a}'), /basic_auth: is not supported/],
    ['a token in the text', job('authorization: {credentials: a}'), /authorization/],
    ['a token from elsewhere', job('bearer_token_file: /etc/passwd'), /bearer_token_file/],
    ['a key twice', `${job('scheme: https')}scrape_configs: []`, /not YAML/],
    ['a single text, as after encoding twice', base64(job('scheme: https')), /encoded twice/],
  ])('may not have %s', (_name, yaml, problem) => {
    expect(() => decodeScrapeConfiguration(base64(yaml))).toThrow(problem);
  });

  it('has at most 256 KiB', () => {
    expect(() => decodeScrapeConfiguration(padded(262_144))).not.toThrow();
    expect(() => decodeScrapeConfiguration(padded(262_145))).toThrow(/262145 bytes/);
  });

  it.each(['%%%', 'YQ=a', 'a'])('is base64, not %j', (blob) => {
    expect(() => decodeScrapeConfiguration(blob)).toThrow(/not base64/);
  });

  it('reports all problems at once', () => {
    const yaml = `global: {scrape_interval: 1s}\n${job('oauth2: {}')}`;
    expect(() => parseScrapeConfiguration(yaml)).toThrow(/scrape_interval.*; .*oauth2/);
  });

  it('scrapes every minute unless it says otherwise', () => {
    expect(seconds(job('scheme: https'))).toBe(60);
    expect(seconds(`global:\n${job('scheme: https')}`)).toBe(60);
    expect(seconds(DEFAULT_SCRAPER_CONFIGURATION)).toBe(30);
    expect(seconds(`global: {scrape_interval: 10m}\n${job('scrape_interval: 45s')}`)).toBe(45);
  });
});

describe('a duration', () => {
  it.each([
    ['0', 0],
    ['30s', 30],
    ['1m30s', 90],
    ['1h', 3600],
    ['1500ms', 1.5],
    ['1w1d', 691_200],
    ['', undefined],
    ['30', undefined],
    ['1.5m', undefined],
    ['30s1m', undefined],
  ])('%j is %s seconds', (text, seconds) => {
    expect(durationSeconds(text)).toBe(seconds);
  });
});
