/** The server's own answers: what both ends of them agree on. */

import * as z from 'zod/mini';
import type { Environment } from '../../functions/shared/environment.ts';
import type { ChainLink } from '../runReport/report.ts';

/** What the page says that it is, in its calls of AWS. */
export const PAGE = 'amp-scraper-console';

const text = z.string();
const isObject = (value: unknown) => typeof value === 'object' && value !== null;

/** A Region in which an installation has its workflow. */
const workflowPlace = z.object({
  accountId: text,
  region: text,
  /** What its functions hold a request against. */
  environment: z.custom<Environment>(isObject),
});
/** Where the page starts executions, and by what it fills in forms. */
export type WorkflowPlace = z.infer<typeof workflowPlace>;

/** `GET /console/deployment`. */
export const deploymentFacts = z.object({
  /** Of the world. */
  accounts: z.array(text),
  places: z.array(workflowPlace),
});
/** They stay the same while the server runs. */
export type DeploymentFacts = z.infer<typeof deploymentFacts>;

/** `GET /console/clock`: milliseconds since the epoch on the served clock. */
export const clockFacts = z.object({ now: z.number() });

/** `GET /console/chains`: a scraper's trust as it is. */
const chainNow = z.object({
  scraperArn: text,
  workspaceArn: text,
  links: z.array(z.custom<ChainLink>(isObject)),
});
/** Of every scraper of the world. */
export const chainFacts = z.array(chainNow);
/** Link by link, from the scraper to the workspace. */
export type ChainNow = z.infer<typeof chainNow>;

/** `GET /console/mail`: a message to a topic, which its subscribers have got. */
const mail = z.object({
  topicArn: text,
  messageId: text,
  at: z.number(),
  subject: z.optional(text),
  message: text,
});
/** The latest, as many as the server gives. */
export const mailFacts = z.array(mail);
/** `at` in milliseconds since the epoch, on the served clock. */
export type Mail = z.infer<typeof mail>;
