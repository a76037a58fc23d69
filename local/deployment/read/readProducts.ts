import * as z from 'zod';
import type { DeployedProduct } from '../deployed.ts';
import type { ResolvedStack } from '../template/intrinsics.ts';
import { readAll } from '../template/properties.ts';

const product = z.object({ Name: z.string() });
const association = z.object({ ProductId: z.string(), PortfolioId: z.string() });
const launchRole = z.object({ ProductId: z.string(), RoleArn: z.string() });
const launcher = z.object({ PortfolioId: z.string(), PrincipalARN: z.string() });

/** The products of a stack, each with the launchers of the portfolios that it is in. */
export function readProducts(stack: ResolvedStack): DeployedProduct[] {
  const { accountId, region } = stack.place;
  const associations = readAll(stack, 'AWS::ServiceCatalog::PortfolioProductAssociation', association);
  const constraints = readAll(stack, 'AWS::ServiceCatalog::LaunchRoleConstraint', launchRole);
  const launchers = readAll(stack, 'AWS::ServiceCatalog::PortfolioPrincipalAssociation', launcher);
  return readAll(stack, 'AWS::ServiceCatalog::CloudFormationProduct', product).map(({ resource, properties }) => {
    const { ref } = resource.physical;
    const portfolios = associations.filter((one) => one.properties.ProductId === ref);
    const isIn = (id: string) => portfolios.some((one) => one.properties.PortfolioId === id);
    const constraint = constraints.find((one) => one.properties.ProductId === ref);
    return {
      name: properties.Name,
      accountId,
      region,
      ...(constraint === undefined ? {} : { launchRoleArn: constraint.properties.RoleArn }),
      launchers: launchers.filter((one) => isIn(one.properties.PortfolioId)).map((one) => one.properties.PrincipalARN),
    };
  });
}
