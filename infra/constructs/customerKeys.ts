import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { Aspects, Aws, CfnMapping, Token, type Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { Keys } from '../configuration/security/keys.ts';

/** Encrypts whatever of a stack a key is configured for, the CDK's own functions and logs included. The topic's its construct has. */
export function encryptResources(stack: Stack, keys: Keys): void {
  const of = new Map<keyof Keys, string | undefined>();
  const keyOf = (kind: keyof Keys): string | undefined => {
    if (!of.has(kind)) of.set(kind, keyArnOf(stack, kind, keys));
    return of.get(kind);
  };
  Aspects.of(stack).add({ visit: (node) => encrypt(node, keyOf) });
}

function encrypt(node: IConstruct, keyOf: (kind: keyof Keys) => string | undefined): void {
  if (node instanceof CfnTable) {
    const key = keyOf('table');
    if (key !== undefined) node.sseSpecification = { sseEnabled: true, sseType: 'KMS', kmsMasterKeyId: key };
  }
  if (node instanceof CfnLogGroup) node.kmsKeyId = keyOf('logs') ?? node.kmsKeyId;
  if (node instanceof CfnFunction) node.kmsKeyArn = keyOf('environment') ?? node.kmsKeyArn;
  if (node instanceof CfnQueue) {
    const key = keyOf('queues');
    if (key === undefined) return;
    node.kmsMasterKeyId = key;
    // A queue has one or the other.
    node.sqsManagedSseEnabled = undefined;
  }
}

/** The stack's Region's; of a template that is for several Regions, by a mapping. */
function keyArnOf(stack: Stack, kind: keyof Keys, keys: Keys): string | undefined {
  const ofRegions = keys[kind];
  if (ofRegions === undefined) return undefined;
  if (!Token.isUnresolved(stack.region)) return ofRegions[stack.region];
  const [one, ...others] = Object.values(ofRegions);
  if (others.length === 0) return one;
  const mapping = Object.fromEntries(Object.entries(ofRegions).map(([region, arn]) => [region, { arn }]));
  return new CfnMapping(stack, `Keys${kind}`, { mapping }).findInMap(Aws.REGION, 'arn');
}
