import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acceleratedClock } from '../../local/state/clock.ts';
import type { World } from '../../local/state/state.ts';
import { startRuntime } from '../../local/workflow/runtime.ts';
import { BUNDLED } from '../bundles.ts';
import { CLUSTER, DEPLOYMENT, scrapers, WORKSPACE } from '../workflow/support.ts';
import { openShell, type Ran, type Shell } from './cli/shell.ts';
import { blocksOf, readPage } from './pages.ts';
import { openScene, type Situation } from './scene.ts';
import { SITUATIONS } from './situations.ts';

const PAGES = ['docs/runbook.md', 'docs/alarms.md', 'docs/procedures.md'];

/** What cannot be rehearsed against `npm run aws`, by service or command, and why. */
const NOT_REHEARSED: readonly { command: RegExp; reason: string; alone?: string }[] = [
  { command: /^cloudformation /, reason: 'Stacks are deployed as they are: CloudFormation shows their status alone.' },
  { command: /^cloudtrail /, reason: 'Records go to EventBridge and are not kept.' },
  { command: /^health /, reason: 'It needs a support plan, and tells of AWS itself.' },
  { command: /^service-quotas /, reason: 'Quotas are not emulated as a service.' },
  {
    command: /^lambda (list|delete)-/,
    reason: 'Versions are removed where updates are deployed.',
    alone: `
      aws lambda list-versions-by-function --profile workflow --function-name amp-scraper-resolveRequest
      aws lambda delete-function --profile workflow --function-name amp-scraper-resolveRequest --qualifier 1`,
  },
];

const isExcused = (name: string) => NOT_REHEARSED.some(({ command }) => command.test(name));

/** The commands under a heading, and the scripts that they stand in. */
interface Section {
  heading: string;
  blocks: string[];
}

const ofPages = PAGES.flatMap(sectionsOf);
const preamble = ofPages.find(({ heading }) => heading === 'Before you begin')?.blocks.join('\n') ?? '';
const sections = ofPages.filter(({ blocks }) => namesIn(blocks.join('\n')).length > 0);

function sectionsOf(page: string): Section[] {
  const fences = blocksOf(page);
  const fenced = new Set(fences.flatMap(({ at, lines }) => lines.map((_line, nth) => at + nth)));
  const headings = readPage(page).flatMap((line, at) => {
    const heading = fenced.has(at) ? undefined : /^#{1,3} (.+)$/.exec(line)?.[1];
    return heading === undefined ? [] : [{ heading, at }];
  });
  return headings.map(({ heading, at }, nth) => {
    const end = headings[nth + 1]?.at ?? Number.POSITIVE_INFINITY;
    const blocks = fences.filter((one) => one.info === 'sh' && one.at > at && one.at < end);
    return { heading, blocks: blocks.map(({ lines }) => lines.join('\n')) };
  });
}

/** The commands of a script, e.g. `iam get-role`. */
function namesIn(script: string): string[] {
  return [...script.matchAll(/\baws ([a-z][a-z-]+) ([a-z][a-z-]+)/g)].map(([, service, name]) => `${service} ${name}`);
}

const nameOf = ({ args: [service, name] }: Ran) => `${service} ${name}`;

