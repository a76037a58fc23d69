import * as z from 'zod/mini';
import { output as outputSchema } from './contract.ts';
import { InvalidRequest } from './errors.ts';
import { causeMessage } from './failure.ts';
import type { Request } from './request.ts';

/**
 * The product door: a custom resource of CloudFormation, served by the CDK's provider framework, which calls onEvent once
 * and isComplete until it says so (https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.custom_resources-readme.html).
 */
const text = z.string();
/** CloudFormation gives a list parameter that was left empty as a list of one empty text. */
const list = z.pipe(
  z.array(text),
  z.transform((items: string[]) => items.filter(Boolean)),
);

const properties = z.object({
  clusterArn: text,
  /** The name of an accepted workspace. */
  workspace: text,
  subnetIds: z.optional(list),
  securityGroupIds: z.optional(list),
  /** The name of a configuration that ships with the workflow. */
  scrapeConfiguration: z.optional(text),
  /** `true` or `false`, as CloudFormation gives a parameter. */
  allowReplacement: z.optional(z.enum(['true', 'false'])),
});

export const onEventInput = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  /** Unique to the operation: the execution's name, so that a repeated event starts nothing twice. */
  RequestId: text,
  StackId: text,
  PhysicalResourceId: z.optional(text),
  ResourceProperties: z.record(text, z.unknown()),
});
export type OnEventInput = z.infer<typeof onEventInput>;

export interface OnEventOutput {
  PhysicalResourceId: string;
  /** Handed on to isComplete by the framework: no execution was started. */
  NothingToDo?: boolean;
}

export const isCompleteInput = z.extend(onEventInput, { NothingToDo: z.optional(z.boolean()) });

export interface IsCompleteOutput {
  IsComplete: boolean;
  Data?: Record<string, string>;
}

/** What a resource's properties ask for. @throws InvalidRequest when they are not what the product's template passes. */
export function productRequest(given: Record<string, unknown>, workspaces: Readonly<Record<string, string>>): Request {
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
  const { clusterArn, workspace, subnetIds = [], securityGroupIds = [], scrapeConfiguration } = parsed.data;
  const replace = parsed.data.allowReplacement === 'true';
  const workspaceArn = Object.hasOwn(workspaces, workspace) ? workspaces[workspace] : undefined;
  if (workspaceArn === undefined) {
    const remedy = `Choose one of ${Object.keys(workspaces).join(', ')}`;
    throw new InvalidRequest([{ path: 'workspace', value: workspace, problem: 'is no accepted workspace', remedy }]);
  }
  return {
    clusterArn,
    workspaceArn,
    ...(subnetIds.length > 0 ? { subnetIds } : {}),
    ...(securityGroupIds.length > 0 ? { securityGroupIds } : {}),
    ...(scrapeConfiguration ? { scrapeConfiguration: { name: scrapeConfiguration } } : {}),
    ...(replace ? { replace } : {}),
  };
}

/** The same for the same pair, so that an update of the pair in place is no replacement, and another pair is. */
export function physicalResourceId({ clusterArn, workspaceArn }: Request): string {
  return `${clusterArn}|${workspaceArn}`;
}

const stackOf = z.object({ stackId: text });

/** The stack of an execution's input, when the product door started it. */
export function stackOfInput(inputText: string): string | undefined {
  return stackOf.safeParse(JSON.parse(inputText)).data?.stackId;
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
export function rolledBack(request: Request, givenUp: readonly string[]): Request {
  const id = physicalResourceId(request);
  const mayReplace = givenUp.some((input) => {
    const replaced = replacing.safeParse(JSON.parse(input)).data?.request;
    return replaced !== undefined && physicalResourceId(replaced) === id;
  });
  return mayReplace ? { ...request, replace: true } : request;
}

/** As DescribeExecution shows it. */
export interface EndedExecution {
  status: string;
  input?: string | undefined;
  output?: string | undefined;
  error?: string | undefined;
  cause?: string | undefined;
}

/** A stack has no request to put `replace` into. */
const REPLACEMENT_REMEDY =
  ' In this product: update it with the parameter AllowReplacement set to true, or with SubnetIds and SecurityGroupIds as they were.';

/** CloudFormation's answer has at most 4,096 bytes in all. */
const MAX_REASON_LENGTH = 1_500;

/**
 * What CloudFormation is told of an execution.
 * @throws Error whose message is the reason that people read in the stack's events.
 */
export function completion(execution: EndedExecution): IsCompleteOutput {
  if (execution.status === 'RUNNING') return { IsComplete: false };
  if (execution.status === 'SUCCEEDED') return { IsComplete: true, Data: attributes(execution.output ?? '') };
  const { error = execution.status, cause = 'no cause was given' } = execution;
  const remedy = error === 'ReplacementNeeded' ? REPLACEMENT_REMEDY : '';
  const reason = `${error}: ${causeMessage(cause)}`;
  const length = MAX_REASON_LENGTH - remedy.length;
  throw new Error(`${reason.length > length ? `${reason.slice(0, length - 1)}…` : reason}${remedy}`);
}

/** The attributes that the product's template gives as its outputs. */
function attributes(outputText: string): Record<string, string> {
  const { outcome, reason = '', connectionId: id = '', ...arns } = outputSchema.parse(JSON.parse(outputText));
  return {
    Outcome: outcome,
    Reason: reason.slice(0, MAX_REASON_LENGTH),
    ConnectionId: id,
    ScraperArn: arns.scraperArn ?? '',
    SourceRoleArn: arns.sourceRoleArn ?? '',
    TargetRoleArn: arns.targetRoleArn ?? '',
  };
}

/** An execution's ARN follows from its state machine's and its name. */
export function executionArn(stateMachineArn: string, name: string): string {
  return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}
