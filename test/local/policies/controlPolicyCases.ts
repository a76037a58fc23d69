import type { AccessCheck } from '../../../local/policies/accessCheck.ts';
import type { Organization } from '../../../local/state/state.ts';
import { SOURCE } from '../aws/testWorld.ts';
import { CHILD, ROOT, SIBLING, UNIT } from './organizations.ts';

/** What an administrator's role in an account under UNIT may do, under the policies that the organization has. */
export interface ControlCase {
  name: string;
  policies: { targetIds: string[]; statements: object[] }[];
  withoutFullAccess?: Organization['withoutFullAccess'];
  /** Where the account is; UNIT unless given. */
  place?: string;
  check: Pick<AccessCheck, 'action' | 'resourceArn' | 'context'>;
  allowed: boolean;
}

const BOUNDARY = `arn:aws:iam::${SOURCE}:policy/limit`;
const NEW_ROLE = `arn:aws:iam::${SOURCE}:role/amp-scraper/new`;
const CLUSTER = `arn:aws:eks:us-west-2:${SOURCE}:cluster/shop`;
const WRITE = { action: 'aps:RemoteWrite', resourceArn: `arn:aws:aps:us-west-2:${SOURCE}:workspace/ws-1` };
const REFUSE_ALL = { Effect: 'Deny', Action: '*', Resource: '*' };
const ALLOW_IAM = { Effect: 'Allow', Action: 'iam:*', Resource: '*' };

/** As AWS's examples have them (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples.html). */
const WITHOUT_BOUNDARY = {
  Effect: 'Deny',
  Action: ['iam:CreateRole', 'iam:PutRolePermissionsBoundary'],
  Resource: '*',
  Condition: { StringNotEquals: { 'iam:PermissionsBoundary': BOUNDARY } },
};
const OTHER_REGIONS = {
  Effect: 'Deny',
  NotAction: ['iam:*', 'organizations:*', 'sts:*'],
  Resource: '*',
  Condition: { StringNotEquals: { 'aws:RequestedRegion': ['us-west-2', 'eu-west-1'] } },
};
const INTAKE_KEY = {
  Effect: 'Deny',
  Action: ['eks:TagResource', 'eks:UntagResource', 'eks:CreateCluster'],
  Resource: '*',
  Condition: {
    'ForAnyValue:StringEquals': { 'aws:TagKeys': 'amp-scraper-workspace' },
    ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/platform' },
  },
};
const OTHER_ORGANIZATIONS = {
  Effect: 'Deny',
  Action: '*',
  Resource: '*',
  Condition: { StringNotEqualsIfExists: { 'aws:ResourceOrgID': '${aws:PrincipalOrgID}' } },
};

const on = (targetId: string, ...statements: object[]) => ({ targetIds: [targetId], statements });
const create = (boundary?: string) => ({
  action: 'iam:CreateRole',
  resourceArn: NEW_ROLE,
  ...(boundary === undefined ? {} : { context: { 'iam:PermissionsBoundary': boundary } }),
});
const write = (region: string) => ({ ...WRITE, context: { 'aws:RequestedRegion': region } });
const tag = (...keys: string[]) => ({
  action: 'eks:TagResource',
  resourceArn: CLUSTER,
  context: { 'aws:TagKeys': keys },
});

export const CONTROL_CASES: readonly ControlCase[] = [
  { name: 'without any, all is allowed', policies: [], check: WRITE, allowed: true },
  { name: 'a Deny at the root counts', policies: [on(ROOT, REFUSE_ALL)], check: WRITE, allowed: false },
  { name: 'a Deny at the OU counts', policies: [on(UNIT, REFUSE_ALL)], check: WRITE, allowed: false },
  { name: 'a Deny at the account counts', policies: [on(SOURCE, REFUSE_ALL)], check: WRITE, allowed: false },
  { name: 'a Deny at a sibling does not', policies: [on(SIBLING, REFUSE_ALL)], check: WRITE, allowed: true },
  { name: 'a Deny at a child does not', policies: [on(CHILD, REFUSE_ALL)], check: WRITE, allowed: true },
  {
    name: "an OU's children have what it has",
    policies: [on(UNIT, REFUSE_ALL)],
    place: CHILD,
    check: WRITE,
    allowed: false,
  },
  { name: 'an Allow beside FullAWSAccess takes nothing', policies: [on(UNIT, ALLOW_IAM)], check: WRITE, allowed: true },
  {
    name: 'an Allow in the place of FullAWSAccess is all that is left',
    policies: [on(UNIT, ALLOW_IAM)],
    withoutFullAccess: [UNIT],
    check: WRITE,
    allowed: false,
  },
  {
    name: 'and leaves what it allows',
    policies: [on(UNIT, ALLOW_IAM)],
    withoutFullAccess: [UNIT],
    check: create(),
    allowed: true,
  },
  {
    name: 'each level has to allow',
    policies: [on(SOURCE, { ...ALLOW_IAM, Action: '*' })],
    withoutFullAccess: [UNIT],
    check: WRITE,
    allowed: false,
  },
  { name: 'a role needs the boundary', policies: [on(ROOT, WITHOUT_BOUNDARY)], check: create(), allowed: false },
  { name: 'and no other', policies: [on(ROOT, WITHOUT_BOUNDARY)], check: create(`${BOUNDARY}2`), allowed: false },
  { name: 'with it the role is made', policies: [on(ROOT, WITHOUT_BOUNDARY)], check: create(BOUNDARY), allowed: true },
  { name: 'a Region is served', policies: [on(ROOT, OTHER_REGIONS)], check: write('eu-west-1'), allowed: true },
  { name: 'another is not', policies: [on(ROOT, OTHER_REGIONS)], check: write('ap-south-1'), allowed: false },
  { name: 'global services are in none', policies: [on(ROOT, OTHER_REGIONS)], check: create(), allowed: true },
  {
    name: 'the intake key is protected',
    policies: [on(ROOT, INTAKE_KEY)],
    check: tag('team', 'amp-scraper-workspace'),
    allowed: false,
  },
  { name: 'other keys are free', policies: [on(ROOT, INTAKE_KEY)], check: tag('team'), allowed: true },
  {
    name: 'what is the organization’s is reached',
    policies: [on(ROOT, OTHER_ORGANIZATIONS)],
    check: WRITE,
    allowed: true,
  },
];
