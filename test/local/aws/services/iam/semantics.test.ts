import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../../../../local/aws/operation.ts';
import type { World } from '../../../../../local/state/state.ts';
import { addRole, deleteRole, emptyWorld, invoke, policy, SOURCE, TARGET, trust } from '../../testWorld.ts';

interface Case {
  name: string;
  /** The last call is the one that fails. */
  call(world: World): unknown;
  code: string;
  status: number;
  message: string | RegExp;
}

const RoleName = 'shop';
const ALLOW = { Effect: 'Allow', Action: 'aps:RemoteWrite', Resource: '*' };
const TRUST = trust({ Service: 'scraper.aps.amazonaws.com' });

function create(AssumeRolePolicyDocument: string, more: Record<string, unknown> = {}) {
  return (world: World) => invoke(world, SOURCE, 'CreateRole', { RoleName, AssumeRolePolicyDocument, ...more });
}

function put(PolicyDocument: string) {
  return (world: World) => {
    addRole(world, { name: RoleName });
    return invoke(world, SOURCE, 'PutRolePolicy', { RoleName, PolicyName: 'p', PolicyDocument });
  };
}

function then(name: string, input: Record<string, unknown>, seed: Parameters<typeof addRole>[1] = { name: RoleName }) {
  return (world: World) => {
    addRole(world, seed);
    return invoke(world, SOURCE, name, { RoleName, ...input });
  };
}

const missingPrincipal = `arn:aws:iam::${SOURCE}:role/missing`;

