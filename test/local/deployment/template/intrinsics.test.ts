import { describe, expect, it } from 'vitest';
import { resolveStack } from '../../../../local/deployment/template/intrinsics.ts';
import { TemplateError } from '../../../../local/deployment/template/template.ts';
import { CONDITIONS, MAPPINGS, PARAMETERS, REFUSED, RESOLVED, RESOURCES } from './intrinsicsCases.ts';

const PLACE = { stackName: 'sample', accountId: '111111111111', region: 'us-west-2' };

function stackWith(resources: object, region = PLACE.region) {
  const template = { Parameters: PARAMETERS, Conditions: CONDITIONS, Mappings: MAPPINGS, Resources: resources };
  return resolveStack({ ...PLACE, region, template }, (name) => (name === 'shared' ? 'imported' : undefined));
}

/** The value, as the property of a resource. It is read only when asked for, so a name may be anything here. */
function resolve(value: unknown): unknown {
  const probe = { Type: 'AWS::Probe::Probe', Properties: { QueueName: value } };
  return stackWith({ ...RESOURCES, Probe: probe })
    .resources('AWS::Probe::Probe')[0]
    ?.property('QueueName');
}

describe('an intrinsic function', () => {
  it.each(RESOLVED)('%s', (_name, value, expected) => {
    expect(resolve(value)).toEqual(expected);
  });

  it.each(REFUSED)('is refused by name and path: %s', (_name, value, problem) => {
    expect(() => resolve(value)).toThrow(TemplateError);
    expect(() => resolve(value)).toThrow(problem);
    expect(() => resolve(value)).toThrow(/^Template of sample, /);
  });
});

describe('a stack', () => {
  it('leaves out a resource whose condition does not hold', () => {
    const queue = { Type: 'AWS::SQS::Queue', Properties: {} };
    const stack = stackWith({ Here: { ...queue, Condition: 'West' }, Gone: { ...queue, Condition: 'East' } });
    expect(stack.resources('AWS::SQS::Queue').map(({ logicalId }) => logicalId)).toEqual(['Here']);
  });

  it('gives a resource without a name one that stays and fits', () => {
    const long = 'L'.repeat(200);
    const nameOf = () =>
      stackWith({ [long]: { Type: 'AWS::SQS::Queue' } }).resources('AWS::SQS::Queue')[0]?.physical.name;
    expect(nameOf()).toMatch(/^sample-L{60}-[0-9A-F]{12}$/);
    expect(nameOf()).toBe(nameOf());
  });

  it('takes its partition from the Region', () => {
    const [role] = stackWith(RESOURCES, 'us-gov-west-1').resources('AWS::IAM::Role');
    expect(role?.physical.arn).toBe('arn:aws-us-gov:iam::111111111111:role/team/named');
  });

  it('is refused when it is no template', () => {
    expect(() => resolveStack({ ...PLACE, template: { Resources: { Thing: 1 } } })).toThrow(
      /^Template of sample, \(top\): it is no template: [^]*Resources\.Thing/,
    );
  });
});
