import { arnParts } from '../arn.ts';
import type { Output } from '../contract.ts';

/** The Kubernetes user that the mapped role becomes, and its role in the cluster; AWS's own names. */
const USER = 'aps-collector-user';

/**
 * What a person has to do in a cluster with authentication mode CONFIG_MAP, where AWS cannot make an access entry: RBAC
 * for the scraper's user, and a mapping from its role to that user. Possible only once the scraper exists, since the role
 * is the scraper's own. AWS's role does not read endpointslices, which the discovery of that role needs. The mapping takes the role's ARN without its path
 * (https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-collector-how-to.html#AMP-collector-eks-manual-setup).
 */
export function manualSteps(
  clusterArn: string,
  accountId: string,
  scraperRoleArn: string,
): NonNullable<Output['manualSteps']> {
  const { partition, region, resource } = arnParts(clusterArn);
  const roleName = scraperRoleArn.slice(scraperRoleArn.lastIndexOf('/') + 1);
  const mapped = `arn:${partition}:iam::${accountId}:role/${roleName}`;
  const cluster = resource.slice('cluster/'.length);
  return {
    manifest: MANIFEST,
    commands: [
      `aws eks update-kubeconfig --region ${region} --name ${cluster}`,
      'kubectl apply -f manifest.yaml',
      `eksctl create iamidentitymapping --region ${region} --cluster ${cluster} --arn ${mapped} --username ${USER}`,
    ],
  };
}

/** All of it as one script, for whoever has no JSON at hand. */
export function manualScript({ manifest, commands }: NonNullable<Output['manualSteps']>): string {
  return [`cat > manifest.yaml <<'END'\n${manifest}END`, ...commands].join('\n');
}

const MANIFEST = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: aps-collector-role
rules:
  - apiGroups: [""]
    resources: [nodes, nodes/proxy, nodes/metrics, services, endpoints, pods, ingresses, configmaps]
    verbs: [get, list, watch]
  - apiGroups: [extensions, networking.k8s.io]
    resources: [ingresses/status, ingresses]
    verbs: [get, list, watch]
  - apiGroups: [discovery.k8s.io]
    resources: [endpointslices]
    verbs: [get, list, watch]
  - apiGroups: [metrics.eks.amazonaws.com]
    resources: [kcm/metrics, ksh/metrics]
    verbs: [get]
  - nonResourceURLs: [/metrics]
    verbs: [get]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: aps-collector-user-role-binding
subjects:
  - kind: User
    name: ${USER}
    apiGroup: rbac.authorization.k8s.io
roleRef:
  kind: ClusterRole
  name: aps-collector-role
  apiGroup: rbac.authorization.k8s.io
`;
