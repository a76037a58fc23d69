import * as z from 'zod';
import { defineOperation, type Operation } from '../../operation.ts';
import { paging, roleName, tagKeys, tags } from './inputs.ts';
import { existingRole, iamChanged, modifiableRole, roleCheck, SERVICE } from './lookup.ts';
import { page } from './paging.ts';
import { requestTagContext, tagList, withTags } from './tagging.ts';

const tagRole = defineOperation({
  service: SERVICE,
  name: 'TagRole',
  input: z.strictObject({ RoleName: roleName, Tags: tags }),
  access: ({ RoleName, Tags }, call) => [roleCheck(call, 'TagRole', RoleName, requestTagContext(Tags))],
  run({ RoleName, Tags }, call) {
    const role = modifiableRole(call, RoleName);
    role.tags = withTags(role.tags, Tags);
    iamChanged(call);
    return {};
  },
});

const untagRole = defineOperation({
  service: SERVICE,
  name: 'UntagRole',
  input: z.strictObject({ RoleName: roleName, TagKeys: tagKeys }),
  access: ({ RoleName, TagKeys }, call) => [roleCheck(call, 'UntagRole', RoleName, { 'aws:TagKeys': TagKeys })],
  run({ RoleName, TagKeys }, call) {
    const role = modifiableRole(call, RoleName);
    role.tags = Object.fromEntries(Object.entries(role.tags).filter(([key]) => !TagKeys.includes(key)));
    iamChanged(call);
    return {};
  },
});

const listRoleTags = defineOperation({
  service: SERVICE,
  name: 'ListRoleTags',
  input: z.strictObject({ RoleName: roleName, ...paging }),
  access: ({ RoleName }, call) => [roleCheck(call, 'ListRoleTags', RoleName)],
  run(input, call) {
    const { items, rest } = page(tagList(existingRole(call, input.RoleName).tags), input);
    return { Tags: items, ...rest };
  },
});

/**
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagRole.html,
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagRole.html,
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoleTags.html.
 */
export const ROLE_TAG_OPERATIONS: readonly Operation[] = [tagRole, untagRole, listRoleTags];
