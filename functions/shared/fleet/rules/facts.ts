import type { ConnectionItem } from '../../connection/table/lease.ts';
import type { AcceptedWorkspaces } from '../../deploymentData.ts';
import type { SeenPair, SeenRoles, SeenWorkspace } from '../seen.ts';
import type { Attempt } from './attempts.ts';

/** A connection's item, and whether the execution that has its lease is RUNNING, or may be. */
export type FleetConnection = Pick<
  ConnectionItem,
  'connectionId' | 'clusterArn' | 'workspaceArn' | 'door' | 'established' | 'lease' | 'revoked'
> & { holderRuns: boolean };

/** What of the deployment's configuration a run goes by. */
export interface FleetConfiguration {
  /** When a run first saw the configuration as it is (ISO 8601). */
  firstSeenAt: string;
  clusterTagKeys: readonly string[];
  workspaces: AcceptedWorkspaces;
  /** Accounts whose connections are being taken away by hand: nothing is begun there. */
  draining: readonly string[];
  /** Accounts in which nothing is begun. */
  heldAccounts: readonly string[];
  /** The accounts, Regions and workspace ARNs that take no new connection any more. */
  withdrawn: readonly string[];
  /** Scrapers that an account may have in the Region. */
  scraperQuota: number;
  takesAway: boolean;
  repairDrift: boolean;
  /** Onboards that a run starts at most. */
  maximumNew: number;
  /** How many Regions have a workflow, which share what IAM allows an account. */
  regions: number;
}

/** All that a run decides by: what AWS answered in this run, and what the table has. */
export interface FleetFacts {
  /** When the run started (ISO 8601): no rule reads a clock. */
  now: string;
  installation: string;
  /** The accounts of the Region's pairs; one that no pair was seen of was not looked at. */
  accounts: readonly string[];
  pairs: readonly SeenPair[];
  workspaces: readonly SeenWorkspace[];
  roles: readonly SeenRoles[];
  connections: readonly FleetConnection[];
  attempts: readonly Attempt[];
  configuration: FleetConfiguration;
  /** What a plan let wait for the approval that is given: its digest, when it was made (ISO 8601), and what it was. */
  shown?: { digest: string; at: string; evidence: readonly (readonly [string, string, string])[] } | undefined;
  /** The digest that an execution approves. */
  approve?: string | undefined;
}
