import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MACHINE_NAMES } from '../../functions/shared/names.ts';
import { readDashboards } from '../../local/deployment/read/readDashboards.ts';
import { resolveStack } from '../../local/deployment/template/intrinsics.ts';
import { ofType, STACKS } from './support.ts';

const WORKFLOWS = STACKS.filter(({ kind }) => kind === 'workflow');
const DASHBOARDS = WORKFLOWS.flatMap((stack) => readDashboards(resolveStack(stack)));

test('the dashboard leads to each state machine of its Region by the console, and to the pages that say what to do', () => {
  expect(DASHBOARDS).toHaveLength(WORKFLOWS.length);
  for (const { region, accountId, texts } of DASHBOARDS) {
    const isGov = region.startsWith('us-gov');
    const host = isGov ? 'console.amazonaws-us-gov.com' : `${region}.console.aws.amazon.com`;
    const links = [...texts.join('\n').matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)].map(([, name, to]) => [name, to]);
    const machines = MACHINE_NAMES.map((name) => [
      name,
      `https://${host}/states/home?region=${region}#/statemachines/view/arn:${isGov ? 'aws-us-gov' : 'aws'}:states:${region}:${accountId}:stateMachine:amp-scraper-${name}`,
    ]);
    expect(links).toEqual([
      ...machines,
      ['Logs Insights', `https://${host}/cloudwatch/home?region=${region}#logsV2:logs-insights`],
    ]);
    const pages = [...texts.join('\n').matchAll(/`(docs\/[^`]+)`/g)].map(([, page = '']) => page);
    expect(pages).toContain('docs/alarms.md');
    for (const page of pages) expect(existsSync(new URL(`../../${page}`, import.meta.url)), page).toBe(true);
  }
});

test('the dashboard shows the state of every alarm of its stack', () => {
  for (const { region, alarms } of DASHBOARDS) {
    const named = ofType('AWS::CloudWatch::Alarm').filter(
      ({ stack }) => stack.kind === 'workflow' && stack.region === region,
    );
    expect(named.length).toBeGreaterThan(3);
    expect(alarms.map((arn) => arn.split(':').at(-1))).toEqual(named.map(({ properties }) => properties['AlarmName']));
  }
});
