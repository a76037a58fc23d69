import * as z from 'zod/mini';
import type { DescribedExecution } from '../aws/services/executions.ts';
import { output as outputSchema } from '../contract.ts';
import type { AcceptedWorkspaces } from '../deploymentData.ts';
import { InvalidRequest } from '../errors.ts';
import { manualScript } from '../ingestion/manualSteps.ts';
import { causeMessage, OperationFailed } from '../failure.ts';
import { REQUEST_FIELDS, type ProductForm } from '../request/fields.ts';
import { isClusterArn, isWorkspaceArn } from '../request/arns.ts';
import { fitted, jsonBytes } from '../size.ts';

/**
 * The product door: a custom resource of CloudFormation, served by the CDK's provider framework, which calls onEvent once
 * and isComplete until it says so (https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.custom_resources-readme.html).
 */
const text = z.string();
const noneIfEmpty = (items: string[]) => (items.length > 0 ? items : undefined);

/** What a property of each form asks for; undefined for one that was left empty, or that a stack from before it does not have. */
const FORMS: Record<ProductForm, z.ZodMiniType> = {
  text,
  /** CloudFormation gives a list parameter that was left empty as a list of one empty text. */
  list: z.optional(
    z.pipe(
      z.array(text),
      z.transform((items: string[]) => noneIfEmpty(items.filter(Boolean))),
    ),
  ),
  /** `true` or `false`, as CloudFormation gives a parameter. */
  flag: z.optional(
    z.pipe(
      z.enum(['true', 'false']),
      z.transform((value: 'true' | 'false') => (value === 'true' ? true : undefined)),
    ),
  ),
  /** A flag that may be left empty, which asks for nothing. */
  choice: z.optional(
    z.pipe(
      z.enum(['', 'true', 'false']),
      z.transform((value: '' | 'true' | 'false') => (value === '' ? undefined : value === 'true')),
    ),
  ),
  /** The name of a configuration that ships with the workflow. */
  configurationName: z.optional(
    z.pipe(
      text,
      z.transform((name: string) => (name ? { name } : undefined)),
    ),
  ),
};

const fields = REQUEST_FIELDS.flatMap(({ name, product }) => (product ? [{ name, ...product }] : []));
const properties = z.object(Object.fromEntries(fields.map(({ property, form }) => [property, FORMS[form]])));
/** The name of an accepted workspace stands for its ARN. */
const pairProperties = z.object({ clusterArn: text, workspace: text });

/** A request, which onboard checks: of its fields the pair alone is looked at here. */
export interface ProductRequest extends Pair {
  [field: string]: unknown;
}

/** CloudFormation's event as the provider framework hands it on, as far as it is read. */
export const onEventInput = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  /**
   * The execution's name, so that a repeated event starts nothing twice. Not unique: CloudFormation reuses it when it tries a
   * failed operation again (https://github.com/aws/aws-cdk/issues/35957).
   */
  RequestId: text,
  StackId: text,
  LogicalResourceId: z.optional(text),
  PhysicalResourceId: z.optional(text),
  ResourceProperties: z.record(text, z.unknown()),
});
/** `PhysicalResourceId` is absent of a Create: its resource has none yet. */
export type OnEventInput = z.infer<typeof onEventInput>;

/** What onEvent tells the framework, and isComplete by it. */
export interface OnEventOutput {
  PhysicalResourceId: string;
  /** Handed on to isComplete by the framework, as `problem` is. Without both there is nothing to do. */
  executionArn?: string;
  /**
   * Why the operation fails. Returned and not thrown: the framework ignores the Delete of a Create that threw, and CloudFormation
   * sends none for the new pair of an Update that threw.
   */
  problem?: string;
}

/** The event once more, with what onEvent returned. */
export const isCompleteInput = z.extend(onEventInput, {
  executionArn: z.optional(text),
  problem: z.optional(text),
});
/** At each look the same: what a look sees is not handed on to the next. */
export type IsCompleteInput = z.infer<typeof isCompleteInput>;

/**
 * `Data` are the attributes of the stack's resource, which the product's outputs are read from; of one that is not complete there are
 * none.
 */
export interface IsCompleteOutput {
  IsComplete: boolean;
  Data?: Record<string, string>;
}

/** The product whose template a resource is of, which has it as no parameter; undefined of the one for every account's clusters. */
export function productName(given: Record<string, unknown>): string | undefined {
  const { product } = given;
  return product === undefined ? undefined : String(product);
}