const CASES: readonly Case[] = [
  {
    name: 'A service that there is not',
    call: create(trust({ Service: ['scraper.aps.amazonaws.com', 'scraper.aps.amazonaws.com.cn'] })),
    code: 'MalformedPolicyDocument',
    status: 400,
    message: 'Invalid principal in policy: "SERVICE":"scraper.aps.amazonaws.com.cn"',
  },
  {
    name: 'Two statements of one Sid',
    call: put(policy({ ...ALLOW, Sid: 'Write' }, { ...ALLOW, Sid: 'Write' })),
    code: 'MalformedPolicyDocument',
    status: 400,
    message: 'Statement IDs (SID) in a single policy must be unique.',
  },
  {
    name: 'A Sid with a blank',
    call: put(policy({ ...ALLOW, Sid: 'Write metrics' })),
    code: 'MalformedPolicyDocument',
    status: 400,
    message: /^Statement IDs \(SID\) must be alpha-numeric/,
  },
  {
    name: "A tag of AWS's",
    call: then('TagRole', { Tags: [{ Key: 'AWS:team', Value: 'shop' }] }),
    code: 'InvalidInput',
    status: 400,
    message: 'aws: prefixed tag key names are not allowed for external use.',
  },
  {
    name: 'A second role of the name, whatever its path and case',
    call(world) {
      addRole(world, { name: 'Shop', path: '/elsewhere/' });
      return create(TRUST)(world);
    },
    code: 'EntityAlreadyExists',
    status: 409,
    message: 'Role with name shop already exists.',
  },
  {
    name: 'A role that is not there',
    call: (world) => invoke(world, SOURCE, 'GetRole', { RoleName }),
    code: 'NoSuchEntity',
    status: 404,
    message: 'The role with name shop cannot be found.',
  },
  {
    name: 'An inline policy that is not there',
    call: then('GetRolePolicy', { PolicyName: 'p' }),
    code: 'NoSuchEntity',
    status: 404,
    message: 'The role policy with name p cannot be found.',
  },
  {
    name: 'A trust in a role that does not exist',
    call: create(trust({ AWS: missingPrincipal })),
    code: 'MalformedPolicyDocument',
    status: 400,
    message: `Invalid principal in policy: "AWS":"${missingPrincipal}"`,
  },
  {
    name: 'A trust in a role by an ARN without its path',
    call(world) {
      addRole(world, { name: 'source', path: '/amp-scraper/' });
      return create(trust({ AWS: `arn:aws:iam::${SOURCE}:role/source` }))(world);
    },
    code: 'MalformedPolicyDocument',
    status: 400,
    message: `Invalid principal in policy: "AWS":"arn:aws:iam::${SOURCE}:role/source"`,
  },
  {
    name: 'A trust in an account that does not exist',
    call: create(trust({ AWS: '999999999999' })),
    code: 'MalformedPolicyDocument',
    status: 400,
    message: 'Invalid principal in policy: "AWS":"999999999999"',
  },
  {
    name: 'A trust saved while the role that it names is gone',
    call(world) {
      const sourceArn = addRole(world, { name: 'source', account: TARGET });
      addRole(world, { name: RoleName, trust: trust({ AWS: sourceArn }) });
      deleteRole(world, TARGET, 'source');
      const PolicyDocument = trust({ AWS: sourceArn });
      return invoke(world, SOURCE, 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument });
    },
    code: 'MalformedPolicyDocument',
    status: 400,
    message: `Invalid principal in policy: "AWS":"arn:aws:iam::${TARGET}:role/source"`,
  },
  {
    name: 'A trust policy that is no JSON',
    call: create('{'),
    code: 'MalformedPolicyDocument',
    status: 400,
    message: 'This policy contains invalid Json',
  },
  {
    name: 'A trust policy with a Resource',
    call: create(policy({ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole', Resource: '*' })),
    code: 'MalformedPolicyDocument',
    status: 400,
    message: 'Has prohibited field Resource',
  },
  {
    name: 'A trust policy without a Principal',
    call: create(policy({ Effect: 'Allow', Action: 'sts:AssumeRole' })),
    code: 'MalformedPolicyDocument',
    status: 400,
    message: 'Missing required field Principal',
  },
  {
    name: 'A trust policy for another action',
    call: create(policy({ Effect: 'Allow', Principal: '*', Action: 'iam:PassRole' })),
    code: 'MalformedPolicyDocument',
    status: 400,
    message: 'AssumeRole policy may only specify STS AssumeRole actions.',
  },
  {
    name: 'A trust policy of 2,049 characters',
    call: create(TRUST.padEnd(2049)),
    code: 'LimitExceeded',
    status: 409,
    message: 'Cannot exceed quota for ACLSizePerRole: 2048',
  },
  {
    name: 'A boundary that does not exist',
    call: create(TRUST, { PermissionsBoundary: `arn:aws:iam::${SOURCE}:policy/none` }),
    code: 'NoSuchEntity',
    status: 404,
    message: /^Scope ARN: .*policy\/none does not exist or is not attachable\.$/,
  },
  {
    name: 'Tags that differ in case alone',
    call: create(TRUST, {
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'A', Value: '2' },
      ],
    }),
    code: 'InvalidInput',
    status: 400,
    message: /^Duplicate tag keys found/,
  },
  {
    name: 'A fifty-first tag',
    call: then(
      'TagRole',
      { Tags: [{ Key: 'more', Value: '' }] },
      {
        name: RoleName,
        tags: Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`t${n}`, ''])),
      },
    ),
    code: 'LimitExceeded',
    status: 409,
    message: 'Cannot exceed quota for TagsPerRole: 50',
  },
  {
    name: 'An identity policy with a Principal',
    call: put(policy({ ...ALLOW, Principal: '*' })),
    code: 'MalformedPolicyDocument',
    status: 400,
    message: 'Policy document should not specify a principal.',
  },
  {
    name: 'An identity policy without a Resource',
    call: put(policy({ Effect: 'Allow', Action: 'aps:RemoteWrite' })),
    code: 'MalformedPolicyDocument',
    status: 400,
    message: 'Policy statement must contain resources.',
  },
  {
    name: 'An identity policy with a Resource that is no ARN',
    call: put(policy({ ...ALLOW, Resource: 'ws-1' })),
    code: 'MalformedPolicyDocument',
    status: 400,
    message: 'Resource ws-1 must be in ARN format or "*".',
  },
  {
    name: 'An identity policy with an action of no service',
    call: put(policy({ ...ALLOW, Action: 'RemoteWrite' })),
    code: 'MalformedPolicyDocument',
    status: 400,
    message: /^Actions\/Conditions must be prefaced by a vendor/,
  },
  {
    name: 'A policy with an operator that does not exist',
    call: put(policy({ ...ALLOW, Condition: { StringIs: { 'aws:userid': 'a' } } })),
    code: 'MalformedPolicyDocument',
    status: 400,
    message: 'Invalid Condition type : StringIs.',
  },
  {
    name: 'A policy with an element that does not exist',
    call: put(policy({ ...ALLOW, Effects: 'Allow' })),
    code: 'MalformedPolicyDocument',
    status: 400,
    message: /^Syntax errors in policy\./,
  },
  {
    name: 'Inline policies of more than 10,240 characters',
    call: put(
      policy({ ...ALLOW, Resource: Array.from({ length: 300 }, (_, n) => `arn:aws:aps:us-west-2::workspace/${n}`) }),
    ),
    code: 'LimitExceeded',
    status: 409,
    message: 'Maximum policy size of 10240 bytes exceeded for role shop',
  },
  {
    name: 'A managed policy that does not exist',
    call: then('AttachRolePolicy', { PolicyArn: 'arn:aws:iam::aws:policy/None' }),
    code: 'NoSuchEntity',
    status: 404,
    message: 'Policy arn:aws:iam::aws:policy/None does not exist or is not attachable.',
  },
  {
    name: 'An eleventh managed policy',
    call(world) {
      addRole(world, { name: RoleName });
      for (let number = 0; number <= 10; number += 1) {
        const PolicyName = `p${number}`;
        invoke(world, SOURCE, 'CreatePolicy', { PolicyName, PolicyDocument: policy(ALLOW) });
        const PolicyArn = `arn:aws:iam::${SOURCE}:policy/${PolicyName}`;
        invoke(world, SOURCE, 'AttachRolePolicy', { RoleName, PolicyArn });
      }
    },
    code: 'LimitExceeded',
    status: 409,
    message: 'Cannot exceed quota for PoliciesPerRole: 10',
  },
  {
    name: 'Deleting a role that has a managed policy',
    call: then('DeleteRole', {}, { name: RoleName, attached: ['arn:aws:iam::aws:policy/AdministratorAccess'] }),
    code: 'DeleteConflict',
    status: 409,
    message: 'Cannot delete entity, must detach all policies first.',
  },
  {
    name: 'Deleting a role that has an inline policy',
    call: then('DeleteRole', {}, { name: RoleName, inline: [ALLOW] }),
    code: 'DeleteConflict',
    status: 409,
    message: 'Cannot delete entity, must delete policies first.',
  },
  {
    name: 'Deleting a policy that is a boundary',
    call(world) {
      addRole(world, { name: RoleName, boundary: [ALLOW] });
      return invoke(world, SOURCE, 'DeletePolicy', { PolicyArn: `arn:aws:iam::${SOURCE}:policy/shop-boundary` });
    },
    code: 'DeleteConflict',
    status: 409,
    message: 'Cannot delete a policy attached to entities.',
  },
  {
    name: 'Changing a service-linked role',
    call(world) {
      invoke(world, SOURCE, 'CreateServiceLinkedRole', { AWSServiceName: 'scraper.aps.amazonaws.com' });
      const name = 'AWSServiceRoleForAmazonPrometheusScraper';
      return invoke(world, SOURCE, 'UpdateAssumeRolePolicy', { RoleName: name, PolicyDocument: TRUST });
    },
    code: 'UnmodifiableEntity',
    status: 400,
    message: /^Cannot perform the operation on the protected role/,
  },
];

