import type { AccessCheck } from '../../../local/policies/accessCheck.ts';
import { SOURCE, TARGET, type RoleSeed } from '../aws/testWorld.ts';

/** What a role asks for, and whether it gets it. */
export interface AccessCase {
  name: string;
  role: Partial<RoleSeed>;
  check: Pick<AccessCheck, 'action' | 'resourceArn'> & Partial<AccessCheck>;
  allowed: boolean;
  layer?: 'identity' | 'boundary';
  /** The end of AWS's message. */
  message?: string;
}

const WORKSPACE = `arn:aws:aps:us-west-2:${SOURCE}:workspace/ws-1`;
const FOREIGN_WORKSPACE = `arn:aws:aps:us-west-2:${TARGET}:workspace/ws-2`;
const NEW_ROLE = `arn:aws:iam::${SOURCE}:role/amp-scraper/new`;
const BOUNDARY = `arn:aws:iam::${SOURCE}:policy/limit`;
const WRITE = { action: 'aps:RemoteWrite', resourceArn: WORKSPACE };
const allow = (Action: string, Resource = '*', Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
});
const deny = (Action: string, Resource = '*') => ({ Effect: 'Deny', Action, Resource });

export const ACCESS_CASES: readonly AccessCase[] = [
  {
    name: 'A role without policies may do nothing',
    role: {},
    check: WRITE,
    allowed: false,
    layer: 'identity',
    message: `${WORKSPACE} because no identity-based policy allows the aps:RemoteWrite action`,
  },
  {
    name: 'An attached AWS managed policy counts',
    role: { attached: ['arn:aws:iam::aws:policy/AmazonPrometheusRemoteWriteAccess'] },
    check: WRITE,
    allowed: true,
  },
  {
    name: 'An inline policy counts',
    role: { inline: [allow('aps:RemoteWrite', WORKSPACE)] },
    check: WRITE,
    allowed: true,
  },
  {
    name: 'An inline Deny on every other workspace leaves the one',
    role: {
      attached: ['arn:aws:iam::aws:policy/AmazonPrometheusRemoteWriteAccess'],
      inline: [{ Effect: 'Deny', Action: 'aps:RemoteWrite', NotResource: WORKSPACE }],
    },
    check: WRITE,
    allowed: true,
  },
  {
    name: 'An inline Deny on every other workspace refuses another',
    role: {
      attached: ['arn:aws:iam::aws:policy/AmazonPrometheusRemoteWriteAccess'],
      inline: [{ Effect: 'Deny', Action: 'aps:RemoteWrite', NotResource: WORKSPACE }],
    },
    check: { ...WRITE, resourceArn: `${WORKSPACE}2` },
    allowed: false,
    layer: 'identity',
    message: `${WORKSPACE}2 with an explicit deny in an identity-based policy`,
  },
  {
    name: "A boundary without the action refuses what the role's policies allow",
    role: { inline: [allow('*')], boundary: [allow('iam:*')] },
    check: WRITE,
    allowed: false,
    layer: 'boundary',
    message: `${WORKSPACE} because no permissions boundary allows the aps:RemoteWrite action`,
  },
  {
    name: 'A boundary with a Deny refuses by it',
    role: { inline: [allow('*')], boundary: [allow('*'), deny('aps:*')] },
    check: WRITE,
    allowed: false,
    layer: 'boundary',
    message: `${WORKSPACE} with an explicit deny in a permissions boundary`,
  },
  {
    name: 'A boundary alone allows nothing',
    role: { boundary: [allow('*')] },
    check: WRITE,
    allowed: false,
    layer: 'identity',
  },
  {
    name: 'Policies and boundary together allow',
    role: { inline: [allow('aps:*')], boundary: [allow('aps:RemoteWrite', WORKSPACE)] },
    check: WRITE,
    allowed: true,
  },
  {
    name: "Another account's workspace needs that account's leave",
    role: { inline: [allow('*')] },
    check: { action: 'aps:CreateScraper', resourceArn: FOREIGN_WORKSPACE, resourceAccountId: TARGET },
    allowed: false,
  },
  {
    name: "In identity mode the own policies decide about another account's workspace",
    role: { inline: [allow('aps:CreateScraper', FOREIGN_WORKSPACE)] },
    check: { action: 'aps:CreateScraper', resourceArn: FOREIGN_WORKSPACE, resourceAccountId: TARGET, mode: 'identity' },
    allowed: true,
  },
  {
    name: 'In identity mode a boundary still counts',
    role: { inline: [allow('*')], boundary: [allow('aps:*', WORKSPACE)] },
    check: { action: 'aps:CreateScraper', resourceArn: FOREIGN_WORKSPACE, resourceAccountId: TARGET, mode: 'identity' },
    allowed: false,
    layer: 'boundary',
  },
  {
    name: 'A condition on the boundary of a new role is met by that boundary',
    role: { inline: [allow('iam:CreateRole', '*', { StringEquals: { 'iam:PermissionsBoundary': BOUNDARY } })] },
    check: { action: 'iam:CreateRole', resourceArn: NEW_ROLE, context: { 'iam:PermissionsBoundary': BOUNDARY } },
    allowed: true,
  },
  {
    name: 'A condition on the boundary of a new role refuses a role without one',
    role: { inline: [allow('iam:CreateRole', '*', { StringEquals: { 'iam:PermissionsBoundary': BOUNDARY } })] },
    check: { action: 'iam:CreateRole', resourceArn: NEW_ROLE },
    allowed: false,
  },
  {
    name: 'A condition on a key that the action does not have refuses',
    role: { inline: [allow('iam:DeleteRole', '*', { StringEquals: { 'iam:PolicyARN': BOUNDARY } })] },
    check: { action: 'iam:DeleteRole', resourceArn: NEW_ROLE },
    allowed: false,
  },
  {
    name: 'A path in Resource admits the roles under it',
    role: { inline: [allow('iam:GetRole', `arn:aws:iam::${SOURCE}:role/amp-scraper/*`)] },
    check: { action: 'iam:GetRole', resourceArn: NEW_ROLE },
    allowed: true,
  },
  {
    name: 'A path in Resource refuses a role of that name outside it',
    role: { inline: [allow('iam:GetRole', `arn:aws:iam::${SOURCE}:role/amp-scraper/*`)] },
    check: { action: 'iam:GetRole', resourceArn: `arn:aws:iam::${SOURCE}:role/new` },
    allowed: false,
  },
  {
    name: 'A path that merely begins alike is another path',
    role: { inline: [allow('iam:GetRole', `arn:aws:iam::${SOURCE}:role/amp-scraper/*`)] },
    check: { action: 'iam:GetRole', resourceArn: `arn:aws:iam::${SOURCE}:role/amp-scraper-provisioner` },
    allowed: false,
  },
  {
    name: 'A condition on a request tag is met by that tag',
    role: { inline: [allow('iam:TagRole', '*', { StringEquals: { 'aws:RequestTag/team': 'a' } })] },
    check: {
      action: 'iam:TagRole',
      resourceArn: NEW_ROLE,
      context: { 'aws:RequestTag/team': 'a', 'aws:TagKeys': ['team'] },
    },
    allowed: true,
  },
  {
    name: 'A condition on a request tag refuses another value',
    role: { inline: [allow('iam:TagRole', '*', { StringEquals: { 'aws:RequestTag/team': 'a' } })] },
    check: {
      action: 'iam:TagRole',
      resourceArn: NEW_ROLE,
      context: { 'aws:RequestTag/team': 'b', 'aws:TagKeys': ['team'] },
    },
    allowed: false,
  },
  {
    name: 'ForAllValues over aws:TagKeys refuses a key too many',
    role: { inline: [allow('iam:TagRole', '*', { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } })] },
    check: { action: 'iam:TagRole', resourceArn: NEW_ROLE, context: { 'aws:TagKeys': ['team', 'more'] } },
    allowed: false,
  },
  {
    name: "A condition on the resource's tag is met by the tag that the role has",
    role: {
      tags: { team: 'a' },
      inline: [allow('iam:DeleteRole', '*', { StringEquals: { 'aws:ResourceTag/team': 'a' } })],
    },
    check: { action: 'iam:DeleteRole', resourceArn: `arn:aws:iam::${SOURCE}:role/asking` },
    allowed: true,
  },
  {
    name: "A condition on the resource's tag refuses what has no tag",
    role: { inline: [allow('iam:DeleteRole', '*', { StringEquals: { 'aws:ResourceTag/team': 'a' } })] },
    check: { action: 'iam:DeleteRole', resourceArn: NEW_ROLE },
    allowed: false,
  },
  {
    name: 'PassRole with a condition on the service is met by that service',
    role: {
      inline: [allow('iam:PassRole', '*', { StringEquals: { 'iam:PassedToService': 'scraper.aps.amazonaws.com' } })],
    },
    check: {
      action: 'iam:PassRole',
      resourceArn: NEW_ROLE,
      context: { 'iam:PassedToService': 'scraper.aps.amazonaws.com' },
    },
    allowed: true,
  },
  {
    name: 'A policy variable has the value of the request',
    role: {
      inline: [allow('aps:RemoteWrite', '*', { StringEquals: { 'aws:PrincipalAccount': '${aws:ResourceAccount}' } })],
    },
    check: WRITE,
    allowed: true,
  },
  {
    name: 'A policy variable refuses the resource of another account, in identity mode too',
    role: {
      inline: [allow('aps:RemoteWrite', '*', { StringEquals: { 'aws:PrincipalAccount': '${aws:ResourceAccount}' } })],
    },
    check: { ...WRITE, resourceArn: FOREIGN_WORKSPACE, resourceAccountId: TARGET, mode: 'identity' },
    allowed: false,
  },
  {
    name: 'A list action without resource types is asked for on every resource',
    role: { inline: [allow('aps:ListScrapers')] },
    check: { action: 'aps:ListScrapers', resourceArn: '*' },
    allowed: true,
  },
  {
    name: 'A list action is not allowed by one resource',
    role: { inline: [allow('aps:ListScrapers', WORKSPACE)] },
    check: { action: 'aps:ListScrapers', resourceArn: '*' },
    allowed: false,
  },
];
