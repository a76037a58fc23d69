import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { FLEET_CLASSES, type FleetClass } from '../../functions/shared/fleet/fleetClasses.ts';
import { LOG_LINES } from '../../functions/shared/handler/logLines.ts';
import { FRESH_ATTEMPTS } from '../../functions/shared/handler/attempts.ts';
import { deployedName, HANDLER_NAMES, provisionerArn } from '../../functions/shared/names.ts';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { faultPlan } from '../../local/aws/faults/faultPlan.ts';
import { parseFault } from '../../local/aws/faults/notation.ts';
import type { World } from '../../local/state/state.ts';
import { enter } from '../../local/workflow/doors/doors.ts';
import type { ExecutionEvent } from '../../local/workflow/states/execution.ts';
import type { Definition } from '../../local/workflow/states/interpreter.ts';
import type { Runtime } from '../../local/workflow/runtime.ts';
import { QUERIES } from '../infra/queries.ts';
import { ofType } from '../infra/support.ts';
import { warmRuntime } from '../runtimes.ts';
import { CLUSTER, DEPLOYMENT, freshWorld, REQUEST, withoutPatchTrust, WORKSPACE } from '../workflow/support.ts';
import { parsePattern, valueAt } from '../../local/monitoring/filterPattern.ts';

/** The deployed filters, over what the functions write in whole executions: what each counts, and that it counts no other. */
const filterShape = z.object({
  FilterPattern: z.string(),
  MetricTransformations: z.tuple([
    z.object({
      MetricName: z.string(),
      MetricValue: z.string(),
      Dimensions: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]),
    }),
  ]),
});

interface Filter {
  name: string;
  pattern: string;
  value: string;
  dimensions: { Key: string; Value: string }[];
}

const FILTERS: readonly Filter[] = ofType('AWS::Logs::MetricFilter')
  .filter(({ where }) => where.startsWith('amp-scraper-workflow-us-west-2/'))
  .map(({ properties }) => {
    const { FilterPattern, MetricTransformations } = filterShape.parse(properties);
    const [{ MetricName, MetricValue, Dimensions }] = MetricTransformations;
    return { name: MetricName, pattern: FilterPattern, value: MetricValue, dimensions: Dimensions };
  });

/** What the filters count of the lines, sorted: the metric, its dimensions' values, and its value when that is not 1. */
function countsOf(lines: readonly Line[], filters = FILTERS): string[] {
  return filters
    .flatMap(({ name, pattern, value, dimensions }) =>
      lines.filter(parsePattern(pattern)).map((line) => {
        const of = dimensions.map(({ Key, Value }) => `${Key}=${z.string().parse(valueAt(line, Value))}`);
        const number = value === '1' ? [] : [String(z.number().parse(valueAt(line, value)))];
        return [name, ...of, ...number].join(' ');
      }),
    )
    .toSorted();
}

const lineShape = z.looseObject({ message: z.string(), function: z.string() });
type Line = z.infer<typeof lineShape>;

let runtime: Runtime;
beforeAll(async () => {
  runtime = await warmRuntime(DEPLOYMENT);
});

const OURS = HANDLER_NAMES.map((name) => deployedName('amp-scraper', name));

/** The lines that our functions write until it is over; the provider framework has a log of its own. */
async function linesOf(play: () => Promise<unknown>): Promise<Line[]> {
  await play();
  const logs = runtime.logs();
  return OURS.flatMap((name) => (logs[name] ?? []).map((line) => lineShape.parse(JSON.parse(line))));
}

const object = z.record(z.string(), z.unknown());
const sample = (name: string) =>
  object.parse(JSON.parse(readFileSync(new URL(`../../events/${name}.json`, import.meta.url), 'utf8')));
const TAGGED = sample('eks-cluster-tagged');

let operations = 0;
function operation(name: string, properties: object = {}, more: object = {}): object {
  operations += 1;
  const event = sample(name);
  const ResourceProperties = { ...object.parse(event['ResourceProperties']), ...properties };
  return {
    ...event,
    RequestId: `33333333-2222-4333-8444-${String(operations).padStart(12, '0')}`,
    ResourceProperties,
    ...more,
  };
}

interface Circumstances {
  faults?: readonly string[];
  adapt?: (definition: Definition) => Definition;
}

