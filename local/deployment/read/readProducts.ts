import * as z from 'zod';
import type { DeployedProduct } from '../deployed.ts';
import type { ResolvedStack } from '../template/intrinsics.ts';
import { readAll } from '../template/properties.ts';

const launchRole = z.object({ RoleArn: z.string() });
const launcher = z.object({ PrincipalARN: z.string() });

/** The one product of a stack. */
export function readProducts(stack: ResolvedStack): DeployedProduct[] {
  const { accountId, region } = stack.place;
  return stack.resources('AWS::ServiceCatalog::CloudFormationProduct').map(() => {
    const [constraint] = readAll(stack, 'AWS::ServiceCatalog::LaunchRoleConstraint', launchRole);
    const launchers = readAll(stack, 'AWS::ServiceCatalog::PortfolioPrincipalAssociation', launcher);
    return {
      accountId,
      region,
      ...(constraint === undefined ? {} : { launchRoleArn: constraint.properties.RoleArn }),
      launchers: launchers.map(({ properties }) => properties.PrincipalARN),
    };
  });
}
