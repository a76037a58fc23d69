import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import { connectionId } from '../../functions/shared/names.ts';
import { storedConfiguration } from '../../functions/shared/fleet/table/storedRun.ts';
import type { ExecutionRecord, Item, World } from '../../local/state/state.ts';
import { SOURCE, TARGET } from './world.ts';

const EXECUTIONS = 'arn:aws:states:us-west-2:333333333333:execution:amp-scraper';
const GONE = `arn:aws:eks:us-west-2:${SOURCE}:cluster/gone`;
const SHOP = `arn:aws:eks:us-west-2:${SOURCE}:cluster/shop`;
const CENTRAL = `arn:aws:aps:us-west-2:${TARGET}:workspace/ws-11111111-2222-3333-4444-555555555555`;
const TWO_DAYS_MS = 48 * 3_600_000;

const stored = z.looseObject({ value: z.object({ B: z.string() }) });

function compressed(value: unknown): { B: string } {
  return { B: gzipSync(JSON.stringify(value)).toString('base64') };
}

function fleetItem(sk: string, run: string, value: unknown): Item {
  return { pk: { S: 'fleet' }, sk: { S: sk }, schema: { N: '1' }, run: { S: run }, value: compressed(value) };
}

/** What a run of reconcile has found in the table: a configuration that it has seen for two days. */
function age(item: Item): void {
  const { value } = stored.parse(item);
  const seen = storedConfiguration.parse(JSON.parse(gunzipSync(Buffer.from(value.B, 'base64')).toString()));
  const firstSeenAt = new Date(Date.parse(seen.firstSeenAt) - TWO_DAYS_MS).toISOString();
  item['value'] = compressed({ ...seen, firstSeenAt });
}

function ended(world: World, workflow: string, status: ExecutionRecord['status']): string {
  const [executionArn, stateMachineArn] = ['execution', 'stateMachine'].map((kind) =>
    `${EXECUTIONS}-${workflow}${kind === 'execution' ? ':ended' : ''}`.replace(':execution:', `:${kind}:`),
  );
  if (executionArn === undefined || stateMachineArn === undefined) throw new Error('There are two kinds.');
  const times = { startDate: world.now, stopDate: world.now };
  const made = { executionArn, stateMachineArn, name: 'ended', status, ...times, input: '{}', output: '{}' };
  world.executions = { ...world.executions, [executionArn]: made };
  return executionArn;
}

/**
 * After a run that has noted the configuration: somebody else's lease that is over, an attempt that ended well, a cluster that is wanted,
 * and a connection of one that is gone, on which an offboard was at work.
 */
export function prepareFleet(world: World): void {
  for (const { items } of Object.values(world.tables ?? {})) {
    const configuration = items.find((item) => JSON.stringify(item['sk']).includes('"configuration"'));
    if (configuration) age(configuration);
    const run = ended(world, 'reconcile', 'FAILED');
    const startedAt = new Date(world.now).toISOString();
    const attempt = {
      clusterArn: SHOP,
      executionArn: ended(world, 'onboard', 'SUCCEEDED'),
      kind: 'connect',
      failures: 1,
    };
    items.push(fleetItem('lease', run, { startedAt }), fleetItem(`attempt#${SHOP}`, run, attempt), {
      pk: { S: GONE },
      sk: { S: `connection#${connectionId('amp-scraper', GONE, CENTRAL)}` },
      schema: { N: '1' },
      clusterArn: { S: GONE },
      workspaceArn: { S: CENTRAL },
      door: { S: 'console' },
      established: { BOOL: true },
      lease: { S: ended(world, 'offboard', 'FAILED') },
    });
  }
}

const begun = z.object({
  outcome: z.literal('RECONCILED'),
  started: z.object({ connect: z.literal(1), bury: z.literal(1) }),
  warnings: z.array(z.string()).length(0),
});

/** Whether all was seen and begun, and the lease is given back and the attempt forgotten. */
export function isReconciled(world: World, output: unknown): boolean {
  const items = Object.values(world.tables ?? {}).flatMap((table) => table.items);
  const isLeft = items.some((item) => ['{"S":"lease"}'].includes(JSON.stringify(item['sk'])));
  return begun.safeParse(output).success && !isLeft;
}