function go(world: World, input: unknown, { faults = [], ...more }: Circumstances = {}) {
  const plan = faultPlan(faults.map((text) => parseFault(text, OPERATIONS)));
  return enter(runtime, DEPLOYMENT, input, { world, faults: plan, ...more });
}

const onboard = (world: World) => go(world, REQUEST);
const offboard = (world: World, more: object = {}) =>
  runtime.execute({ world, workflow: 'offboard', input: { ...REQUEST, ...more } });

/** Something else happens as the execution enters a state. */
async function meanwhile(
  world: World,
  input: unknown,
  at: string,
  happens: (begin: (input: unknown) => void, stop: () => void) => void,
) {
  const begin = (one: unknown) => {
    world.nextId += 1;
    return stage.begin(runtime.stateMachineArn('onboard'), `meanwhile-${world.nextId}`, one);
  };
  const stage = runtime.open({
    world,
    onEvent: ({ kind, state, executionArn }: ExecutionEvent) => {
      if (kind !== 'entered' || state !== at || executionArn !== execution.executionArn) return;
      happens(begin, () => stage.stop(execution));
    },
  });
  const execution = begin(input);
  await stage.idle();
  await stage.leave();
}

function untagged(world: World): World {
  const cluster = world.accounts['111111111111']?.clusters[CLUSTER];
  if (cluster) cluster.tags = {};
  return world;
}

function unprovisioned(world: World): World {
  delete world.accounts['111111111111']?.roles[provisionerArn('amp-scraper', 'aws', '111111111111')];
  world.iamRevision += 1;
  return world;
}

/** The function is handed what is not its input. */
function withoutParameters(definition: Definition): Definition {
  const changed: Definition = structuredClone(definition);
  Object.assign(changed.States['CreateSourceRole'] ?? {}, { Parameters: {} });
  return changed;
}

/** What a run has found and does not mend. */
const UNWELL = { silent: 1, orphan: 2, quarantined: 3, unreachable: 4 };

const TOLD = { oldestSeconds: 5, roleQuotaPercent: 6, scraperQuotaPercent: 7 };
const NOTHING_TOLD = ['OldestSeconds 0', 'RoleQuotaPercent 0', 'ScraperQuotaPercent 0'];

/** What a run's line counts: each class, the zeros too. */
function inventoryCounts(found: Partial<Record<FleetClass, number>>, told = NOTHING_TOLD): string[] {
  const names = FLEET_CLASSES.map((one) => `Fleet${one.charAt(0).toUpperCase()}${one.slice(1)} ${found[one] ?? 0}`);
  return [...names, ...told].toSorted();
}

/** Two removals wait for an approval. */
function holding(definition: Definition): Definition {
  const changed: Definition = structuredClone(definition);
  const Result = { next: 'END', counts: UNWELL, held: { approval: 2 }, warnings: [], told: TOLD };
  const planned = { Type: 'Pass', Result, ResultPath: '$.planned', Next: 'BeginActing' };
  Object.assign(changed.States, { PlanReconcile: planned });
  return changed;
}

/** As if tags had taken away twenty connections in this hour. */
function afterTwenty(world: World): World {
  const [table] = Object.values(world.tables ?? {});
  const hour = new Date(world.now).toISOString().slice(0, 13);
  const key = { pk: { S: 'fleet' }, sk: { S: `removals#${hour}` } };
  table?.items.push({ ...key, schema: { N: '1' }, count: { N: '20' } });
  return world;
}

interface Step {
  name: string;
  play: (world: World) => Promise<unknown>;
  counts: string[];
}

const ONBOARDED = ['Outcomes outcome=ONBOARDED door=console', 'SecondsToActive 360'];
/** What a rule starts for an execution that ended badly, and finds nothing to do. */
/** Executions of the tag door that find nothing to do: a repeated event's, and those that look at the tag again. */
const looks = (count: number) => Array.from({ length: count }, () => 'Outcomes outcome=IGNORED door=tag');
const CLEAN = 'Outcomes outcome=IGNORED door=clean-up';
const PRODUCT_ID = { PhysicalResourceId: `${CLUSTER}|${WORKSPACE}` };

