import { createHash } from 'node:crypto';
import {
  CfnCloudFormationProduct,
  CfnPortfolioPrincipalAssociation,
  CloudFormationProduct,
  CloudFormationTemplate,
  Portfolio,
} from 'aws-cdk-lib/aws-servicecatalog';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { workspaceNamesOf, type Configuration } from '../configuration/configuration.ts';
import { FixedRole } from '../constructs/role.ts';
import { acknowledgeWildcards } from '../constructs/nag.ts';
import { addOutputs, consoleUrl } from '../constructs/outputs.ts';
import { serviceTrust } from '../permissions/policyDocument.ts';
import { launchPermissions } from '../permissions/product.ts';
import { providerArn } from '../constructs/doors/productNames.ts';
import { ProductTemplate } from './productTemplate.ts';
import { versionsOf } from './productVersions.ts';

interface ProductStackProps extends StackProps {
  configuration: Configuration;
  /** The folder of the versions that were deployed before. @default none was */
  productVersions?: string | undefined;
}

/** One of the products: who may launch it, and the name by which the functions know whose clusters it may connect. */
interface OneProduct {
  /** Absent of the product for every account's clusters. */
  name?: string;
  launcherRoles: readonly string[];
}

/**
 * The product door, in the workflow account and Region: who may launch a product may do nothing else of ours. Each product has a
 * portfolio and a template of its own, in which its name stands as what no parameter changes; Service Catalog alone may become the
 * launch role, and takes no template from a launcher, so that the name is what says whose clusters a stack may connect.
 */
export class ProductDoorStack extends Stack {
  constructor(scope: Construct, id: string, { configuration, productVersions, ...props }: ProductStackProps) {
    const { name, partition, productLauncherRoles, products } = configuration;
    super(scope, id, { ...props, description: `${name}: the Service Catalog products that connect a cluster` });
    const place = { partition, region: this.region, accountId: this.account };
    const policies = { launch: launchPermissions(place, providerArn(name, place)) };
    const launch = new FixedRole(this, 'LaunchRole', {
      roleName: `${name}-${this.region}-launch`,
      description: `Launches ${name}'s product: calls its one provider function`,
      trust: serviceTrust('servicecatalog.amazonaws.com', { StringEquals: { 'aws:SourceAccount': this.account } }),
      policies,
    });
    for (const one of [{ launcherRoles: productLauncherRoles }, ...products]) {
      this.add(one, this.product(one, configuration, productVersions), name, launch.role);
    }
    acknowledgeWildcards(launch, policies);
    addOutputs(this, 'Launch the product in the console of Service Catalog, as one of the configured launcher roles.', {
      LaunchRoleArn: { value: launch.arn, description: 'What launches and changes the stacks of products' },
      PortfoliosConsole: {
        value: consoleUrl(partition, this.region, `servicecatalog/home?region=${this.region}#portfolios`),
        description: 'The portfolios, and who may launch what',
      },
      ProductsConsole: {
        value: consoleUrl(partition, this.region, `servicecatalog/home?region=${this.region}#products`),
        description: 'The products, for their launchers',
      },
    });
  }

  private product(one: OneProduct, configuration: Configuration, folder: string | undefined): CloudFormationProduct {
    const { name: installation, partition, productTimeoutMinutes: timeoutMinutes } = configuration;
    const template = new ProductTemplate(this, `Template${suffixOf(one)}`, {
      partition,
      region: this.region,
      serviceToken: providerArn(installation, { partition, region: this.region, accountId: this.account }),
      workspaceNames: workspaceNamesOf(configuration, this.region),
      timeoutMinutes,
      ...(one.name === undefined ? {} : { product: one.name }),
    });
    const product = new CloudFormationProduct(this, `Product${suffixOf(one)}`, {
      productName: `Cluster metrics to Managed Service for Prometheus${one.name === undefined ? '' : ` (${one.name})`}`,
      owner: installation,
      ...supportOf(configuration),
      description: 'Connects an EKS cluster to an accepted workspace; takes about 20 minutes',
      productVersions: [{ cloudFormationTemplate: CloudFormationTemplate.fromProductStack(template) }],
    });
    const resource = product.node.defaultChild;
    // Which versions there are is known when the template is.
    if (resource instanceof CfnCloudFormationProduct) {
      resource.provisioningArtifactParameters = versionsOf(this, template, folder);
    }
    return product;
  }

  private add(one: OneProduct, product: CloudFormationProduct, installation: string, launchRole: IRole): void {
    const suffix = suffixOf(one);
    const displayName = `${installation}${suffix}`;
    const portfolio = new Portfolio(this, `Portfolio${suffix}`, { displayName, providerName: installation });
    portfolio.addProduct(product);
    portfolio.setLaunchRole(product, launchRole);
    for (const principalArn of new Set(one.launcherRoles)) {
      new CfnPortfolioPrincipalAssociation(this, `${launcherId(principalArn)}${suffix}`, {
        portfolioId: portfolio.portfolioId,
        principalArn,
        principalType: 'IAM',
      });
    }
  }
}

function suffixOf({ name }: OneProduct): string {
  return name === undefined ? '' : `-${name}`;
}

/** Whom Service Catalog names for help. */
function supportOf({ productSupport: { email, url, description } = {} }: Configuration) {
  return {
    ...(email === undefined ? {} : { supportEmail: email }),
    ...(url === undefined ? {} : { supportUrl: url }),
    ...(description === undefined ? {} : { supportDescription: description }),
  };
}

/** By the role and not by its place in the list: a role that is taken out leaves the others' grants as they are. */
function launcherId(roleArn: string): string {
  return `Launcher${createHash('sha256').update(roleArn).digest('hex').slice(0, 16)}`;
}