/** What a resource's properties ask for. @throws InvalidRequest when they are not what the product's template passes. */
export function productRequest(given: Record<string, unknown>, workspaces: AcceptedWorkspaces): ProductRequest {
  const parsed = properties.safeParse(given);
  if (!parsed.success) {
    throw new InvalidRequest(
      parsed.error.issues.map(({ path }) => ({
        path: path.join('.'),
        problem: 'is missing or not of the form that the product gives it',
        remedy: "Use the product's own template",
      })),
    );
  }
  const { clusterArn, workspace } = pairProperties.parse(parsed.data);
  if (!isClusterArn(clusterArn)) {
    const remedy = 'Give the ARN of the EKS cluster, as "aws eks describe-cluster" shows it';
    const problem = 'is not the ARN of an EKS cluster';
    throw new InvalidRequest([{ path: 'clusterArn', value: clusterArn, problem, remedy }]);
  }
  const workspaceArn = Object.hasOwn(workspaces, workspace) ? workspaces[workspace]?.arn : undefined;
  if (workspaceArn === undefined) {
    const accepted = Object.keys(workspaces).join(', ');
    const remedy = accepted ? `Choose one of ${accepted}` : 'Configure a workspace and deploy: none is accepted';
    throw new InvalidRequest([{ path: 'workspace', value: workspace, problem: 'is no accepted workspace', remedy }]);
  }
  const asked = fields.flatMap(({ name, property }) => {
    const value = parsed.data[property];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(asked), clusterArn, workspaceArn };
}

/** What a connection is between, and a physical resource id carries. */
export interface Pair {
  clusterArn: string;
  workspaceArn: string;
}

/**
 * The pair itself, well below CloudFormation's 1,024 bytes: an update of the pair in place is no replacement, another pair is, and
 * a Delete says by itself what goes, whatever the configuration calls it by then.
 */
export function physicalResourceId({ clusterArn, workspaceArn }: Pair): string {
  return `${clusterArn}|${workspaceArn}`;
}

const FRAMEWORK_ID = /^(AWSCDK::CustomResourceProviderFramework::|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$)/;

/**
 * The pair of a physical id; undefined for one that the framework gave a Create for want of ours, its markers or the RequestId:
 * nothing was started under it.
 * @throws InvalidRequest for any other.
 */
export function pairOfResourceId(id: string): Pair | undefined {
  const [clusterArn = '', workspaceArn = '', ...more] = id.split('|');
  if (more.length === 0 && isClusterArn(clusterArn) && isWorkspaceArn(workspaceArn))
    return { clusterArn, workspaceArn };
  if (FRAMEWORK_ID.test(id)) return undefined;
  const remedy = 'Find out what it stands for and offboard that by hand';
  throw new InvalidRequest([
    { path: 'PhysicalResourceId', value: id, problem: "is no pair of ARNs, as this product's are", remedy },
  ]);
}

const replacing = z.object({
  request: z.object({ clusterArn: text, workspaceArn: text, replace: z.literal(true) }),
});

/**
 * What an update asks for while another one of its stack is still at work: a roll-back, since CloudFormation does one thing
 * at a time. The one that was given up may have replaced the connection's scraper already; the properties from before would
 * be refused the way back.
 * @param givenUp the inputs of the executions that were given up.
 */
export function rolledBack(request: ProductRequest, givenUp: readonly string[]): ProductRequest {
  const id = physicalResourceId(request);
  const mayReplace = givenUp.some((input) => {
    const replaced = replacing.safeParse(JSON.parse(input)).data?.request;
    return replaced !== undefined && physicalResourceId(replaced) === id;
  });
  return mayReplace ? { ...request, replace: true } : request;
}

/** How many names an operation has: as often can it fail and be tried again under one RequestId. */
const MAX_NAMES = 20;

/** The names that an operation's execution can have, the first first. */
export function executionNames(requestId: string): string[] {
  return Array.from({ length: MAX_NAMES }, (_, index) => (index === 0 ? requestId : `${requestId}-${index + 1}`));
}

/** A stack has no request to put `replace` into. */
const REPLACEMENT_REMEDY =
  ' In this product: update it with the parameter AllowReplacement set to true, or with SubnetIds and SecurityGroupIds as they were.';

/** Bytes as JSON: CloudFormation's answer has at most 4,096 in all. */
const MAX_REASON_BYTES = 1_500;

/** As much of a text as an answer to CloudFormation has room for. */
export function reasonText(text: string, most = MAX_REASON_BYTES): string {
  return fitted(text, most, (part) => jsonBytes(part) - 2);
}

/**
 * What CloudFormation is told of an execution.
 * @throws Error whose message is the reason that people read in the stack's events.
 */
export function completion(event: IsCompleteInput, execution: DescribedExecution): IsCompleteOutput {
  if (execution.status === 'RUNNING') return { IsComplete: false };
  if (execution.status === 'SUCCEEDED') return { IsComplete: true, Data: attributes(execution.output ?? '') };
  const { error = execution.status, cause = 'no cause was given' } = execution;
  throw failedOperation(event, `${error}: ${causeMessage(cause)}`);
}

/**
 * An operation's end, short enough for CloudFormation, with what a person can do about it in this product.
 * @param reason the error's name, a colon and its message.
 */
export function failedOperation(event: IsCompleteInput, reason: string): OperationFailed {
  const remedy = remedyOf(event, reason);
  const [errorName = reason] = reason.split(':');
  const room = MAX_REASON_BYTES - jsonBytes(remedy);
  return new OperationFailed(`${reasonText(reason, room)}${remedy}`, errorName);
}

function remedyOf({ RequestType, StackId, LogicalResourceId = 'Connection' }: IsCompleteInput, reason: string): string {
  if (reason.startsWith('ReplacementNeeded: ')) return REPLACEMENT_REMEDY;
  if (RequestType !== 'Delete' || !reason.startsWith('InvalidRequest: ')) return '';
  return (
    ' Configure account, Region and workspace again and delete the stack again. Or offboard the connection by hand ' +
    `(docs/runbook.md), then: aws cloudformation delete-stack --stack-name ${StackId} --retain-resources ${LogicalResourceId}`
  );
}

/** The attributes that the product's template gives as its outputs. A stack shows no warnings: they follow the reason. */
function attributes(outputText: string): Record<string, string> {
  const {
    outcome,
    reason = '',
    warnings,
    manualSteps,
    connectionId: id = '',
    ...arns
  } = outputSchema.parse(JSON.parse(outputText));
  const said = [...new Set([reason, ...warnings])].filter(Boolean).join(' ');
  return {
    Outcome: outcome,
    Reason: reasonText(said, manualSteps ? MAX_REASON_BYTES / 2 : MAX_REASON_BYTES),
    ManualSteps: manualSteps ? manualScript(manualSteps) : '',
    ConnectionId: id,
    ScraperArn: arns.scraperArn ?? '',
    SourceRoleArn: arns.sourceRoleArn ?? '',
    TargetRoleArn: arns.targetRoleArn ?? '',
  };
}