/** Steps one after the other in one world. */
const CASES: Readonly<Record<string, readonly Step[]>> = {
  'the console door': [
    {
      name: 'a dry run of an onboard',
      play: (world) => go(world, { ...REQUEST, dryRun: true }),
      counts: ['Outcomes outcome=PLANNED door=console'],
    },
    { name: 'an onboard', play: onboard, counts: ONBOARDED },
    { name: 'an onboard again', play: onboard, counts: ['Outcomes outcome=ONBOARDED door=console'] },
    {
      name: 'a dry run of an offboard',
      play: (world) => offboard(world, { dryRun: true }),
      counts: ['Outcomes outcome=PLANNED door=console'],
    },
    { name: 'an offboard', play: offboard, counts: ['Outcomes outcome=OFFBOARDED door=console'] },
    {
      name: 'a request that is not valid',
      play: (world) => go(world, { ...REQUEST, alias: 'unheard-of', subnetIds: 'unheard-of' }),
      counts: ['Failures errorName=InvalidRequest', CLEAN],
    },
  ],
  'the tag door, whose event also asks whether anything is to go': [
    {
      name: 'a tag whose event comes again meanwhile',
      play: (world) => meanwhile(world, TAGGED, 'PatchTrust', (begin) => begin(TAGGED)),
      counts: [...looks(3), 'Outcomes outcome=ONBOARDED door=tag', 'SecondsToActive 360'],
    },
    {
      name: 'a tag of a connected cluster',
      play: (world) => go(world, TAGGED),
      counts: ['Outcomes outcome=IGNORED door=tag', 'Outcomes outcome=IGNORED door=tag'],
    },
    {
      name: 'a dry run of an offboard from the console',
      play: (world) => offboard(world, { dryRun: true }),
      counts: ['Outcomes outcome=IGNORED door=console'],
    },
    { name: 'an offboard from the console', play: offboard, counts: ['Outcomes outcome=IGNORED door=console'] },
    {
      name: 'a tag that is taken off',
      play: (world) => go(untagged(world), TAGGED),
      counts: [...looks(3), 'Outcomes outcome=OFFBOARDED door=tag'],
    },
  ],
  'the fleet': [
    {
      name: 'a run that begins nothing',
      play: (world) => runtime.execute({ world, workflow: 'reconcile', input: { dryRun: true } }),
      counts: inventoryCounts({ wanted: 1 }),
    },
    {
      name: 'a run that lets removals wait, and finds what it does not mend',
      play: (world) => runtime.execute({ world, workflow: 'reconcile', input: {}, adapt: holding }),
      counts: inventoryCounts(UNWELL, [
        'OldestSeconds 5',
        'RemovalsHeld 2',
        'RoleQuotaPercent 6',
        'ScraperQuotaPercent 7',
      ]),
    },
    {
      name: 'a tag',
      play: (world) => go(world, TAGGED),
      counts: [...looks(3), 'Outcomes outcome=ONBOARDED door=tag', 'SecondsToActive 360'],
    },
    {
      name: 'a tag that is taken off after twenty others',
      play: (world) => go(afterTwenty(untagged(world)), TAGGED),
      counts: ['LeftToReconcile', ...looks(2)],
    },
  ],
  'the tag door, in an account without an account stack': [
    {
      name: 'a tag',
      play: (world) => go(unprovisioned(world), TAGGED),
      counts: ['Failures errorName=AccessDenied', 'NeverAnswered']
        .flatMap((count) => Array.from({ length: count === 'NeverAnswered' ? 2 : 2 * FRESH_ATTEMPTS }, () => count))
        .concat(looks(2)),
    },
  ],
  'the product door': [
    {
      name: 'a product',
      play: (world) => go(world, operation('product-create')),
      counts: ['Outcomes outcome=ONBOARDED door=product', 'SecondsToActive 360'],
    },
    {
      name: 'one that is given up',
      play: (world) => go(world, operation('product-delete', {}, PRODUCT_ID)),
      counts: ['Outcomes outcome=OFFBOARDED door=product'],
    },
    {
      name: 'one that is refused by its handler',
      play: (world) => go(world, operation('product-create', { workspace: 'unheard-of' })),
      counts: ['Failures errorName=InvalidRequest'],
    },
    {
      name: "one that is refused by its execution, which the operation's end does not count again",
      play: (world) => go(world, operation('product-create', { scrapeConfiguration: 'unheard-of' })),
      counts: ['Failures errorName=InvalidRequest', CLEAN],
    },
    {
      name: 'one whose execution cannot be started',
      play: (world) =>
        go(world, operation('product-create'), { faults: ['states:StartExecution:access-denied:always'] }),
      counts: ['Failures errorName=AccessDenied'],
    },
  ],
  'a failure': [
    {
      name: 'a call that is throttled to the end',
      play: (world) => go(world, REQUEST, { faults: ['createRole:throttle:3', 'scraper:failing'] }),
      counts: [
        'Failures errorName=AwsUnavailable',
        'Failures errorName=ScraperFailed',
        CLEAN,
        'PlatformFailures',
        'ThrottledCalls',
      ],
    },
    {
      name: 'a call that EC2 throttles to the end, which has a name of its own for it',
      play: (world) => go(world, { ...REQUEST, dryRun: true }, { faults: ['describeSubnets:throttle:3'] }),
      counts: ['Failures errorName=AwsUnavailable', 'Outcomes outcome=PLANNED door=console', 'ThrottledCalls'],
    },
    {
      name: 'a call that is not answered to the end',
      play: (world) => go(world, { ...REQUEST, dryRun: true }, { faults: ['describeSubnets:server-error:3'] }),
      counts: ['Failures errorName=AwsUnavailable', 'Outcomes outcome=PLANNED door=console'],
    },
    {
      name: 'a defect',
      play: (world) => go(world, REQUEST, { adapt: withoutParameters }),
      counts: ['Failures errorName=$ZodError', CLEAN, 'PlatformFailures'],
    },
    {
      name: 'an execution that is stopped, and what cleans up after it',
      play: (world) => meanwhile(world, REQUEST, 'PatchTrust', (_begin, stop) => stop()),
      counts: ['Outcomes outcome=OFFBOARDED door=clean-up'],
    },
    {
      name: 'samples that do not arrive',
      play: (world) => go(world, REQUEST, { adapt: withoutPatchTrust }),
      counts: ['NoSamples', 'Outcomes outcome=NO_SAMPLES door=console', 'SecondsToActive 360'],
    },
    {
      name: 'samples that do not arrive and are required',
      play: (world) => go(world, { ...REQUEST, requireSamples: true }, { adapt: withoutPatchTrust }),
      counts: ['Failures errorName=NoSamples', CLEAN, 'PlatformFailures'],
    },
  ],
};

