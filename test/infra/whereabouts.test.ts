import { describe, expect, test } from 'vitest';
import { readConfiguration, type Configuration } from '../../infra/configuration/configuration.ts';
import { stackSetTemplates } from '../../infra/stacks/stackSets.ts';
import { resolveStack } from '../../local/deployment/template/intrinsics.ts';

const listed = readConfiguration();
const organized = readConfiguration(new URL('organizationConfiguration.json', import.meta.url));
const HUB = '333333333333';
const EXCLUDED = '777777777777';

/** Why a template is refused in an account and a Region; undefined where it is not. */
function refusal(configuration: Configuration, kind: 'account' | 'region', accountId: string, region = 'us-west-2') {
  try {
    const template = stackSetTemplates(configuration)[kind];
    resolveStack({ stackName: 'one', accountId, region, template });
    return undefined;
  } catch (error) {
    return String(error);
  }
}

describe("the templates that others put into accounts, by the templates' own rules", () => {
  test('of listed accounts: the region template is refused in the workflow account, and in whatever is not configured', () => {
    for (const account of [HUB, '999999999999']) {
      expect(refusal(listed, 'region', account)).toMatch(
        /for the configured source accounts alone, and never for the workflow account/,
      );
    }
    expect(refusal(listed, 'region', '111111111111')).toBeUndefined();
    expect(refusal({ ...listed, targetOnlyAccounts: ['222222222222'] }, 'region', '222222222222')).toMatch(
      /source accounts alone/,
    );
    expect(refusal({ ...listed, targetOnlyAccounts: listed.accounts }, 'region', '111111111111')).toMatch(
      /source accounts alone/,
    );
  });

  test.each([
    ['listed accounts', listed],
    ['an organization', organized],
  ])(
    'of %s: the account template is refused in every Region but the home Region, whose roles it would make again',
    (_of, configuration) => {
      expect(refusal(configuration, 'account', '111111111111', 'us-east-1')).toMatch(
        /for the home Region, us-west-2, alone/,
      );
      expect(refusal(configuration, 'account', '111111111111')).toBeUndefined();
    },
  );

  test('of an organization: both are refused in an excluded account, and in no other, whatever the Region of the region template', () => {
    for (const kind of ['account', 'region'] as const) {
      expect(refusal(organized, kind, EXCLUDED)).toMatch(
        /excludedAccounts leaves this account out: nothing is made in it/,
      );
      for (const account of ['111111111111', HUB]) expect(refusal(organized, kind, account)).toBeUndefined();
    }
    expect(refusal(organized, 'region', '111111111111', 'eu-west-1')).toBeUndefined();
  });

  test('have no parameters, assets, mappings or bootstrap in an organization', () => {
    for (const template of Object.values(stackSetTemplates(organized))) {
      const text = JSON.stringify(template);
      expect(text).not.toMatch(/"Parameters"|"Mappings"|"Conditions":|cdk-hnb659fds|BootstrapVersion|"Transform"/);
      expect(text.length).toBeLessThan(51_200);
    }
  });
});
