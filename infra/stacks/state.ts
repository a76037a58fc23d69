import { Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { addOutputs } from '../constructs/outputs.ts';
import { ConnectionsTable } from '../constructs/connectionsTable.ts';

/**
 * What a Region's workflow must not lose: its table, by itself, so that a workflow stack that cannot be deployed leaves nothing
 * behind that is in the way of the next attempt. The workflow knows the table by its fixed name.
 */
export class StateStack extends Stack {
  constructor(scope: Construct, id: string, { installation, ...props }: StackProps & { installation: string }) {
    const description = `${installation}: a Region's connections, which outlive its workflow`;
    super(scope, id, { ...props, description, terminationProtection: true });
    const { table } = new ConnectionsTable(this, 'Connections', { installation });
    addOutputs(this, 'Deploy the account stacks, then the workflow stack of this Region.', {
      TableArn: {
        value: table.tableArn,
        description: 'The table of connections, which stays whatever becomes of this stack',
      },
    });
  }
}
