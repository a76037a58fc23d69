import { arnParts } from '../../functions/shared/arn.ts';
import type { Cluster } from '../state/state.ts';

/**
 * Who lets a scraper into its cluster. The user guide: under API and API_AND_CONFIG_MAP a scraper is given its access entry when
 * it is created; under CONFIG_MAP somebody maps its role in aws-auth, once it exists. Each scraper has a service-linked role of its
 * own, so that neither serves another one. An entry that was not made then is made by nobody later: a change of the mode makes
 * none, and EKS refuses one for a service-linked role to anybody else (assumed from community reports)
 * (https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-collector-how-to.html#AMP-collector-eks-setup).
 */
export function admitScraper(
  cluster: Cluster,
  roleArn: string,
  hasEntry: boolean = cluster.authenticationMode !== 'CONFIG_MAP',
): void {
  if (hasEntry) cluster.accessEntries.push(roleArn);
}

/** The scraper takes its access entry with it: its service-linked role may delete one. A mapping in aws-auth stays. */
export function dismissScraper(cluster: Cluster, roleArn: string): void {
  cluster.accessEntries = cluster.accessEntries.filter((arn) => arn !== roleArn);
}

/** The role's ARN as aws-auth takes it, without its path. */
export function awsAuthArn(roleArn: string): string {
  const { partition, accountId } = arnParts(roleArn);
  return `arn:${partition}:iam::${accountId}:role/${roleArn.slice(roleArn.lastIndexOf('/') + 1)}`;
}

/** Why the cluster does not admit the scraper with this role; undefined when it does. */
export function admissionProblem(cluster: Cluster, roleArn: string): string | undefined {
  const { name, authenticationMode: mode, accessEntries, awsAuthRoleArns } = cluster;
  const isEntered = mode !== 'CONFIG_MAP' && accessEntries.includes(roleArn);
  const isMapped = mode !== 'API' && awsAuthRoleArns.includes(awsAuthArn(roleArn));
  if (isEntered || isMapped) return undefined;
  const lacks = {
    API: 'has no access entry',
    API_AND_CONFIG_MAP: 'has no access entry and is not mapped in aws-auth',
    CONFIG_MAP: 'is not mapped in aws-auth',
  };
  return `${name} has authentication mode ${mode} and ${roleArn} ${lacks[mode]}`;
}
