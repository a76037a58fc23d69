import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { namedConfigurations } from '../../infra/configuration/namedConfigurations.ts';

const folder = mkdtempSync(join(tmpdir(), 'named-'));
const write = (name: string, text: string) => writeFileSync(join(folder, `${name}.yaml`), text);
afterAll(() => rmSync(folder, { recursive: true }));

test('the configurations that ship are offered', () => {
  expect(namedConfigurations()).toEqual(['kubernetes', 'minimal']);
});

test('a broken one is told when the stacks are synthesized, with everything that is wrong', () => {
  write('whole', 'scrape_configs: [{job_name: a}]\n');
  expect(namedConfigurations(pathToFileURL(`${folder}/`))).toEqual(['whole']);
  write('broken', 'global: {scrape_interval: 10s}\nscrape_configs: [{job_name: a, honor_labels: "true"}]\n');
  expect(() => namedConfigurations(pathToFileURL(`${folder}/`))).toThrow(
    /would be refused.*broken\.yaml: global\.scrape_interval.*\n.*broken\.yaml: scrape_configs\[0\]\.honor_labels/s,
  );
});
