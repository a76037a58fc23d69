import * as z from 'zod/mini';
import { CLEAN_UP_DOOR, DOOR_NAMES } from './request/doors/doors.ts';
import { GIVEN, keptShape } from './request/fields.ts';
import { CONNECTION_STATES } from './notice/state/states.ts';
import { checkedList } from './settings/takenOver.ts';
import { askedSettings, scraperSettings } from './settings/settings.ts';
import { UNWAITED } from './waiting.ts';

/**
 * What passes between the states of a workflow. A state's output type and the next state's input are one schema, so that
 * the definition, the handlers and the tests cannot disagree about a field.
 */
const text = z.string();

/** How the scrape configuration is come by; the text itself stays in the execution's input or in the bundle. */
const configurationSource = z.union([
  z.object({ from: z.literal('service') }),
  z.object({ from: z.literal('request'), digest: text }),
  z.object({ from: z.literal('named'), name: text, digest: text }),
]);
/** As ResolveRequest has read it: CreateScraper finds the same text by it, or refuses another (`digest`). */
export type ConfigurationSource = z.infer<typeof configurationSource>;

/** What a later state needs of the request's tags it takes from the input itself: CreateScraper gets that whole, and would have them twice. */
const { tags: _tags, ...kept } = keptShape;

/** ResolveRequest's result: one pair, checked, with the defaults filled in. Every later state reads it and none changes it. */
export const connection = z.object({
  id: text,
  door: z.enum(DOOR_NAMES),
  /** The product's stack, which owns the connection. */
  stackId: z.exactOptional(text),
  clusterArn: text,
  workspaceArn: text,
  /** The product that asked, of one that is for some accounts alone. */
  product: z.exactOptional(text),
  /** Subnets are chosen from the cluster's when not given; empty when none fits and an existing scraper needs none. */
  ...askedSettings,
  ...kept,
  /** Which settings the request named itself. */
  given: z.array(z.enum(GIVEN)),
  configuration: configurationSource,
  /** What the configuration has set on the roles and the scraper, where it has something. */
  connectionTags: z.exactOptional(z.record(text, text)),
  /** The organizational units that the source account is in and the root, the nearest first, where a rule goes by them. */
  organizationalUnits: z.exactOptional(z.array(text)),
  /** The cluster's. */
  vpcId: text,
  /** When the cluster was made (ISO 8601), of a connection whose scraper was made for an earlier one of its name. */
  clusterMadeAt: z.exactOptional(text),
  authenticationMode: z.enum(['API', 'API_AND_CONFIG_MAP', 'CONFIG_MAP']),
  /** The ARN of the connection's scraper, when the cluster has access entries and none for it. */
  withoutAccessEntry: z.exactOptional(text),
  /** What was found of what a new scraper would take over from one that is there, or that the item keeps. */
  takenOver: z.array(checkedList),
  /** What the checks found that is no reason to refuse, or could not find out. */
  warnings: z.array(text),
  /** Whether it may connect a pair that was revoked before it began. */
  liftRevoke: z.exactOptional(z.boolean()),
  /** `https://aps-workspaces.<region>.amazonaws.com/workspaces/<id>/`, as DescribeWorkspace gives it. */
  prometheusEndpoint: text,
});
/** ResolveRequest's `connection`, which every later state of onboard gets as it is. */
export type Connection = z.infer<typeof connection>;

/** A connection with what its request asks to be tagged on all that is made for it, and the configuration. */
export interface TaggedConnection extends Connection {
  tags: Record<string, string>;
}

/**
 * A role as its state leaves it. `created` says whether this execution made it, in whichever attempt; `updated` whether it was
 * given something new that the request asks for; `repaired` what somebody had changed and was put back, a line each
 * (`repairedLine`).
 */
export const ensuredRole = z.object({ arn: text, created: z.boolean(), updated: z.boolean(), repaired: z.array(text) });
/** Result of CreateSourceRole and CreateTargetRole; PatchTrust reads `created`, VerifyIngestion the rest. */
export type EnsuredRole = z.infer<typeof ensuredRole>;

