import { SOURCE, TARGET } from '../aws/testWorld.ts';
import { CHILD, ORGANIZATION, OTHER_ORGANIZATION, ROOT, SIBLING, UNIT } from './organizations.ts';

/** A condition of the asking role's policy, and whether it holds for what is asked. */
export interface ConditionCase {
  name: string;
  condition: Record<string, Record<string, string | string[]>>;
  /** Where the asking account and the resource's account are: an OU, the root, another organization or none. */
  asking: string;
  owner: string;
  /** The owner's account; the other account unless given. */
  ownedBy?: string;
  allowed: boolean;
}

const SAME = { StringEquals: { 'aws:ResourceOrgID': '${aws:PrincipalOrgID}' } };
const OWN = { StringEquals: { 'aws:ResourceAccount': '${aws:PrincipalAccount}' } };
const principalIs = (id: string) => ({ StringEquals: { 'aws:PrincipalOrgID': id } });
const paths = (key: string, ...patterns: string[]) => ({ 'ForAnyValue:StringLike': { [key]: patterns } });
const principalPaths = (...patterns: string[]) => paths('aws:PrincipalOrgPaths', ...patterns);
const resourcePaths = (...patterns: string[]) => paths('aws:ResourceOrgPaths', ...patterns);

/** Identity policies and boundaries: who asks and who owns are in the context of every request. */
export const CONDITION_CASES: readonly ConditionCase[] = [
  { name: 'the same organization is the same', condition: SAME, asking: UNIT, owner: ROOT, allowed: true },
  { name: 'another organization is another', condition: SAME, asking: UNIT, owner: 'other', allowed: false },
  { name: 'an owner on its own is in none', condition: SAME, asking: UNIT, owner: 'none', allowed: false },
  {
    name: 'two accounts without one are in no common one',
    condition: SAME,
    asking: 'none',
    owner: 'none',
    allowed: false,
  },
  { name: 'an asker on its own is in none', condition: SAME, asking: 'none', owner: UNIT, allowed: false },
  { name: 'the own account is its own', condition: OWN, asking: 'none', owner: 'none', ownedBy: SOURCE, allowed: true },
  {
    name: 'another account of the organization is not the own',
    condition: OWN,
    asking: UNIT,
    owner: UNIT,
    allowed: false,
  },
  {
    name: 'the asking account is in it',
    condition: principalIs(ORGANIZATION),
    asking: CHILD,
    owner: 'none',
    allowed: true,
  },
  {
    name: 'the asking account is in another',
    condition: principalIs(ORGANIZATION),
    asking: 'other',
    owner: UNIT,
    allowed: false,
  },
  {
    name: 'the other one is one too',
    condition: principalIs(OTHER_ORGANIZATION),
    asking: 'other',
    owner: UNIT,
    allowed: true,
  },
  {
    name: 'an OU is named',
    condition: resourcePaths(`${ORGANIZATION}/*/${UNIT}/*`),
    asking: ROOT,
    owner: UNIT,
    allowed: true,
  },
  {
    name: 'an OU has its children in it',
    condition: resourcePaths(`${ORGANIZATION}/*/${UNIT}/*`),
    asking: ROOT,
    owner: CHILD,
    allowed: true,
  },
  {
    name: 'a child is named whose parent is in the way',
    condition: resourcePaths(`${ORGANIZATION}/*/${CHILD}/*`),
    asking: ROOT,
    owner: CHILD,
    allowed: true,
  },
  {
    name: 'the parent of a named OU is not in it',
    condition: resourcePaths(`${ORGANIZATION}/*/${CHILD}/*`),
    asking: ROOT,
    owner: UNIT,
    allowed: false,
  },
  {
    name: 'a sibling that begins alike is out with the last slash',
    condition: resourcePaths(`${ORGANIZATION}/*/${UNIT}/*`),
    asking: ROOT,
    owner: SIBLING,
    allowed: false,
  },
  {
    name: 'a sibling that begins alike gets in without the last slash',
    condition: resourcePaths(`${ORGANIZATION}/*/${UNIT}*`),
    asking: ROOT,
    owner: SIBLING,
    allowed: true,
  },
  {
    name: 'a path ends in a slash',
    condition: resourcePaths(`${ORGANIZATION}/${ROOT}/${UNIT}`),
    asking: ROOT,
    owner: UNIT,
    allowed: false,
  },
  {
    name: 'a path begins with the organization',
    condition: resourcePaths(`${ROOT}/${UNIT}/`),
    asking: ROOT,
    owner: UNIT,
    allowed: false,
  },
  {
    name: 'the whole path is the path',
    condition: resourcePaths(`${ORGANIZATION}/${ROOT}/${UNIT}/${CHILD}/`),
    asking: ROOT,
    owner: CHILD,
    allowed: true,
  },
  {
    name: 'the root has all',
    condition: resourcePaths(`${ORGANIZATION}/${ROOT}/*`),
    asking: ROOT,
    owner: CHILD,
    allowed: true,
  },
  {
    name: 'the root of another organization has not',
    condition: resourcePaths(`${ORGANIZATION}/${ROOT}/*`),
    asking: ROOT,
    owner: 'other',
    allowed: false,
  },
  {
    name: 'one of several OUs is enough',
    condition: resourcePaths(`${ORGANIZATION}/*/${SIBLING}/*`, `${ORGANIZATION}/*/${UNIT}/*`),
    asking: ROOT,
    owner: UNIT,
    allowed: true,
  },
  {
    name: 'an account without a path has none of them',
    condition: resourcePaths('*'),
    asking: UNIT,
    owner: 'none',
    allowed: false,
  },
  {
    name: 'the asking account is under an OU',
    condition: principalPaths(`${ORGANIZATION}/*/${UNIT}/*`),
    asking: CHILD,
    owner: 'none',
    allowed: true,
  },
  {
    name: 'the asking account is under its sibling',
    condition: principalPaths(`${ORGANIZATION}/*/${UNIT}/*`),
    asking: SIBLING,
    owner: UNIT,
    allowed: false,
  },
  {
    name: 'the asking account is on its own',
    condition: principalPaths(`${ORGANIZATION}/*/${UNIT}/*`),
    asking: 'none',
    owner: UNIT,
    allowed: false,
  },
].map((one) => ({ ...one, ownedBy: 'ownedBy' in one ? one.ownedBy : TARGET }));
