import type { Configuration } from '../../infra/configuration/configuration.ts';
import { synthesizedDeployment } from '../deployment/synthesized.ts';
import type { Access } from '../verify/aws.ts';
import { findingsOf } from './checks/checks.ts';
import { hubOf } from './hub.ts';
import { lookAtHub } from './look.ts';
import type { Finding, Plan } from './seen.ts';

/** What doctor says: of a plan that could not be had a finding tells why. */
export interface Examination {
  installation: string;
  accountId: string;
  region: string;
  findings: Finding[];
  plan?: Plan;
}

/**
 * Holds what AWS has in the workflow account's Region against what this checkout deploys there.
 * @param onStarted told of the ARN of the dry run
 */
export async function examine(
  access: Access,
  configuration: Configuration,
  onStarted: (executionArn: string) => void,
): Promise<Examination> {
  const { name: installation, workflowAccountId: accountId } = configuration;
  const hub = hubOf(await synthesizedDeployment(configuration), configuration, access.region);
  const seen = await lookAtHub(access, hub, configuration, onStarted);
  const plan = seen.plans.flatMap(({ looked }) => (looked.kind === 'found' ? [looked.found] : []))[0];
  return {
    installation,
    accountId,
    region: access.region,
    findings: findingsOf(seen).map((one) => ({ ...one, remedy: placed(one.remedy, access) })),
    ...(plan === undefined ? {} : { plan }),
  };
}

/** A command of the AWS CLI for the Region and by whom doctor has looked. */
function placed(remedy: string, { region, profile }: Access): string {
  if (!remedy.startsWith('aws ')) return remedy;
  return `${remedy} --region ${region}${profile === undefined ? '' : ` --profile ${profile}`}`;
}