const SCRAPER_STATUSES = ['CREATING', 'UPDATING', 'ACTIVE'] as const;

/** Where a wait stands (`Waited`). */
const waited = { waitedSeconds: z.number(), waitSeconds: z.number() };

/** Where the wait for ACTIVE stands. Seconds count from when the scraper began to be made ready; no handler reads a clock. */
export const progress = z.object({
  status: z.enum(SCRAPER_STATUSES),
  ...waited,
  /** Whether a check after PatchTrust saw the scraper not ACTIVE yet, so that ACTIVE is the later of the two. */
  seenPending: z.boolean(),
  /** When it became ACTIVE (ISO 8601, the service's lastModifiedAt); absent before. */
  activeAt: z.exactOptional(text),
  /** The scraper's service-linked role, which CONFIG_MAP clusters have to map. */
  roleArn: z.exactOptional(text),
});
/** Part of CreateScraper's result, then CheckStatus's: ScraperActive? reads `status`, WaitForScraper `waitSeconds`. */
export type Progress = z.infer<typeof progress>;

/** The scraper that was deleted for the new one. */
const replacedScraper = z.object({
  arn: text,
  /** When its deletion began (ISO 8601, the service's lastModifiedAt); absent when it was gone before it could be looked at. */
  stoppedAt: z.exactOptional(text),
});
/** Of CreateScraper's result: VerifyIngestion counts the gap in the metrics from `stoppedAt` on. */
export type ReplacedScraper = z.infer<typeof replacedScraper>;

/**
 * A scraper as CreateScraper leaves it: there, and about to be ACTIVE. `created` says whether this execution made it, in whichever
 * attempt; `repaired` what somebody had changed and is put back, a line each.
 */
export const ensuredScraper = z.object({
  scraperId: text,
  arn: text,
  created: z.boolean(),
  /** Whether settings that the request names are being changed in place. */
  updated: z.boolean(),
  repaired: z.array(text),
  replaced: z.exactOptional(replacedScraper),
  /** What it has, or gets, for the inventory: the configuration by its digest. */
  settings: scraperSettings,
  /** Seconds between two scrapes of the job that scrapes most often: so long its first samples may take. */
  shortestIntervalSeconds: z.number(),
  warnings: z.array(text),
  progress,
});
/** Result of CreateScraper. PatchTrust and CheckStatus need `arn` and `scraperId`, VerifyIngestion and ReleaseConnection the rest. */
export type EnsuredScraper = z.infer<typeof ensuredScraper>;

/** What PatchTrust changed of roles that this execution had not created: for a new scraper, or what somebody had changed. */
const patchedTrust = z.object({ updated: z.array(text), repaired: z.array(text) });
/** Result of PatchTrust: ARNs, and a line for each repair; VerifyIngestion puts both into the output. */
export type PatchedTrust = z.infer<typeof patchedTrust>;

/** One thing that an execution would do. */
const plannedChange = z.object({
  action: z.enum(['create', 'update', 'replace', 'repair', 'delete']),
  /** Its ARN; of a scraper that does not exist yet, the ARN with `NEW_SCRAPER` for its id. */
  resource: text,
  /** Which part of it: a trust policy, an inline policy, the tags; absent for the whole. */
  part: z.exactOptional(text),
  /** Digests of what is there and of what will be; `none` for what is not. */
  before: text,
  after: text,
  /** A policy document as it will be, in full. */
  document: z.exactOptional(z.unknown()),
  /** Line by line, as a unified diff without its heading. */
  difference: text,
});
/** One entry of a dry run's `plan`, for a person: nothing is done by it. */
export type PlannedChange = z.infer<typeof plannedChange>;

/** What an execution of the same input would do, resource by resource. No changes when all is as it is to be. */
const plan = z.object({
  changes: z.array(plannedChange),
  /** What the plan cannot know, or what the changes entail: a gap in the metrics, an execution that is at work. */
  notes: z.array(text),
});
/** What PlanConnection puts into the output, for who asked for a dry run. */
export type Plan = z.infer<typeof plan>;

