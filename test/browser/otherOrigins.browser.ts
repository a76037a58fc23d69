import { setTimeout } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { describe, expect, vi } from 'vitest';
import { pageTest } from './harness/test.ts';
import { serveAws } from './harness/served.ts';
import { ATTACKS, type Attack } from './otherOrigins/attacks.ts';
import { EFFECTS, type Effect } from './otherOrigins/effects.ts';
import { openAs } from './otherOrigins/openAs.ts';
import { callFromNode, signedCall } from './otherOrigins/signedCall.ts';
import { ANSWER, PAGE, SANDBOXED, startWitness } from './otherOrigins/witness.ts';

const test = pageTest
  .extend('aws', { scope: 'file' }, async ({}, { onCleanup }) => {
    const served = await serveAws();
    onCleanup(() => served.stop());
    return served;
  })
  .extend('evil', { scope: 'file' }, async ({}, { onCleanup }) => {
    const evil = await startWitness();
    onCleanup(() => evil.close());
    return evil;
  })
  .extend('witness', { scope: 'file' }, async ({}, { onCleanup }) => {
    const witness = await startWitness();
    onCleanup(() => witness.close());
    return witness;
  });

/** Pages of another server, by its port. */
const ORIGINS: Readonly<Record<string, (port: number) => string>> = {
  'of another port': (port) => `http://127.0.0.1:${port}${PAGE}`,
  'of another name of loopback': (port) => `http://evil.localhost:${port}${PAGE}`,
  'of another name': (port) => `http://evil.example:${port}${PAGE}`,
  'without an origin': (port) => `http://127.0.0.1:${port}${SANDBOXED}`,
};

/** A page hears nothing of what it sends by some ways, e.g. a beacon. */
const LATE_MS = 1_000;

let nth = 0;
const nextId = () => `stolen-${(nth += 1)}`;

interface Attempt {
  by: string;
  effect: Effect;
  id: string;
}

const attempts: Attempt[] = [];
const attempt = (by: string, effect: Effect): string => {
  const id = nextId();
  attempts.push({ by, effect, id });
  return id;
};

const run = (page: Page, { run, how = {} }: Attack, call: Awaited<ReturnType<typeof signedCall>>) =>
  page.evaluate(run, call, how);

async function isThere(endpoint: string, { look }: Effect, id: string): Promise<boolean> {
  const { status } = await callFromNode(await signedCall(endpoint, look(id)));
  return status === 200;
}

describe.for(Object.entries(ATTACKS))('by %s', ([by, attack]) => {
  test('a server that asks nobody is reached, and its own page reads what can be read', async ({ page, witness }) => {
    witness.forget();
    const own = `http://evil.example:${witness.port}`;
    await page.goto(`${own}${PAGE}`);
    for (const { begin } of EFFECTS) {
      const read = await run(page, attack, await signedCall(own, begin(nextId())));
      expect(read).toBe(attack.reads === 'none' ? '' : ANSWER);
    }
  });

  test.for(Object.entries(ORIGINS))(
    'a page %s reads nothing',
    async ([origin, pageAt], { page, aws, evil, witness }) => {
      await page.goto(pageAt(evil.port));
      for (const effect of EFFECTS) {
        witness.forget();
        await run(page, attack, await signedCall(`http://127.0.0.1:${witness.port}`, effect.begin(nextId())));
        await vi.waitFor(() => expect(witness.methods()).toEqual(attack.sends));

        const call = await signedCall(aws.endpoint, effect.begin(attempt(`${by}, a page ${origin}`, effect)));
        expect(await run(page, attack, call)).toBe('');
      }
    },
  );

  test('a page whose name resolves to this machine reads that it is refused', async ({ page, aws }) => {
    const endpoint = aws.endpoint.replace('127.0.0.1', 'evil.example');
    await openAs(page, `${endpoint}${PAGE}`);
    for (const effect of EFFECTS) {
      const call = await signedCall(endpoint, effect.begin(attempt(`${by}, a name that resolves`, effect)));
      const read = await run(page, attack, call);
      if (attack.reads === 'any')
        expect(read).toContain(`Host is ${new URL(endpoint).host}, which is no name of loopback.`);
      else expect(read).toBe('');
    }
  });
});

describe.for(EFFECTS.map((effect) => [effect.name, effect] as const))('the same call for %s', ([, effect]) => {
  test('by a client that is no browser takes effect', async ({ aws }) => {
    const id = nextId();
    const answer = await callFromNode(await signedCall(aws.endpoint, effect.begin(id)));
    expect(await answer.text()).toMatch(effect.answer);
    expect(await isThere(aws.endpoint, effect, id)).toBe(true);
  });

  test('by a page of its own origin takes effect, and is read', async ({ page, aws }) => {
    const endpoint = aws.endpoint.replace('127.0.0.1', 'localhost');
    await openAs(page, `${endpoint}${PAGE}`);
    const id = nextId();
    const { fetch: attack } = ATTACKS;
    if (attack === undefined) throw new Error('There is no attack by fetch.');
    expect(await run(page, attack, await signedCall(endpoint, effect.begin(id)))).toMatch(effect.answer);
    expect(await isThere(aws.endpoint, effect, id)).toBe(true);
  });
});

/** After all others: what comes late is seen, too. */
test('none of the attempts took effect, and none came as far as a service', async ({ aws }) => {
  expect(attempts.length).toBeGreaterThan(0);
  await setTimeout(LATE_MS);
  const done: string[] = [];
  for (const { by, effect, id } of attempts)
    if (await isThere(aws.endpoint, effect, id)) done.push(`${effect.name} by ${by}`);
  expect.soft(done).toEqual([]);
  expect(aws.output()).not.toMatch(/^\S+ {2}- {2}/m);
});
