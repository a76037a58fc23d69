/** What a picture of a run is drawn from: plain JSON. Times are milliseconds since the epoch on the virtual clock; payloads and policies JSON text. */

import type { Plan } from '../../functions/shared/contract.ts';
import type { ReconcileOutput } from '../../functions/shared/fleet/run.ts';
import type { StateGraph, TransitionEdge } from './graph.ts';

/** All that a report shows, as plain data. Times are milliseconds since the epoch, on the virtual clock. */
export interface RunReport {
  /** What was run, e.g. `onboard events/console-onboard.json`. */
  title: string;
  /** How it ended, as the last line of `npm start` has it. */
  verdict: string;
  hasSucceeded: boolean;
  from: number;
  until: number;
  /** In the order of their starts. */
  executions: ExecutionPicture[];
  /** How many more there were than are drawn: those that ended well, the latest. */
  omitted: number;
  accounts: AccountCard[];
  chains: TrustChain[];
  samples: SampleCurve[];
}

type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** One execution: its graph, and the ways that it went. */
export interface ExecutionPicture {
  executionArn: string;
  /** E.g. `onboard`. */
  machine: string;
  name: string;
  status: ExecutionStatus;
  startedAt: number;
  /** Absent while it is RUNNING. */
  endedAt?: number;
  input?: string;
  output?: string;
  error?: string;
  cause?: string;
  graph: StateGraph;
  /** In the order in which the states were entered. */
  passages: Passage[];
  /** Of a dry run. */
  plan?: Plan;
  /** Of a run of reconcile. */
  fleet?: ReconcileOutput;
}

/** `caught`: its error led to another state. `failed`: the execution ended in it by an error or a Fail state. */
export type PassageEnd = 'running' | 'succeeded' | 'caught' | 'failed' | 'aborted';

/** One passage through a state. */
export interface Passage {
  state: string;
  /** The state's Type, e.g. `Task`. */
  type: string;
  end: PassageEnd;
  enteredAt: number;
  /** Absent while it is in the state. */
  leftAt?: number;
  /** The transition by which it was left; absent where no other state was entered after it. */
  leftBy?: Pick<TransitionEdge, 'to' | 'kind'>;
  input?: string;
  output?: string;
  /** Of a Task, the first included: every one but the first is a retry. */
  attempts: Attempt[];
  /** Equal calls together. */
  calls: CallCount[];
  error?: string;
  cause?: string;
}

/** One invocation of a state's function. */
export interface Attempt {
  at: number;
  /** Absent while the function runs. */
  until?: number;
  error?: string;
  cause?: string;
}

/** Equal calls of one passage together. */
export interface CallCount {
  accountId: string;
  /** E.g. `iam:CreateRole`. */
  operation: string;
  /** Of HTTP. */
  status: number;
  error?: string;
  times: number;
}

/** What an account has of the connections, after the run. */
export interface AccountCard {
  accountId: string;
  /** What it is to the run. */
  parts: ('workflow' | 'source' | 'target')[];
  clusters: { name: string; arn: string; region: string; tags: Record<string, string> }[];
  /** Those of connections. */
  roles: { name: string; arn: string; trustPolicy: string; policies: { name: string; document?: string }[] }[];
  scrapers: { scraperId: string; arn: string; alias?: string; status: string; statusReason?: string }[];
  workspaces: { arn: string; alias?: string; series: number }[];
}

/** The way of a scraper's samples: scraper, source role, target role, workspace. */
export interface TrustChain {
  scraperArn: string;
  workspaceArn: string;
  /** As it was when PatchTrust was entered, or where it was not, when the run began; absent where there was no scraper. */
  before?: ChainLink[];
  /** Absent where there is no scraper any more. */
  after?: ChainLink[];
}

/** One step by which samples get from the scraper to the workspace, and whether IAM allows it. */
export interface ChainLink {
  /** E.g. the scraper's ARN. */
  from: string;
  to: string;
  action: 'sts:AssumeRole' | 'aps:RemoteWrite';
  isAllowed: boolean;
  /** In AWS's words. */
  explanation: string;
  /** Of a refusal: the policies that had to allow it, and for each statement why it does not, or that it denies. */
  refusedBy?: { policy: string; statement?: string; reasons: string[] }[];
}

/** The `up` series of a connection in its workspace: at each scrape how many targets were up, and how many were down. */
export interface SampleCurve {
  workspaceArn: string;
  connectionId: string;
  points: { at: number; up: number; down: number }[];
}
