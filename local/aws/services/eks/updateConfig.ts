import * as z from 'zod';
import { takeUuid } from '../../../state/ids.ts';
import { defineOperation, ServiceError } from '../../operation.ts';
import { clusterArn, clusterOf } from './clusters.ts';

const input = z.strictObject({
  name: z.string(),
  resourcesVpcConfig: z.strictObject({
    endpointPublicAccess: z.boolean().optional(),
    endpointPrivateAccess: z.boolean().optional(),
  }),
  clientRequestToken: z.string().optional(),
});

/**
 * Which endpoints a cluster has, of all that AWS can change there. It is so at once, and the update says InProgress all the same: AWS
 * takes some minutes, in which the cluster is UPDATING (https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html). The words
 * of the refusals are assumed.
 */
export const updateClusterConfig = defineOperation<z.infer<typeof input>>({
  service: 'eks',
  name: 'UpdateClusterConfig',
  http: { method: 'POST', uri: '/clusters/{name}/update-config' },
  input,
  access: ({ name }, call) => [
    {
      action: 'eks:UpdateClusterConfig',
      resourceArn: clusterArn(call, name),
      resourceAccountId: call.caller.accountId,
    },
  ],
  run({ name, resourcesVpcConfig }, call) {
    const cluster = clusterOf(name, call);
    const endpointPublicAccess = resourcesVpcConfig.endpointPublicAccess ?? cluster.endpointPublicAccess;
    const endpointPrivateAccess = resourcesVpcConfig.endpointPrivateAccess ?? cluster.endpointPrivateAccess;
    if (cluster.status !== 'ACTIVE')
      throw new ServiceError('ResourceInUseException', 409, `Cluster ${name} is ${cluster.status}`);
    if (!endpointPublicAccess && !endpointPrivateAccess)
      throw refused('Private and public endpoint access are both off');
    if (
      endpointPublicAccess === cluster.endpointPublicAccess &&
      endpointPrivateAccess === cluster.endpointPrivateAccess
    )
      throw refused('Cluster is already at the desired configuration');
    Object.assign(cluster, { endpointPublicAccess, endpointPrivateAccess });
    const params = [
      { type: 'EndpointPublicAccess', value: String(endpointPublicAccess) },
      { type: 'EndpointPrivateAccess', value: String(endpointPrivateAccess) },
    ];
    const id = takeUuid(call.world, 'update');
    const createdAt = new Date(call.now);
    return { update: { id, status: 'InProgress', type: 'EndpointAccessUpdate', params, createdAt, errors: [] } };
  },
});

function refused(message: string): ServiceError {
  return new ServiceError('InvalidParameterException', 400, message);
}
