import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ERROR_NAMES } from '../../functions/shared/errors.ts';
import { LOG_LINES } from '../../functions/shared/handler/logLines.ts';
import { FUNCTION_NAMES } from '../../functions/shared/names.ts';
import { requestSchema } from '../../functions/shared/request/fields.ts';
import { readConfiguration } from '../../infra/configuration/configuration.ts';
import { COUNTED } from '../../infra/constructs/monitoring/metrics.ts';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import type { CallRecord } from '../../local/aws/server.ts';
import { MEASURED, predictLarge } from '../../local/bench/reconcile/bars.ts';
import { modelled } from '../../local/bench/reconcile/compared.ts';
import { ONBOARD_SECONDS } from '../../local/bench/reconcile/predicted.ts';
import { floorRows, measuredRows, paceRows, quotaRows } from '../../local/bench/reconcile/report.ts';
import { synthesizedStacks } from '../../local/deployment/synthesized.ts';
import { stateName } from '../../local/workflow/states/definition.ts';
import { isOfNotify, useRuntime } from '../workflow/support.ts';
import { readPage, tableBelow } from './pages.ts';

/** What the first cells of a table have between backticks or brackets. */
function firstCells(page: string, heading: string): string[] {
  return tableBelow(page, heading).map(([cell = '']) => /[`[]([^`\]]+)[`\]]/.exec(cell)?.[1] ?? cell);
}

/** The properties of a template's alarms. */
const alarmed = z.object({
  Resources: z.record(
    z.string(),
    z.union([
      z
        .object({
          Type: z.literal('AWS::CloudWatch::Alarm'),
          Properties: z.object({ Metrics: z.array(z.looseObject({})).optional() }),
        })
        .transform(({ Properties }) => Properties),
      z.unknown().transform(() => undefined),
    ]),
  ),
});
/** What a filter matches that takes every run's line. */
const RECONCILED = `{ $.message = "${LOG_LINES.reconciled.message}" }`;

const readme = readPage('README.md').join(' ');

describe('the tables of the pages have what the code has', () => {
  test('the fields of a request', () => {
    expect(firstCells('docs/request-and-output.md', '## The request')).toEqual(Object.keys(requestSchema.shape));
  });

  test('the fields of the configuration', () => {
    const documented = firstCells('docs/deploying.md', '## The configuration');
    expect(Object.keys(readConfiguration()).filter((field) => !documented.includes(field))).toEqual([]);
  });

  test('the errors, and how many', () => {
    expect(firstCells('docs/failure.md', '## The errors')).toEqual([...ERROR_NAMES]);
    expect(readme).toContain(`one of ${ERROR_NAMES.length} names`);
  });

  test('the operations of the embedded AWS', () => {
    const documented = tableBelow('local/README.md', '## The operations there are').flatMap(([service, names = '']) =>
      names.split(', ').map((name) => `${service}:${name}`),
    );
    expect(documented.toSorted()).toEqual(OPERATIONS.map(({ service, name }) => `${service}:${name}`).toSorted());
  });

  test('how many facts about AWS are assumed', () => {
    const { length } = tableBelow('docs/evidence.md', '## Assumed of AWS');
    expect(readme).toContain(`${length} facts that no AWS source settles`);
  });

  test('how many alarms a Region of the workflow has, on how many metrics, and how many each run of reconcile sends', async () => {
    const stacks = await synthesizedStacks(readConfiguration());
    const alarms = stacks.flatMap(({ stackName, template }) =>
      stackName.includes('-workflow-')
        ? Object.values(alarmed.parse(template).Resources).flatMap((one) => one ?? [])
        : [],
    );
    const metrics = alarms.flatMap(({ Metrics }) => Metrics?.filter((one) => 'MetricStat' in one) ?? [{}]).length;
    const perRun = COUNTED.filter(({ pattern }) => pattern.logPatternString === RECONCILED).length;
    const rows = tableBelow('docs/deploying.md', '## What it costs when nothing happens');
    const dollars = (each: number, count: number) => `$${(each * count).toFixed(2)}`;
    expect(rows.map(([what = '', price]) => [what.replace(/(metrics).*$/, '$1'), price])).toEqual(
      expect.arrayContaining([
        [`${alarms.length} alarms on ${metrics} metrics`, `${dollars(0.1, metrics)}, and $0.10 each`],
        [`${perRun} custom metrics`, dollars(0.3, perRun)],
      ]),
    );
  });

  test('what is measured of a fleet, as the model has it, which the bench holds against the run', () => {
    const { connecting, quiet } = modelled(MEASURED);
    const run = { turns: 1, virtualSeconds: ONBOARD_SECONDS };
    const measured = {
      ...MEASURED,
      connecting: { ...connecting, ...run },
      quiet: { ...quiet, turns: 0, virtualSeconds: 0 },
    };
    expect(tableBelow('docs/performance.md', '### Measured')).toEqual(measuredRows(measured));
  });

  test.each([
    { heading: '### By the quotas', rows: quotaRows() },
    { heading: '### What binds', rows: floorRows(predictLarge().connectFloors) },
    { heading: "### At the product's pace", rows: paceRows(predictLarge()) },
  ])('what the model says: $heading', ({ heading, rows }) => {
    expect(tableBelow('docs/performance.md', heading)).toEqual(rows);
  });
});

const { run } = useRuntime();

/** Calls by state or function, and how many of them are AssumeRole: a session has its function's name, the function's own too. */
function callsByState(calls: readonly CallRecord[]): ReadonlyMap<string, readonly [all: number, sessions: number]> {
  const counts = new Map<string, readonly [number, number]>();
  for (const { callerArn = '', operation } of calls) {
    const session = callerArn.split('/').at(-1) ?? '';
    const of = FUNCTION_NAMES.find((one) => session === `amp-scraper-${one}` || session.startsWith(`${one}-`));
    const name = of === undefined ? isOfNotify(callerArn) && 'notify' : stateName(of);
    if (name === false || (of === 'checkStatus' && operation === 'DescribeScraper')) continue;
    const [all, sessions] = counts.get(name) ?? [0, 0];
    counts.set(name, [all + 1, sessions + (operation === 'AssumeRole' ? 1 : 0)]);
  }
  return counts;
}

test('docs/performance.md has the calls of a first run and of a second one, by state', async () => {
  const first = await run({});
  const second = await run({ world: first.world });
  const [made, again] = [callsByState(first.calls), callsByState(second.calls)];
  const names = new Set([...made.keys(), ...again.keys()]);
  const rows = [...names].map((name) => [name, ...(made.get(name) ?? [0, 0]), ...(again.get(name) ?? [0, 0])]);
  const sum = [1, 2, 3, 4].map((column) => rows.reduce((total, row) => total + Number(row[column]), 0));
  const shown = tableBelow('docs/performance.md', '## Calls').map(([name, ...cells]) => [
    name,
    ...cells.slice(0, 4).map(Number),
  ]);
  expect(new Set(shown)).toEqual(new Set([...rows, ['all', ...sum]]));
});
