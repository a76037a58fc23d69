import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { synthesize } from '../../infra/app.ts';
import { warningsOf } from '../../infra/configuration/warnings.ts';
import { readConfiguration } from '../../infra/configuration/configuration.ts';
import { resolveStack } from '../../local/deployment/template/intrinsics.ts';
import { CONFIGURATIONS, STACKS, template } from './support.ts';

const organized = readConfiguration(new URL('organizationConfiguration.json', import.meta.url));
const withSets = {
  ...organized,
  ...(organized.organization && { organization: { ...organized.organization, stackSets: true } }),
};
const ALL = [...STACKS, ...synthesize(withSets, { bundling: false }).filter(({ kind }) => kind === 'organization')];

const outputs = z.object({
  Outputs: z.record(z.string(), z.strictObject({ Description: z.string().min(1), Value: z.unknown() })),
});
const outputsOf = (one: unknown) => outputs.parse(one).Outputs;

/** The stacks' kinds, and what each tells beside what to do next. */
const TOLD: Readonly<Record<string, readonly string[]>> = {
  state: ['TableArn'],
  account: ['ProvisionerArn', 'BoundaryArn'],
  workflow: [
    'OnboardArn',
    'OffboardArn',
    'ReconcileArn',
    'OnboardConsole',
    'OffboardConsole',
    'DashboardConsole',
    'AlertsArn',
  ],
  region: ['BusArn', 'DeadLettersArn'],
  organization: ['StackSetsConsole'],
  product: ['LaunchRoleArn', 'PortfoliosConsole', 'ProductsConsole'],
  operator: ['OperatorPolicyArn'],
};

describe('the outputs', () => {
  test('of every stack say what to do next, and have its ARNs and its pages of the console', () => {
    expect(new Set(ALL.map(({ kind }) => kind))).toEqual(new Set(Object.keys(TOLD)));
    for (const { kind, template: one } of ALL) {
      expect([kind, ...Object.keys(outputsOf(one))]).toEqual([kind, 'Next', ...(TOLD[kind] ?? [])]);
      expect(outputsOf(one)['Next']?.Value).toMatch(/^[A-Z].+\.$/);
    }
  });

  test('that are ARNs are of resources of the stack, or of the bus; a page is of the partition, and its Region', () => {
    for (const stack of ALL) {
      const partition = stack.region.startsWith('us-gov') ? 'aws-us-gov' : 'aws';
      const host = partition === 'aws' ? `${stack.region}.console.aws.amazon.com` : 'console.amazonaws-us-gov.com';
      for (const [name, { Value }] of Object.entries(outputsOf(stack.template))) {
        if (name.endsWith('Console')) expect(JSON.stringify(Value)).toContain(`https://${host}/`);
        if (name.endsWith('Console')) expect(JSON.stringify(Value)).toContain(`region=${stack.region}#`);
        if (!name.endsWith('Arn') || typeof Value === 'string') continue;
        const reference = z.union([
          z.object({ Ref: z.string() }),
          z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }),
        ]);
        const [id = ''] = Object.values(reference.parse(Value)).flat();
        expect(Object.keys(template.parse(stack.template).Resources)).toContain(id);
      }
    }
  });

  test('are understood where the stacks are deployed without AWS, and none is exported', () => {
    for (const stack of ALL) {
      expect(resolveStack(stack).exports().size).toBe(0);
    }
  });
});

describe('nobody to be told', () => {
  const [sample, everything] = Object.values(CONFIGURATIONS);

  test('is warned of, with what to do, and is what the workflow stack says to mend next', () => {
    expect(sample && warningsOf(sample)).toEqual([
      expect.stringMatching(/^alarmEmail is not configured: .+ Configure /),
    ]);
    expect(everything && warningsOf(everything)).toEqual([]);
    const next = ALL.filter(({ kind }) => kind === 'workflow').map((one) => outputsOf(one.template)['Next']?.Value);
    expect(next[0]).toMatch(/^Subscribe somebody/);
    expect(next[1]).toMatch(/^Confirm the subscription in the mail that /);
  });
});
