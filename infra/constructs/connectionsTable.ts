import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { deployedName } from '../../functions/shared/names.ts';

/**
 * One item per connection: who is at work on it, which door owns it, how the last execution ended. Lost, it could be made
 * again from the tags of what is in AWS, but not whose it is: hence the recovery and the protection. It costs what is asked
 * of it, some requests per execution.
 */
export class ConnectionsTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { installation }: { installation: string }) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      tableName: deployedName(installation, 'connections'),
      partitionKey: { name: 'connectionId', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}