const seen: Line[] = [];

describe.each(Object.entries(CASES))('of %s', (_name, steps) => {
  const world = freshWorld();

  test.each(steps)('$name is counted', async ({ play, counts }) => {
    const lines = await linesOf(() => play(world));
    seen.push(...lines);
    expect(countsOf(lines)).toEqual(counts);
    expect(lines.filter((line) => JSON.stringify(line).includes('unheard-of'))).toEqual([]);
  });
});

/** The pattern with each of its texts and numbers replaced, one after the other, by one that no line has. */
function broken(filter: Filter): Filter[] {
  return [...filter.pattern.matchAll(/"[^"]*"|\b\d+\b/g)].map(({ 0: token, index }) => {
    const rest = filter.pattern.slice(index + token.length);
    return { ...filter, pattern: `${filter.pattern.slice(0, index)}${token.startsWith('"') ? '"-"' : 1e9}${rest}` };
  });
}

test.each(FILTERS.flatMap((filter) => broken(filter)))('$name by $pattern would be seen', (filter) => {
  const others = FILTERS.filter(({ name }) => name !== filter.name);
  expect(countsOf(seen, [...others, filter])).not.toEqual(countsOf(seen));
});

test.each(FILTERS)('$name is of fields that its lines have', ({ pattern, value, dimensions }) => {
  const lines = seen.filter(parsePattern(pattern));
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    for (const { Value } of dimensions) expect(valueAt(line, Value)).toBeTypeOf('string');
    if (value !== '1') expect(valueAt(line, value)).toBeTypeOf('number');
  }
});

test.each(QUERIES)('the saved query $name reads what its lines have', ({ messages, fields }) => {
  const lines = seen.filter(({ message }) => messages.length === 0 || messages.includes(message));
  const missing = fields
    .filter((one) => one !== '@timestamp')
    .filter((one) => !lines.some((line) => valueAt(line, `$.${one}`) !== undefined));
  expect(missing).toEqual([]);
});

test("the functions' own lines are the registry's, with its fields", () => {
  for (const line of seen) {
    const known = Object.values(LOG_LINES).find(({ message }) => message === line.message);
    expect(known?.fields.safeParse(line).success, JSON.stringify(line)).toBe(true);
  }
});
