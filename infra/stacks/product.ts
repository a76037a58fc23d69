import { createHash } from 'node:crypto';
import {
  CfnPortfolioPrincipalAssociation,
  CloudFormationProduct,
  CloudFormationTemplate,
  Portfolio,
} from 'aws-cdk-lib/aws-servicecatalog';
import { Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { workspaceNamesOf, type Configuration } from '../configuration/configuration.ts';
import { FixedRole } from '../constructs/role.ts';
import { acknowledgeWildcards } from '../constructs/nag.ts';
import { serviceTrust } from '../permissions/policyDocument.ts';
import { launchPermissions } from '../permissions/product.ts';
import { providerArn } from '../constructs/doors/productNames.ts';
import { ProductTemplate } from './productTemplate.ts';

export interface ProductStackProps extends StackProps {
  configuration: Configuration;
}

/** The product door, in the workflow account and Region: who may launch it may do nothing else of ours. */
export class ProductDoorStack extends Stack {
  readonly productTemplate: ProductTemplate;

  constructor(scope: Construct, id: string, { configuration, ...props }: ProductStackProps) {
    const { name } = configuration;
    super(scope, id, { ...props, description: `${name}: the Service Catalog product that connects a cluster` });
    const { partition, productTimeoutMinutes, productLauncherRoles } = configuration;
    const place = { partition, region: this.region, accountId: this.account };
    const serviceToken = providerArn(name, place);
    this.productTemplate = new ProductTemplate(this, 'Template', {
      partition,
      region: this.region,
      serviceToken,
      workspaceNames: workspaceNamesOf(configuration, this.region),
      timeoutMinutes: productTimeoutMinutes,
    });
    const product = new CloudFormationProduct(this, 'Product', {
      productName: 'Cluster metrics to Managed Service for Prometheus',
      owner: name,
      description: 'Connects an EKS cluster to an accepted workspace; takes about 20 minutes',
      productVersions: [
        {
          productVersionName: '1',
          cloudFormationTemplate: CloudFormationTemplate.fromProductStack(this.productTemplate),
        },
      ],
    });
    const portfolio = new Portfolio(this, 'Portfolio', { displayName: name, providerName: name });
    portfolio.addProduct(product);
    const policies = { launch: launchPermissions(place, serviceToken) };
    const launch = new FixedRole(this, 'LaunchRole', {
      roleName: `${name}-${this.region}-launch`,
      description: `Launches ${name}'s product: calls its one provider function`,
      trust: serviceTrust('servicecatalog.amazonaws.com', { StringEquals: { 'aws:SourceAccount': this.account } }),
      policies,
    });
    portfolio.setLaunchRole(product, launch.role);
    for (const principalArn of new Set(productLauncherRoles)) {
      new CfnPortfolioPrincipalAssociation(this, launcherId(principalArn), {
        portfolioId: portfolio.portfolioId,
        principalArn,
        principalType: 'IAM',
      });
    }
    acknowledgeWildcards(launch, policies);
  }
}

/** By the role and not by its place in the list: a role that is taken out leaves the others' grants as they are. */
function launcherId(roleArn: string): string {
  return `Launcher${createHash('sha256').update(roleArn).digest('hex').slice(0, 16)}`;
}
