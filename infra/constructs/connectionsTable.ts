import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { deployedName } from '../../functions/shared/names.ts';

/**
 * Who is at work on a connection, which door owns it, how its last execution ended; docs/table.md has the kinds of items. Lost,
 * it could be made again from the tags of what is in AWS, but not whose a connection is: hence the recovery and the protection.
 * Its key is for kinds of items to come, too: it cannot be had later without a new table. It costs what is asked of it, some
 * requests per execution.
 */
export class ConnectionsTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { installation }: { installation: string }) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      tableName: deployedName(installation, 'connections'),
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expires',
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }
}
