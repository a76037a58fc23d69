import type { From, Organization, Workspace } from '../fields.ts';

/** What the fields have to say of each other. */
export interface Fields {
  name: string;
  clusterTagKey?: string[] | undefined;
  partition: 'aws' | 'aws-us-gov';
  workflowAccountId: string;
  regions: string[];
  homeRegion?: string | undefined;
  organization?: Organization | undefined;
  organizationId?: string | undefined;
  accounts: string[];
  targetOnlyAccounts: string[];
  draining: string[];
  withdrawn: string[];
  workspaces: Record<string, Workspace>;
  productLauncherRoles: string[];
  products: { name: string; launcherRoles: string[]; from: From }[];
}