/** Targets that could be scraped, and that were found and could not be, by their last sample of `up`. */
const upAndDown = { up: z.number(), down: z.number() };
/** In all, and of the jobs with the most that are down first, of which there may be more. */
const targets = z.object({ ...upAndDown, jobs: z.array(z.object({ job: text, ...upAndDown })) });
type Targets = z.infer<typeof targets>;
/** One job's targets, by the job's name in the scrape configuration. */
export type JobTargets = Targets['jobs'][number];

/** The output of every execution that succeeds. */
export const output = z.object({
  outcome: z.enum(['ONBOARDED', 'NO_SAMPLES', 'PLANNED', 'IGNORED', 'OFFBOARDED']),
  reason: z.exactOptional(text),
  /** Of one that was IGNORED: what its cluster's connection is in all the same, and a short name of why. */
  state: z.exactOptional(z.enum(CONNECTION_STATES)),
  code: z.exactOptional(text),
  /** Absent, as the workspace is, where a cluster's tag names none. */
  connectionId: z.exactOptional(text),
  /** `clean-up`: what a rule starts for an execution that ended badly comes by no door. */
  door: z.enum([...DOOR_NAMES, CLEAN_UP_DOOR]),
  /** Absent for a clean-up after an execution that had made nothing. */
  clusterArn: z.exactOptional(text),
  workspaceArn: z.exactOptional(text),
  scraperArn: z.exactOptional(text),
  sourceRoleArn: z.exactOptional(text),
  targetRoleArn: z.exactOptional(text),
  created: z.array(text),
  updated: z.array(text),
  repaired: z.array(text),
  warnings: z.array(text),
  /** What of the connection's own scraper is scraped, job by job, as far as samples came while the execution looked. */
  targets: z.exactOptional(targets),
  manualSteps: z.exactOptional(z.object({ manifest: text, commands: z.array(text) })),
  /** Of a replacement: the old scraper, and from its deletion to the new one's samples being seen, in seconds, when both are known. */
  replaced: z.exactOptional(z.object({ scraperArn: text, gapSeconds: z.exactOptional(z.number()) })),
  /** Of a dry run. */
  plan: z.exactOptional(plan),
  /** Of offboard: the ARNs of what it took away, and of the workspaces that the cluster is not connected to any more. */
  deleted: z.exactOptional(z.array(text)),
  disconnected: z.exactOptional(z.array(text)),
});
/** What the last state ends with: Onboarded, Planned, Ignored, LeftAlone or offboard's Done. */
export type Output = z.infer<typeof output>;

/** Where the wait for one's turn as the connection's one writer stands. */
export const claim = z.union([
  z.object({
    status: z.literal('CLAIMED'),
    /** Whether the connection's item keeps settings that an execution was changing when it ended badly. */
    keepsSettings: z.boolean(),
  }),
  z.object({
    status: z.literal('WAIT'),
    ...waited,
    /** The pair's ACTIVE scraper, before the first look of a door that asks late and twice. */
    connectedBy: z.exactOptional(z.object({ arn: text, warnings: z.array(text) })),
  }),
  /** `output`: of an onboard, which ends with it. */
  z.object({ status: z.literal('IGNORE'), reason: text, output: z.exactOptional(output) }),
]);
/** Result of ClaimConnection: Claimed? reads `status`, WaitForTurn `waitSeconds`. */
export type Claim = z.infer<typeof claim>;
/** Before the first look: an execution has waited 0 s. */
export const UNCLAIMED: Claim = { status: 'WAIT', ...UNWAITED };

/** Who owns a connection. */
const owner = z.object({ door: z.enum(DOOR_NAMES), stackId: z.exactOptional(text) });
/** Whose a connection is: a door, and for the product door the stack. */
export type Owner = z.infer<typeof owner>;

/** What a clean-up leaves as it is: its ACTIVE scraper and both roles. */
const keptConnection = z.object({
  scraperArn: text,
  /** By the scraper's tag of its door; absent when that names none. */
  owner: z.exactOptional(owner),
});
/** Of a clean-up's DeleteScraper: ReleaseConnection writes the connection's item by it. */
export type KeptConnection = z.infer<typeof keptConnection>;

