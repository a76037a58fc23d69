import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { manualScript, manualSteps } from '../../../../functions/shared/ingestion/manualSteps.ts';
import { CLUSTER_ARN, SCRAPER_ROLE_ARN } from '../../support.ts';

const steps = manualSteps(CLUSTER_ARN, '111111111111', SCRAPER_ROLE_ARN);

describe('the commands', () => {
  test('map the role by its ARN without the path, as the procedure has it', () => {
    expect(steps.commands).toEqual([
      'aws eks update-kubeconfig --region us-west-2 --name shop',
      'kubectl apply -f manifest.yaml',
      'eksctl create iamidentitymapping --region us-west-2 --cluster shop ' +
        '--arn arn:aws:iam::111111111111:role/AWSServiceRoleForAmazonPrometheusScraper_1234abcd-56ef-7 ' +
        '--username aps-collector-user',
    ]);
  });

  test('are of the partition, Region and account of the cluster', () => {
    const clusterArn = 'arn:aws-us-gov:eks:us-gov-west-1:444444444444:cluster/ledger';
    const roleArn = `arn:aws-us-gov:iam::444444444444:role/aws-service-role/scraper.aps.amazonaws.com/AWSServiceRoleForAmazonPrometheusScraper_1`;
    const { commands } = manualSteps(clusterArn, '444444444444', roleArn);
    expect(commands[2]).toContain('--region us-gov-west-1 --cluster ledger');
    expect(commands[2]).toContain(' arn:aws-us-gov:iam::444444444444:role/AWSServiceRoleForAmazonPrometheusScraper_1 ');
  });
});

/** What AWS's page gives the collector, resource by resource, and what the discovery of endpointslices reads. */
const RULES = [
  ['', 'nodes nodes/proxy nodes/metrics services endpoints pods ingresses configmaps', 'get list watch'],
  ['extensions networking.k8s.io', 'ingresses/status ingresses', 'get list watch'],
  ['discovery.k8s.io', 'endpointslices', 'get list watch'],
  ['metrics.eks.amazonaws.com', 'kcm/metrics ksh/metrics', 'get'],
] as const;

describe('the manifest', () => {
  const documents = parseAllDocuments(steps.manifest);
  const [role, binding] = documents.map((document): unknown => {
    expect(document.errors).toEqual([]);
    return document.toJS();
  });

  test('is a cluster role and its binding', () => {
    expect(documents).toHaveLength(2);
    expect(role).toMatchObject({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'aps-collector-role' },
    });
    expect(binding).toMatchObject({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding' });
  });

  test('gives what the procedure gives and nothing else', () => {
    expect(role).toMatchObject({
      rules: [
        ...RULES.map(([groups, resources, verbs]) => ({
          apiGroups: groups.split(' '),
          resources: resources.split(' '),
          verbs: verbs.split(' '),
        })),
        { nonResourceURLs: ['/metrics'], verbs: ['get'] },
      ],
    });
    expect(steps.manifest).not.toContain('*');
  });

  test('gives it to the user that the commands map the role to', () => {
    expect(binding).toMatchObject({
      metadata: { name: 'aps-collector-user-role-binding' },
      subjects: [{ kind: 'User', name: 'aps-collector-user', apiGroup: 'rbac.authorization.k8s.io' }],
      roleRef: { kind: 'ClusterRole', name: 'aps-collector-role', apiGroup: 'rbac.authorization.k8s.io' },
    });
  });
});

test('all of it is one script, which writes the manifest first', () => {
  expect(manualScript({ manifest: 'kind: a\n', commands: ['apply', 'map'] })).toBe(
    "cat > manifest.yaml <<'END'\nkind: a\nEND\napply\nmap",
  );
});
