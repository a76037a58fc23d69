import type { CallContext, Operation } from '../../../../local/aws/operation.ts';
import { ServiceError } from '../../../../local/aws/operation.ts';
import { apsOperations } from '../../../../local/aws/services/aps/operations.ts';
import { ec2Operations } from '../../../../local/aws/services/ec2/operations.ts';
import { eksOperations } from '../../../../local/aws/services/eks/operations.ts';
import { prometheusOperations } from '../../../../local/aws/services/prometheus/operations.ts';
import type { World } from '../../../../local/state/state.ts';
import { CLUSTER_ARN, CONFIGURATION, REGION, SOURCE, SUBNETS, WORKSPACE_ARN } from '../../world/support.ts';
import { SOURCE_ROLE_ARN, TARGET_ROLE_ARN } from '../../world/support.ts';

export const OPERATIONS: readonly Operation[] = [
  ...apsOperations,
  ...eksOperations,
  ...ec2Operations,
  ...prometheusOperations,
];

export function callIn(world: World, accountId: string = SOURCE, region: string = REGION): CallContext {
  return {
    world,
    now: world.now,
    caller: { kind: 'administrator', accountId, arn: `arn:aws:iam::${accountId}:user/administrator` },
    partition: 'aws',
    region,
    endpoint: 'http://127.0.0.1:4566',
  };
}

export function operationNamed(name: string): Operation {
  const operation = OPERATIONS.find((one) => one.name === name);
  if (operation === undefined) throw new Error(`There is no operation ${name}.`);
  return operation;
}

/** Runs an operation as its caller would, without the wire and without authorization. */
export function invoke(world: World, name: string, input: object, accountId: string = SOURCE): Record<string, unknown> {
  const operation = operationNamed(name);
  return operation.run(operation.input.parse(input), callIn(world, accountId));
}

/** The error that an operation ends in. */
export function refusal(world: World, name: string, input: object, accountId: string = SOURCE): ServiceError {
  try {
    invoke(world, name, input, accountId);
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
  throw new Error(`${name} succeeded, though it should not.`);
}

export function blob(yaml: string): { configurationBlob: string } {
  return { configurationBlob: Buffer.from(yaml).toString('base64') };
}

/** A CreateScraper request that the small world accepts. */
export const CREATE_SCRAPER = {
  alias: 'shop',
  scrapeConfiguration: blob(CONFIGURATION),
  source: { eksConfiguration: { clusterArn: CLUSTER_ARN, subnetIds: [...SUBNETS] } },
  destination: { ampConfiguration: { workspaceArn: WORKSPACE_ARN } },
  roleConfiguration: { sourceRoleArn: SOURCE_ROLE_ARN, targetRoleArn: TARGET_ROLE_ARN },
  clientToken: 'token',
  tags: { team: 'shop' },
};
