import { expect, test } from 'vitest';
import { deployedName, FUNCTION_NAMES } from '../../../functions/shared/names.ts';
import { synthesize } from '../../../infra/app.ts';
import { readConfiguration } from '../../../infra/configuration/configuration.ts';
import { deployedFunctions } from '../../../local/bench/deployedFunctions.ts';

const stack = { stackName: 'workflow', kind: 'workflow', accountId: '333333333333', region: 'us-west-2' } as const;

test('a named function is found with its memory and the variables that are known before deployment', () => {
  const Resources = {
    Ours: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'amp-scraper-checkStatus',
        MemorySize: 512,
        Environment: { Variables: { NODE_OPTIONS: '--max-old-space-size=400', LATER: { Ref: 'Topic' } } },
      },
    },
    Unnamed: { Type: 'AWS::Lambda::Function', Properties: { MemorySize: 128 } },
    Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
    Bare: { Type: 'AWS::SNS::Topic' },
  };
  expect(deployedFunctions([{ ...stack, template: { Resources } }])).toEqual([
    {
      functionName: 'amp-scraper-checkStatus',
      memoryMb: 512,
      environment: { NODE_OPTIONS: '--max-old-space-size=400' },
    },
  ]);
});

test('the stacks have every workflow function', () => {
  const names = deployedFunctions(synthesize(readConfiguration(), { bundling: false })).map(
    ({ functionName }) => functionName,
  );
  expect(names).toEqual(expect.arrayContaining(FUNCTION_NAMES.map((name) => deployedName('amp-scraper', name))));
});