function failureOf(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('what IAM refuses', () => {
  it.each(CASES)('$name', ({ call, code, status, message }) => {
    const error = failureOf(() => call(emptyWorld()));
    expect(error).toBeInstanceOf(ServiceError);
    expect(error).toMatchObject({ code, status });
    expect(error instanceof Error ? error.message : '').toMatch(message);
  });
});

function shownTrust(world: World): string {
  const output = invoke(world, SOURCE, 'GetRole', { RoleName });
  return decodeURIComponent(/"AssumeRolePolicyDocument":"([^"]+)"/.exec(JSON.stringify(output))?.[1] ?? '');
}

describe('what IAM keeps', () => {
  it('a trust policy of 2,048 characters', () => {
    const world = emptyWorld();
    create(TRUST.padEnd(2048))(world);
    expect(shownTrust(world)).toHaveLength(2048);
  });

  it('the text of a trust policy as it was given', () => {
    const world = emptyWorld();
    const text = JSON.stringify(JSON.parse(trust({ AWS: SOURCE })), undefined, 2);
    create(text)(world);
    expect(shownTrust(world)).toBe(text);
  });

  it('the unique id in place of a role that is gone, also when another has taken its name', () => {
    const world = emptyWorld();
    const sourceArn = addRole(world, { name: 'source' });
    const id = world.accounts[SOURCE]?.roles[sourceArn]?.roleId ?? '';
    create(trust({ AWS: sourceArn }))(world);
    expect(shownTrust(world)).toContain(sourceArn);
    deleteRole(world, SOURCE, 'source');
    expect(shownTrust(world)).toBe(trust({ AWS: id }));
    addRole(world, { name: 'source' });
    expect(shownTrust(world)).toBe(trust({ AWS: id }));
  });
});