/** Where the deletion of a scraper stands; `deleted`: the ARNs of those that are gone or going. */
export const deletion = z.union([
  z.object({ status: z.literal('KEPT'), kept: keptConnection, deleted: z.array(text) }),
  /** `warnings`: of what is not the connection's and stays. */
  z.object({ status: z.literal('GONE'), deleted: z.array(text), warnings: z.array(text) }),
  z.object({ status: z.literal('WAIT'), ...waited, deleted: z.array(text) }),
]);
/** Result of UndoScraper and DeleteScraper: ScraperUndone? and ScraperGone? read `status`, the Wait states `waitSeconds`. */
export type Deletion = z.infer<typeof deletion>;
/** Before the first look, by which a clean-up tells it. */
export const UNDELETED: Deletion = { status: 'WAIT', ...UNWAITED, deleted: [] };

/** Where putting a scraper's settings back stands, after an update of them that failed. */
export const restoration = z.object({
  status: z.enum(['WAIT', 'DONE']),
  ...waited,
  /** Whether the settings before have been sent. */
  isSent: z.boolean(),
});
/** Result of RestoreScraper: ScraperRestored? reads `status`, WaitForRestore `waitSeconds`. */
export type Restoration = z.infer<typeof restoration>;
/** Before the first look: nothing has been sent. */
export const UNRESTORED: Restoration = { status: 'WAIT', ...UNWAITED, isSent: false };

/** `warnings`: of what an account that lets nobody in keeps, of an offboard that revokes. */
export const deletedRoles = z.object({ deleted: z.array(text), warnings: z.exactOptional(z.array(text)) });
/** Result of UndoRoles, DeleteTargetRole and DeleteRoles: ARNs of what was there and is gone. */
export type DeletedRoles = z.infer<typeof deletedRoles>;

/** What a Catch puts into the state: the error's name, and Lambda's JSON about it. */
export const failure = z.object({ Error: text, Cause: text });
/** As a Fail state ends with it: `Error` and `Cause` are Step Functions' own names. */
export type Failure = z.infer<typeof failure>;

/** How a failed execution ends, once its lease is given back. */
export const released = z.object({ error: z.exactOptional(text), cause: z.exactOptional(text) });
/** Result of ReleaseConnection; OnboardFailed ends with `error` and `cause`, both absent after a success. */
export type Released = z.infer<typeof released>;

/** What ResolveRequest hands on: a connection to make, or the output of an execution that has nothing to do. */
export const resolved = z.union([
  z.object({ decision: z.literal('CONNECT'), connection, claim, deletion, restoration }),
  z.object({ decision: z.literal('PLAN'), connection }),
  z.object({ decision: z.literal('IGNORE'), output }),
]);
/** Result of ResolveRequest: ToConnect? reads `decision`. */
export type Resolved = z.infer<typeof resolved>;

/** What offboard takes away, one connection after the other. */
export const offboarding = z.object({
  id: text,
  door: z.enum(DOOR_NAMES),
  stackId: z.exactOptional(text),
  clusterArn: text,
  workspaceArn: text,
  /** Whichever door owns it: its cluster is gone, an execution was cut short, or it is revoked. */
  cleansUp: z.boolean(),
  /** Takes away only what carries this execution's tag. */
  onlyCreatedBy: z.exactOptional(text),
  /** The stack that that execution was for, of the product door's while Step Functions still knows it. */
  createdForStack: z.exactOptional(text),
  /** The pair is cut off, and kept off: its target role goes before anything else, whatever the source account says. */
  revoke: z.exactOptional(z.boolean()),
});
/** ResolveOffboard's `connection`, which every state of that connection gets as it is. */
export type Offboarding = z.infer<typeof offboarding>;

const pair = { clusterArn: text, workspaceArn: text };

