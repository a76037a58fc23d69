import type { Connection } from '../contract.ts';
import type { AccessEntries } from '../preflight/accessEntries.ts';
import type { ScraperChange } from '../settings/differences.ts';

/**
 * Whether a scraper was made while its cluster had no access entries: EKS makes one only with a scraper, for the service-linked role
 * that is the scraper's own, so that a cluster that was moved to API or API_AND_CONFIG_MAP later has none for it
 * (https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-collector-how-to.html#AMP-collector-eks-setup).
 * @param scraper one that has been ACTIVE, since it is not known when during its making the entry comes.
 */
export function admissionOf(
  scraper: { arn: string; roleArn: string },
  { clusterArn, entries }: { clusterArn: string; entries: AccessEntries },
): Pick<Connection, 'withoutAccessEntry' | 'warnings'> {
  if ('unreadable' in entries) {
    const what = `Whether cluster ${clusterArn} has an access entry for scraper ${scraper.arn} could not be read`;
    return { warnings: [`${what}: ${entries.unreadable}`] };
  }
  const roleId = identityOf(scraper.roleArn);
  if (entries.principalArns.some((arn) => identityOf(arn) === roleId)) return { warnings: [] };
  return { withoutAccessEntry: scraper.arn, warnings: [] };
}

/** Account and name of a role, with which it is the same with its path and without: which of the two EKS lists is assumed. */
function identityOf(roleArn: string): string {
  return `${roleArn.split(':')[4]} ${roleArn.slice(roleArn.lastIndexOf('/') + 1)}`;
}

type Admission = Pick<Connection, 'clusterArn' | 'authenticationMode' | 'withoutAccessEntry' | 'replace'>;

/** A scraper without an access entry gets one by being made anew alone, which a request asks for by `replace`. */
export function admissionChanges(arn: string, { withoutAccessEntry, replace }: Admission): ScraperChange[] {
  if (withoutAccessEntry !== arn || replace === false) return [];
  return [{ action: 'replace', part: 'access entry', before: [], after: ["the new scraper's role"] }];
}

/** What an output and a plan say of a scraper without an access entry that stays. */
export function admissionWarnings(
  arn: string,
  { clusterArn, authenticationMode, withoutAccessEntry }: Omit<Admission, 'replace'>,
): string[] {
  if (withoutAccessEntry !== arn) return [];
  const admitted =
    authenticationMode === 'API'
      ? 'does not admit it, so that no samples come from it'
      : 'admits it only while its role is mapped in the ConfigMap aws-auth, and no longer once the mode is API';
  return [
    `Scraper ${arn} was made while cluster ${clusterArn} had authentication mode CONFIG_MAP and has no access entry, which EKS makes only with a scraper: ` +
      `the cluster, now ${authenticationMode}, ${admitted}. Make the scraper anew: run again with "replace": true, which leaves a gap of some 25 minutes.`,
  ];
}

/** What a plan and an output say of a scraper in another's place where its role has to be mapped by hand. */
export function mappingNote({ clusterArn }: Pick<Connection, 'clusterArn'>): string {
  return (
    `Cluster ${clusterArn} has authentication mode CONFIG_MAP, and a new scraper has a service-linked role of its own: the gap in the metrics ` +
    'lasts until that role is mapped in the ConfigMap aws-auth, as the manualSteps of the output say.'
  );
}
