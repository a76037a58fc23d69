import { securityGroupsOf, subnetsOf } from '../../../state/lookup.ts';
import type { Cluster } from '../../../state/state.ts';
import type { CallContext } from '../../operation.ts';
import { invalidField } from './errors.ts';

/**
 * Subnets and security groups exist in the cluster's VPC, and the subnets are in at least two Availability Zones. The user
 * guide demands both; that CreateScraper refuses at once, rather than ending in CREATION_FAILED, is assumed.
 * @throws ServiceError ValidationException for the first that is not so.
 */
export function checkNetwork(
  call: CallContext,
  cluster: Cluster,
  subnetIds: readonly string[],
  securityGroupIds: readonly string[],
): void {
  const accountId = call.caller.accountId;
  const known = subnetsOf(call.world, accountId, call.region).filter((subnet) => subnet.vpcId === cluster.vpcId);
  const missing = subnetIds.filter((id) => !known.some((subnet) => subnet.subnetId === id));
  if (missing.length > 0) {
    throw invalidField('source', `The subnets ${missing.join(', ')} do not exist in the VPC ${cluster.vpcId}.`);
  }
  const zones = new Set(known.filter((s) => subnetIds.includes(s.subnetId)).map((s) => s.availabilityZone));
  if (zones.size < 2) {
    throw invalidField('source', 'The subnets must be in at least two different Availability Zones.');
  }
  const groups = securityGroupsOf(call.world, accountId, cluster.vpcId);
  const missingGroups = securityGroupIds.filter((id) => !groups.includes(id));
  if (missingGroups.length > 0) {
    throw invalidField(
      'source',
      `The security groups ${missingGroups.join(', ')} do not exist in the VPC ${cluster.vpcId}.`,
    );
  }
}
