/** What Service Catalog and CloudFormation do as a product's launch role, before the provider is at work. */

import { parseArn } from '../../../functions/shared/arn.ts';
import type { DeployedProduct, Deployment } from '../../deployment/deployed.ts';
import type { AccessCheck } from '../../policies/accessCheck.ts';
import { evaluate, evaluateAssumeRole } from '../../policies/authorize.ts';
import type { World } from '../../state/state.ts';

/** One operation of CloudFormation on one stack. */
export interface StackOperation {
  RequestType: 'Create' | 'Update' | 'Delete';
  StackId: string;
  providerArn: string;
}

/** Any template of Service Catalog's own bucket. */
const TEMPLATE = 'sc-templates/product.template';

/**
 * What a launch role needs: the list of "AWS Service Catalog Launch Constraints"
 * (https://docs.aws.amazon.com/servicecatalog/latest/adminguide/constraints-launch.html); which of them an operation calls is
 * assumed.
 */
const CALLS = {
  Create: ['cloudformation:CreateStack', 'cloudformation:SetStackPolicy'],
  Update: ['cloudformation:UpdateStack', 'cloudformation:SetStackPolicy'],
  Delete: ['cloudformation:DeleteStack'],
} as const satisfies Record<StackOperation['RequestType'], readonly string[]>;
const READS = ['cloudformation:DescribeStacks', 'cloudformation:DescribeStackEvents'];

/**
 * Why an operation on a stack that Service Catalog has launched is refused; undefined when it is not, and for any other stack,
 * which an administrator deploys. Of several products in a Region, of installations of their own, one has to be fit to have
 * launched it. The product's template has one resource, whose operation is a call of its provider: whoever adds another to the
 * template adds what CloudFormation calls for it here.
 */
export async function launchProblem(
  world: World,
  { products }: Deployment,
  operation: StackOperation,
): Promise<string | undefined> {
  const stack = parseArn(operation.StackId);
  if (stack?.resource.startsWith('stack/SC-') !== true) return undefined;
  const { accountId, region } = stack;
  const near = products.filter((one) => one.accountId === accountId && one.region === region);
  if (near.length === 0) return `There is no product in ${region} of ${accountId} that could have been launched.`;
  const problems = await Promise.all(near.map((product) => roleProblem(world, product, operation)));
  return problems.includes(undefined) ? undefined : problems[0];
}

async function roleProblem(
  world: World,
  { launchRoleArn: roleArn, accountId }: DeployedProduct,
  operation: StackOperation,
): Promise<string | undefined> {
  if (roleArn === undefined)
    return 'A product without a launch constraint is launched as its user, who may not do that.';
  const principal = { kind: 'service', service: 'servicecatalog.amazonaws.com' } as const;
  const assumed = await evaluateAssumeRole(world, { principal, roleArn, sourceAccount: accountId });
  if (!assumed.allowed) return assumed.explanation;
  for (const check of checksOf(operation, accountId)) {
    const decision = await evaluate(world, { kind: 'role', roleArn, sessionName: 'servicecatalog' }, check);
    if (!decision.allowed) return decision.explanation;
  }
  return undefined;
}

function checksOf({ RequestType, StackId, providerArn }: StackOperation, accountId: string): AccessCheck[] {
  const partition = parseArn(StackId)?.partition ?? '';
  const on = (actions: readonly string[], resourceArn: string): AccessCheck[] =>
    actions.map((action) => ({ action, resourceArn, resourceAccountId: accountId }));
  const template: AccessCheck = {
    action: 's3:GetObject',
    resourceArn: `arn:${partition}:s3:::${TEMPLATE}`,
    resourceAccountId: accountId,
    context: { 's3:ExistingObjectTag/servicecatalog:provisioning': 'true' },
    mode: 'identity',
  };
  return [
    ...(RequestType === 'Delete'
      ? []
      : [
          template,
          // A template belongs to no stack yet: only what allows it for all stacks allows it.
          ...on(['cloudformation:GetTemplateSummary'], StackId.replace(/stack\/.*/, 'stack/none/none')),
          ...on(['cloudformation:ValidateTemplate'], '*'),
        ]),
    ...on([...CALLS[RequestType], ...READS], StackId),
    ...on(['lambda:InvokeFunction'], providerArn),
  ];
}
