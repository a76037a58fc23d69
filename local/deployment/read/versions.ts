import * as z from 'zod';
import type { DeployedFunction, DeployedVersion, Deployment } from '../deployed.ts';
import type { ResolvedStack, VersionNumber } from '../template/intrinsics.ts';
import { readAll } from '../template/properties.ts';

/** What Lambda has of functions before the stacks are deployed. */
export type Published = Pick<Deployment, 'functions' | 'versions'>;

/** Of an account in which the stacks are deployed for the first time. */
export const NOTHING_PUBLISHED: Published = { functions: [], versions: [] };

const version = z.object({ FunctionName: z.string() });

/** The function's ARN, of an ARN that may name one of its versions. */
export function functionOf(arn: string): string {
  return arn.split(':').slice(0, 7).join(':');
}

/** The number that a resource's version has, or gets: the next one of its function. */
export function versionNumbers({ functions, versions }: Published): VersionNumber {
  return (resource, functionArn) =>
    versions.find((one) => one.resource === resource)?.number ?? lastVersion(functions, functionArn) + 1;
}

function lastVersion(functions: readonly DeployedFunction[], functionArn: string): number {
  return functions.find(({ arn }) => arn === functionArn)?.lastVersion ?? 0;
}

/**
 * The functions' versions once the stacks are deployed over what is there: those that are published anew, those that stay, and
 * those that a stack has no more and leaves behind. A function that is deleted takes all of its versions with it
 * (https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html).
 * @throws Error in AWS's words for a version of what is published already: "Lambda doesn't publish a version if the function's configuration and code haven't changed since
 *   the last version" (https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html)
 */
export function publish(stacks: readonly ResolvedStack[], functions: DeployedFunction[], before: Published): Published {
  const wanted = stacks.flatMap((stack) => readVersions(stack, functions));
  const kept = before.versions.filter(({ arn }) => !wanted.some((one) => one.arn === arn)).flatMap(leftBehind);
  const made = wanted.map((one) => before.versions.find(({ arn }) => arn === one.arn) ?? publishOne(one, before));
  return {
    functions: functions.map((one) => ({ ...one, lastVersion: highest(one, before, made) })),
    versions: [...made, ...kept.filter((one) => functions.some(({ arn }) => arn === one.function.arn))],
  };
}

function readVersions(stack: ResolvedStack, functions: readonly DeployedFunction[]): DeployedVersion[] {
  return readAll(stack, 'AWS::Lambda::Version', version).map(({ resource, arn }) => {
    const functionArn = functionOf(arn);
    const found = functions.find((one) => one.arn === functionArn);
    if (found === undefined) throw new Error(`Function not found: ${functionArn}`);
    return {
      arn,
      number: Number(arn.slice(functionArn.length + 1)),
      function: found,
      resource: `${stack.place.stackName}/${resource.logicalId}`,
      deletionPolicy: resource.deletionPolicy,
    };
  });
}

function publishOne(wanted: DeployedVersion, { versions }: Published): DeployedVersion {
  const ofFunction = versions.filter((one) => one.function.arn === wanted.function.arn);
  const last = ofFunction.toSorted((one, other) => other.number - one.number)[0];
  if (last?.function.digest !== wanted.function.digest) return wanted;
  throw new Error(
    `A version for this Lambda function exists ( ${last.number} ). Modify the function to create a new version.`,
  );
}

function highest({ arn }: DeployedFunction, { functions }: Published, made: readonly DeployedVersion[]): number {
  const numbers = made.filter((one) => one.function.arn === arn).map(({ number }) => number);
  return Math.max(lastVersion(functions, arn), ...numbers);
}

/** What stays of a version that its stack has no more, by the policy that the stack had for it. */
function leftBehind({ resource: _resource, ...rest }: DeployedVersion): DeployedVersion[] {
  return rest.deletionPolicy.startsWith('Retain') ? [rest] : [];
}

/**
 * The deployment once CloudFormation has rolled an update back: what was there before, but that Lambda gives no number twice. What the update had made
 * goes, unless its policy is Retain: RetainExceptOnCreate is for exactly this
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html).
 */
export function rolledBack(before: Deployment, attempted: Deployment): Deployment {
  const isNew = ({ arn }: DeployedVersion) => !before.versions.some((one) => one.arn === arn);
  const left = attempted.versions.filter((one) => isNew(one) && one.deletionPolicy === 'Retain').flatMap(leftBehind);
  const functions = before.functions.map((one) => ({
    ...one,
    lastVersion: Math.max(one.lastVersion, lastVersion(attempted.functions, one.arn)),
  }));
  return { ...before, functions, versions: [...before.versions, ...left] };
}