/** What offboard has done so far. */
const offboardTally = z.object({
  /** The ids of the connections that it has been at, however that ended. */
  done: z.array(text),
  deleted: z.array(text),
  /** The ARNs of the workspaces whose connection it has taken away. */
  disconnected: z.array(text),
  failed: z.array(z.object({ ...pair, error: text, message: text })),
  /** Those that were left as they are: another door owns them, or a clean-up found them whole. */
  ignored: z.array(z.object({ ...pair, reason: text })),
  /** What there is to know of those that it has taken away. */
  warnings: z.array(text),
  /** The cluster of the last connection. */
  clusterArn: z.exactOptional(text),
  /** Those whose lease could not be given back, or whose item could not be removed: the next execution does it. */
  unreleased: z.array(z.object({ ...pair, error: text, message: text })),
});
/** Handed on from connection to connection, within a state's 262,144 bytes. */
export type OffboardTally = z.infer<typeof offboardTally>;

/** What ResolveOffboard hands on: the next connection, or how the execution ends when there is none. */
export const resolvedOffboard = z.union([
  z.object({
    decision: z.literal('OFFBOARD'),
    connection: offboarding,
    tally: offboardTally,
    claim,
    deletion,
    /** How a release says that it ended: with an execution's own things alone, what was there before may be there still. */
    end: z.enum(['GONE', 'CLEANED']),
  }),
  z.object({ decision: z.literal('PLAN'), connection: offboarding }),
  z.object({ decision: z.literal('FAILED'), failure }),
  z.object({ decision: z.literal('DONE'), output }),
]);
/** Result of ResolveOffboard: ToOffboard? reads `decision`. */
export type ResolvedOffboard = z.infer<typeof resolvedOffboard>;

/** All that offboard's state machine keeps once it has claimed a connection. */
export const offboardState = z.object({
  connection: offboarding,
  tally: offboardTally,
  /** The target role alone, of an offboard that revokes. */
  cutOff: z.exactOptional(deletedRoles),
  claim,
  deletion,
  roles: deletedRoles,
  end: z.enum(['GONE', 'CLEANED']),
});

/** What the states of one connection leave to the look for the next; the tally alone before the first. */
export const lastOffboarding = z.object({
  tally: offboardTally,
  connection: z.exactOptional(offboarding),
  cutOff: z.exactOptional(deletedRoles),
  claim: z.exactOptional(claim),
  deletion: z.exactOptional(deletion),
  roles: z.exactOptional(deletedRoles),
  failure: z.exactOptional(failure),
  releaseFailure: z.exactOptional(failure),
});
/** The `last` of ResolveOffboard's input, as NextConnection gathers it. */
export type LastOffboarding = z.infer<typeof lastOffboarding>;

/** What a run has made of its scraper's logging. */
const switchedLogging = z.object({ changed: z.boolean(), warnings: z.array(text) });
/** Made by VerifyIngestion's first look, and kept for its last, which tells the warnings. */
export type SwitchedLogging = z.infer<typeof switchedLogging>;

/** Where the wait for samples stands. `done` carries the execution's output, which is the last state's. */
export const ingestion = z.union([
  z.object({
    status: z.literal('WAITING'),
    ...waited,
    /** Samples count from here on: seconds since the epoch, on AWS's clock. */
    since: z.exactOptional(z.number()),
    /** Why the last query could not be answered. */
    problem: z.exactOptional(text),
    /** Of a run that the logs are asked of: the first look switches them. */
    logging: z.exactOptional(switchedLogging),
  }),
  z.object({ status: z.literal('DONE'), output }),
]);
/** Result of VerifyIngestion: SamplesArrived? reads `status`, WaitForSamples `waitSeconds`. */
export type Ingestion = z.infer<typeof ingestion>;

/** All that the state machine keeps once the scraper exists; VerifyIngestion makes the output of it. */
export const onboardState = z.object({
  connection,
  claim: z.exactOptional(claim),
  sourceRole: ensuredRole,
  targetRole: ensuredRole,
  scraper: ensuredScraper,
  trust: patchedTrust,
  /** Why the table could not be told that the connection is established. */
  unestablished: z.exactOptional(failure),
  ingestion: z.exactOptional(ingestion),
});
/** The whole state from CheckStatus on, which VerifyIngestion gets as its input's `state`. */
export type OnboardState = z.infer<typeof onboardState>;
