/** Whether a scraper's samples are let into its workspace, link by link, before a run's change of trust and after it. */

import { arnParts } from '../../functions/shared/arn.ts';
import { evaluate, assumeRoleCheck } from '../policies/authorize.ts';
import { explainRefusal } from '../policies/explainRefusal.ts';
import { chainSteps, type ChainStep } from '../scrapers/chain.ts';
import type { Role, Scraper, World } from '../state/state.ts';
import type { ChainLink, TrustChain } from './report.ts';

/** A world with more scrapers is not copied for a picture. */
const MOST = 20;

/** What is kept of a run's trust while it runs. */
export interface ChainWatch {
  /** PatchTrust is entered: a scraper that was not there before has its trust copied. */
  patching(): void;
  /** The chains of the scrapers that there were and are, as they were and are. */
  chains(): Promise<TrustChain[]>;
}

interface Seen {
  scraper: Scraper;
  /** With the roles as they were. */
  world: World;
}

/** Begins with the scrapers that are there; the trust of the others is copied when PatchTrust is entered. */
export function watchChains(world: World): ChainWatch {
  const seen = new Map<string, Seen>();
  const look = () => {
    for (const scraper of scrapersOf(world).slice(0, MOST))
      if (!seen.has(scraper.arn))
        seen.set(scraper.arn, { scraper: structuredClone(scraper), world: copied(world, scraper) });
  };
  look();
  return {
    patching: look,
    async chains() {
      const now = new Map(scrapersOf(world).map((one) => [one.arn, one]));
      const arns = [...new Set([...seen.keys(), ...now.keys()])].slice(0, MOST);
      return Promise.all(arns.map((arn) => chainOf(seen.get(arn), now.get(arn), world)));
    },
  };
}

function scrapersOf({ accounts }: World): Scraper[] {
  return Object.values(accounts).flatMap(({ scrapers }) => Object.values(scrapers));
}

/** Roles are changed in place; nothing else that a chain is evaluated by is. */
function copied(world: World, { accountId, workspaceArn }: Scraper): World {
  const ids = new Set([accountId, arnParts(workspaceArn).accountId]);
  const accounts = Object.entries(world.accounts).map(([id, account]) =>
    ids.has(id) ? ([id, { ...account, roles: structuredClone(account.roles) }] as const) : ([id, account] as const),
  );
  return { ...world, accounts: Object.fromEntries(accounts) };
}

async function chainOf(seen: Seen | undefined, now: Scraper | undefined, world: World): Promise<TrustChain> {
  const before = seen && (await linksOf(seen.world, seen.scraper));
  const after = now && (await linksOf(world, now));
  const { arn = '', workspaceArn = '' } = now ?? seen?.scraper ?? {};
  return {
    scraperArn: arn,
    workspaceArn,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

/** Each link by itself: one that is refused does not hide the next. */
export async function linksOf(world: World, scraper: Scraper): Promise<ChainLink[]> {
  return Promise.all(chainSteps(scraper).map((step) => linkOf(world, step)));
}

async function linkOf(world: World, step: ChainStep): Promise<ChainLink> {
  const { from, to } = step;
  const { principal, check } = step.assume === undefined ? step : assumeRoleCheck(step.assume);
  const action = step.assume === undefined ? 'aps:RemoteWrite' : 'sts:AssumeRole';
  if (principal.kind === 'role' && roleOf(world, principal.roleArn) === undefined) {
    const explanation = `The role ${principal.roleArn} does not exist.`;
    return { from, to, action, isAllowed: false, explanation };
  }
  const { allowed, explanation, layer = 'identity' } = await evaluate(world, principal, check);
  const refusedBy = allowed ? {} : { refusedBy: await explainRefusal(world, principal, check, layer) };
  return { from, to, action, isAllowed: allowed, explanation, ...refusedBy };
}

function roleOf(world: World, roleArn: string): Role | undefined {
  return world.accounts[arnParts(roleArn).accountId]?.roles[roleArn];
}
