import * as z from 'zod';
import { SCRAPER_SERVICE } from '../../../../functions/shared/names.ts';
import type { Role } from '../../../state/state.ts';
import { uniqueId } from '../../../state/uniqueId.ts';
import { defineOperation, type CallContext, type Operation } from '../../operation.ts';
import { invalidInput } from './errors.ts';
import { description, roleName } from './inputs.ts';
import { accountOf, iamChanged, SERVICE } from './lookup.ts';
import { roleOutput } from './roles.ts';

/** The service that has a service-linked role here, and the role's name: AMP's "Using roles for scraping metrics from EKS". */
const ROLE_NAMES: Readonly<Record<string, string>> = {
  [SCRAPER_SERVICE]: 'AWSServiceRoleForAmazonPrometheusScraper',
};

const input = z.strictObject({
  AWSServiceName: z
    .string()
    .min(1)
    .max(128)
    .regex(/^(?:[\w+=,.@-]+)$/),
  Description: description.optional(),
  CustomSuffix: roleName.optional(),
});

function nameAndArn({ partition, caller }: CallContext, { AWSServiceName, CustomSuffix }: z.infer<typeof input>) {
  const base = ROLE_NAMES[AWSServiceName];
  if (base === undefined) {
    throw invalidInput(
      `The embedded AWS has no service-linked role for ${AWSServiceName}, only for ${SCRAPER_SERVICE}.`,
    );
  }
  const name = CustomSuffix === undefined ? base : `${base}_${CustomSuffix}`;
  const path = `/aws-service-role/${AWSServiceName}/`;
  return { roleName: name, path, arn: `arn:${partition}:iam::${caller.accountId}:role${path}${name}` };
}

const createServiceLinkedRole = defineOperation({
  service: SERVICE,
  name: 'CreateServiceLinkedRole',
  input,
  access: (request, call) => [
    {
      action: 'iam:CreateServiceLinkedRole',
      resourceArn: nameAndArn(call, request).arn,
      resourceAccountId: call.caller.accountId,
      context: { 'iam:AWSServiceName': request.AWSServiceName },
    },
  ],
  run(request, call) {
    const { roles } = accountOf(call);
    const named = nameAndArn(call, request);
    if (roles[named.arn] !== undefined) {
      throw invalidInput(
        `Service role name ${named.roleName} has been taken in this account, please try a different suffix.`,
      );
    }
    const role = serviceLinkedRole(named, request, call);
    roles[role.arn] = role;
    iamChanged(call);
    return { Role: roleOutput(role, call) };
  },
});

function serviceLinkedRole(
  named: Pick<Role, 'roleName' | 'path' | 'arn'>,
  { AWSServiceName: service, Description }: z.infer<typeof input>,
  { world, now }: CallContext,
): Role {
  const statement = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' };
  return {
    ...named,
    roleId: uniqueId(world, 'AROA'),
    createdAt: now,
    ...(Description === undefined ? {} : { description: Description }),
    maxSessionDuration: 3600,
    trustPolicy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    trustedIds: {},
    tags: {},
    attachedPolicyArns: [],
    inlinePolicies: {},
    serviceLinked: service,
  };
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html, for AMP's scrapers alone. */
export const SERVICE_LINKED_ROLE_OPERATIONS: readonly Operation[] = [createServiceLinkedRole];
