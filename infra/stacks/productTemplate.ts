import { ProductStack } from 'aws-cdk-lib/aws-servicecatalog';
import { CfnOutput, CfnParameter, CustomResource, Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { namedConfigurations } from '../configuration/namedConfigurations.ts';

interface ProductTemplateProps {
  partition: string;
  region: string;
  serviceToken: string;
  workspaceNames: string[];
  timeoutMinutes: number;
  /** The product's name, of one that is for some accounts alone. */
  product?: string;
}

/**
 * How the console asks: the parameters in groups, each with a label
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudformation-interface.html).
 */
const GROUPS: readonly { label: string; labels: Readonly<Record<string, string>> }[] = [
  { label: 'What is connected', labels: { ClusterArn: 'EKS cluster', Workspace: 'Workspace' } },
  {
    label: 'What is scraped',
    labels: { ScrapeConfiguration: 'Scrape configuration', ScraperLogs: "The scraper's logs" },
  },
  {
    label: 'Where the scraper is',
    labels: {
      SubnetIds: 'Subnets',
      SecurityGroupIds: 'Security groups',
      AllowReplacement: 'Allow an update to replace the scraper',
    },
  },
];

function consoleInterface(): object {
  return {
    ParameterGroups: GROUPS.map(({ label, labels }) => ({
      Label: { default: label },
      Parameters: Object.keys(labels),
    })),
    ParameterLabels: Object.fromEntries(
      GROUPS.flatMap(({ labels }) => Object.entries(labels).map(([name, label]) => [name, { default: label }])),
    ),
  };
}

/** The custom resource's type, as it is shown in the launched stack. */
const CONNECTION_TYPE = 'Custom::AmpScraperConnection';

/**
 * The template that a product's user launches: one custom resource. What is left empty reaches the provider as CloudFormation
 * has it, an empty text or a list of one, and means the default there.
 */
export class ProductTemplate extends ProductStack {
  constructor(scope: Construct, id: string, props: ProductTemplateProps) {
    super(scope, id, { description: "Sends a cluster's metrics to a workspace of Managed Service for Prometheus" });
    this.templateOptions.metadata = { 'AWS::CloudFormation::Interface': consoleInterface() };
    const connection = new CustomResource(this, 'Connection', {
      serviceToken: props.serviceToken,
      resourceType: CONNECTION_TYPE,
      // The provider answers first: its own time-out says what has happened, CloudFormation's does not.
      serviceTimeout: Duration.minutes(props.timeoutMinutes + 1),
      properties: {
        ...(props.product === undefined ? {} : { product: props.product }),
        clusterArn: new CfnParameter(this, 'ClusterArn', {
          description: 'The ARN of the EKS cluster',
          allowedPattern: `arn:${props.partition}:eks:${props.region}:\\d{12}:cluster/[0-9A-Za-z][0-9A-Za-z_-]{0,99}`,
          constraintDescription: `must be the ARN of an EKS cluster in ${props.region}`,
        }).valueAsString,
        workspace: new CfnParameter(this, 'Workspace', {
          description: 'The workspace that the metrics go to',
          allowedValues: props.workspaceNames,
        }).valueAsString,
        subnetIds: listParameter(
          this,
          'SubnetIds',
          "2 to 5 of the cluster's subnets; empty: chosen from them, or as they are in an update",
        ),
        securityGroupIds: listParameter(
          this,
          'SecurityGroupIds',
          "Security groups; empty: the cluster's own, or as they are in an update",
        ),
        scrapeConfiguration: new CfnParameter(this, 'ScrapeConfiguration', {
          description: "What is scraped; empty: the service's default, or as it is in an update",
          allowedValues: ['', ...namedConfigurations()],
          default: '',
        }).valueAsString,
        scraperLogs: new CfnParameter(this, 'ScraperLogs', {
          description:
            "Whether the scraper's logs go to a log group of the cluster's account; empty: not, or as it is in an update",
          allowedValues: ['', 'true', 'false'],
          default: '',
        }).valueAsString,
        allowReplacement: new CfnParameter(this, 'AllowReplacement', {
          description:
            'Whether an update may delete the scraper and make it anew, with a gap of some 25 minutes in the metrics: for other subnets or security groups, or for an access entry to the cluster',
          allowedValues: ['false', 'true'],
          default: 'false',
        }).valueAsString,
      },
    });
    for (const name of [
      'ConnectionId',
      'ScraperArn',
      'SourceRoleArn',
      'TargetRoleArn',
      'Outcome',
      'Reason',
      'ManualSteps',
    ]) {
      new CfnOutput(this, `${name}Output`, { value: connection.getAttString(name) }).overrideLogicalId(name);
    }
  }
}

function listParameter(scope: Construct, id: string, description: string): string[] {
  return new CfnParameter(scope, id, { type: 'CommaDelimitedList', description, default: '' }).valueAsList;
}