/** What a reader puts in for the dots, of the world that is there. */
function filled(block: string, world: World, nth: number): string {
  const ids = scrapers(world).map(({ arn }) => arn.replace(/.*\//, ''));
  const subnets = ['subnet-0a00000000000000b', 'subnet-0a00000000000000c'];
  const cluster = Object.values(world.accounts['111111111111']?.clusters ?? {})[0];
  const message = Object.values(world.monitoring?.queues ?? {}).flatMap(({ messages }) => messages)[0];
  let subnet = 0;
  return block
    .replaceAll(/^npx .*$/gm, '')
    .replace('"clusterArn":"..."', `"clusterArn":"${CLUSTER}"`)
    .replace('"workspaceArn":"..."', `"workspaceArn":"${WORKSPACE}"`)
    .replaceAll('subnet-...', () => subnets[subnet++ % subnets.length] ?? '')
    .replaceAll(/\bs-\.\.\./g, ids[Math.min(nth, ids.length - 1)] ?? 's-00000000-0000-0000-0000-000000000000')
    .replaceAll('sg-...', cluster?.clusterSecurityGroupId ?? '')
    .replace('--receipt-handle ...', `--receipt-handle ${message?.at}/1`);
}

const STACK =
  'arn:aws:cloudformation:us-west-2:333333333333:stack/SC-333333333333-pp-shop/5f2b1e50-ea10-11f0-9c3a-0242ac120002';

/** Its own: what people do by hand leaves what no execution names. */
const runtime = await startRuntime(DEPLOYMENT, { ...BUNDLED, hurry: 1_000 });
let shell: Shell;
beforeAll(async () => {
  const profiles = { source: '111111111111', target: '222222222222', workflow: '333333333333' };
  shell = await openShell({ endpoint: runtime.endpoint, region: 'us-west-2', profiles });
});
afterAll(async () => {
  shell.close();
  await runtime.close();
});

/** Brings the heading's situation about, and runs what stands there as its reader would. */
async function rehearse({ heading, blocks }: Section, situation: Situation) {
  const scene = openScene(runtime, situation);
  const execution = await situation.produce(scene);
  const error = execution.error;
  const { world } = scene;
  const stage = runtime.open({ world, clock: acceleratedClock(world.now, situation.speed ?? 600) });
  stage.goOn();
  writeFileSync(join(shell.folder, 'body.json'), JSON.stringify({ clusterArn: CLUSTER, workspaceArn: WORKSPACE }));
  const order = situation.order ?? blocks.map((_block, nth) => nth);
  const script = order.map((nth) => filled(blocks[nth] ?? '', world, nth)).join('\n');
  const variables = `export EXECUTION=${execution.executionArn} STACK=${STACK}`;
  const { ran, stderr: told } = await shell.run([preamble, variables, script].join('\n'));
  await stage.leave();
  return { heading, error, ran, told };
}

/** What a shell has told beside what its commands were refused. */
function unexplained(told: string, ran: readonly Ran[]): string {
  return ran.reduce((text, { refused = '' }) => text.replace(refused, ''), told).trim();
}

describe('the commands of runbook, alarms and procedures', () => {
  test('have a situation each, and no situation is for nothing', () => {
    expect(sections.map(({ heading }) => heading).filter((heading) => SITUATIONS[heading] === undefined)).toEqual([]);
    expect(Object.keys(SITUATIONS).filter((one) => !sections.some(({ heading }) => heading === one))).toEqual([]);
    expect(sections.flatMap(({ blocks }) => namesIn(blocks.join('\n'))).length).toBeGreaterThan(95);
  });

  test.each(sections)(
    'of $heading work against npm run aws, but for those that cannot for a reason',
    async (section) => {
      const situation = SITUATIONS[section.heading];
      if (situation === undefined) return expect.unreachable(section.heading);
      const { ran, error, told } = await rehearse(section, situation);
      const refused = ran.flatMap((one) => (one.refused === undefined ? [] : `${one.args.join(' ')}: ${one.refused}`));
      if (situation.isError) expect(error).toBe(section.heading);
      expect(refused.filter((text) => !isExcused(text))).toEqual([]);
      expect(unexplained(told, ran)).toBe('');
      const asked = new Set(ran.map(nameOf));
      const stated = namesIn(section.blocks.join('\n'));
      expect(stated.filter((name) => !asked.has(name) && !isExcused(name))).toEqual([]);
      expect(ran.filter((one) => one.refused === undefined && isExcused(nameOf(one)))).toEqual([]);
    },
  );
});

describe('what is excused', () => {
  const stated = sections.flatMap(({ blocks }) => namesIn(blocks.join('\n')));

  test.each(NOT_REHEARSED)('$command: $reason', async ({ command, alone }) => {
    expect(stated.some((name) => command.test(name))).toBe(true);
    if (alone === undefined) return;
    const { ran } = await shell.run(alone);
    expect(ran.map(({ refused = 'none' }) => refused.replace(/:.*/s, ''))).toEqual(ran.map(() => 'NotEmulated'));
    expect(ran.length).toBeGreaterThan(0);
  });
});
