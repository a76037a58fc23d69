import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { REQUEST_FIELDS } from '../../functions/shared/request/fields.ts';
import { synthesize } from '../../infra/app.ts';
import { parseConfiguration, readConfiguration } from '../../infra/configuration/configuration.ts';
import { readDeployment } from '../../local/deployment/read/readTemplates.ts';
import { statementsOf } from './policies.ts';
import { CONFIGURATIONS, ofType, template as templateSchema } from './support.ts';

const configuration = Object.values(CONFIGURATIONS)[0];
const outdir = mkdtempSync(join(tmpdir(), 'amp-scraper-product-'));
if (configuration) synthesize(configuration, { bundling: false, outdir });
afterAll(() => rmSync(outdir, { recursive: true }));

const [file = ''] = readdirSync(outdir).filter((name) => name.endsWith('.product.template.json'));
const product = z
  .object({
    Parameters: z.record(z.string(), z.looseObject({ AllowedValues: z.array(z.string()).optional() })),
    Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()) })),
    Outputs: z.record(z.string(), z.unknown()),
    Metadata: z.object({
      'AWS::CloudFormation::Interface': z.strictObject({
        ParameterGroups: z.array(
          z.strictObject({ Label: z.strictObject({ default: z.string() }), Parameters: z.array(z.string()) }),
        ),
        ParameterLabels: z.record(z.string(), z.strictObject({ default: z.string() })),
      }),
    }),
  })
  .parse(JSON.parse(readFileSync(join(outdir, file), 'utf8')));

describe('the console asks for the parameters', () => {
  const { ParameterGroups: groups, ParameterLabels: labels } = product.Metadata['AWS::CloudFormation::Interface'];

  test('each in one group, what is required first', () => {
    const grouped = groups.flatMap(({ Parameters }) => Parameters);
    expect(grouped.toSorted()).toEqual(Object.keys(product.Parameters).toSorted());
    expect(groups[0]?.Parameters).toEqual(['ClusterArn', 'Workspace']);
  });

  test('each by a label of its own', () => {
    expect(Object.keys(labels).toSorted()).toEqual(Object.keys(product.Parameters).toSorted());
    const texts = [...Object.values(labels), ...groups.map(({ Label }) => Label)].map((one) => one.default);
    expect(new Set(texts).size).toBe(texts.length);
  });
});

describe('whom to ask about a product', () => {
  const [sample] = Object.values(CONFIGURATIONS);
  const productsOf = (productSupport: object | undefined) =>
    synthesize(parseConfiguration({ ...sample, ...(productSupport ? { productSupport } : {}) }, 'with support'), {
      bundling: false,
    })
      .flatMap(({ template }) => Object.values(templateSchema.parse(template).Resources))
      .filter(({ Type }) => Type === 'AWS::ServiceCatalog::CloudFormationProduct')
      .map(({ Properties }) => [
        Properties['SupportEmail'],
        Properties['SupportUrl'],
        Properties['SupportDescription'],
      ]);

  test.each([
    [undefined, [undefined, undefined, undefined]],
    [{ email: 'metrics@example.com' }, ['metrics@example.com', undefined, undefined]],
    [
      { email: 'metrics@example.com', url: 'https://example.com/metrics', description: 'Ask the platform team' },
      ['metrics@example.com', 'https://example.com/metrics', 'Ask the platform team'],
    ],
  ])('is as %j has it', (support, wanted) => {
    expect(productsOf(support)).toEqual([wanted]);
  });

  test.each([
    [{}, 'productSupport: has neither email, url nor description'],
    [{ email: 'me' }, 'productSupport.email ("me"): is not an e-mail address'],
    [{ url: 'javascript:alert(1)' }, 'productSupport.url ("javascript:alert(1)"): is not the URL of a page'],
    [{ phone: '1' }, 'phone'],
  ])('is refused as %j', (productSupport, problem) => {
    expect(() => parseConfiguration({ ...sample, productSupport }, 'x.json')).toThrow(problem);
  });
});

describe("the product's template", () => {
  test('is one custom resource of the provider function', () => {
    const [resource, ...others] = Object.values(product.Resources);
    expect(others).toEqual([]);
    expect(resource?.Type).toBe('Custom::AmpScraperConnection');
    expect(resource?.Properties['ServiceToken']).toBe(
      'arn:aws:lambda:us-west-2:333333333333:function:amp-scraper-product',
    );
    expect(Object.keys(resource?.Properties ?? {}).toSorted()).toEqual(
      [
        'ServiceTimeout',
        'ServiceToken',
        'allowReplacement',
        'clusterArn',
        'scrapeConfiguration',
        'scraperLogs',
        'securityGroupIds',
        'subnetIds',
        'workspace',
      ].toSorted(),
    );
  });

  test("passes every request's field that a product gives, each by a parameter of its own", () => {
    const properties = Object.entries(product.Resources['Connection']?.Properties ?? {});
    const own = properties.filter(([name]) => !name.startsWith('Service'));
    const given = REQUEST_FIELDS.flatMap((field) => field.product?.property ?? []);
    expect(own.map(([name]) => name).toSorted()).toEqual(given.toSorted());
    const parameters = own.map(([, value]) => z.object({ Ref: z.string() }).parse(value).Ref);
    expect(parameters.toSorted()).toEqual(Object.keys(product.Parameters).toSorted());
  });

  test.each(REQUEST_FIELDS.flatMap((field) => field.product ?? []))('lets $property be $form', ({ property, form }) => {
    const name = `${property.charAt(0).toUpperCase()}${property.slice(1)}`;
    const parameter = product.Parameters[name];
    expect(parameter?.['Type']).toBe(form === 'list' ? 'CommaDelimitedList' : 'String');
    if (form === 'choice') expect(parameter?.AllowedValues?.toSorted()).toEqual(['', 'false', 'true']);
    if (form === 'flag') expect(parameter?.AllowedValues?.toSorted()).toEqual(['false', 'true']);
  });

  test('asks for nothing by itself: what is left open is empty, and nothing is replaced', () => {
    const defaults = Object.entries(product.Parameters).map(([name, parameter]) => [name, parameter['Default']]);
    expect(Object.fromEntries(defaults)).toEqual({
      ClusterArn: undefined,
      Workspace: undefined,
      SubnetIds: '',
      SecurityGroupIds: '',
      ScrapeConfiguration: '',
      ScraperLogs: '',
      AllowReplacement: 'false',
    });
  });

  test("offers the Region's accepted workspaces and the configurations that ship", () => {
    expect(product.Parameters['Workspace']?.AllowedValues).toEqual(['central', 'own']);
    expect(product.Parameters['ScrapeConfiguration']?.AllowedValues).toEqual(['', 'kubernetes', 'minimal']);
  });

  test('waits longer than its provider, and less than an hour', () => {
    const seconds = Number(Object.values(product.Resources)[0]?.Properties['ServiceTimeout']);
    expect(seconds).toBeLessThanOrEqual(3600);
    expect(seconds).toBeGreaterThan(60 * (configuration?.productTimeoutMinutes ?? 60));
  });

  test('gives the ARNs', () => {
    expect(Object.keys(product.Outputs)).toEqual(
      expect.arrayContaining(['ScraperArn', 'SourceRoleArn', 'TargetRoleArn']),
    );
  });
});

test('the launch role can call the one provider function and nothing else of ours', () => {
  const roles = ofType('AWS::IAM::Role').filter(({ properties }) => String(properties['RoleName']).endsWith('-launch'));
  expect(roles.length).toBe(2);
  for (const role of roles) {
    const allowed = statementsOf(role).filter(({ Action }) => !/^(cloudformation|s3):/.test(Action[0] ?? ''));
    const [trust, call, ...others] = allowed;
    expect(others).toEqual([]);
    expect(trust?.Principal).toEqual({ Service: 'servicecatalog.amazonaws.com' });
    expect(call?.Action).toEqual(['lambda:InvokeFunction']);
    expect(call?.Resource).toEqual([expect.stringMatching(/:function:amp-scraper-product$/)]);
  }
});

describe('a launcher role', () => {
  const [first, second, third] = ['one', 'two', 'three'].map((name) => `arn:aws:iam::333333333333:role/${name}`);
  const grants = (roles: (string | undefined)[]) => {
    if (!configuration) throw new Error('There is no sample configuration.');
    const productLauncherRoles = roles.filter((role) => role !== undefined);
    const stacks = synthesize({ ...configuration, productLauncherRoles }, { bundling: false });
    const resources = stacks
      .filter(({ kind }) => kind === 'product')
      .flatMap((stack) => Object.entries(templateSchema.parse(stack.template).Resources));
    return Object.fromEntries(
      resources
        .filter(([, { Type }]) => Type === 'AWS::ServiceCatalog::PortfolioPrincipalAssociation')
        .map(([id, { Properties }]) => [Properties['PrincipalARN'], id]),
    );
  };

  test('keeps its access when another is removed or the order changes: its grant stays the same resource', () => {
    const all = grants([first, second, third]);
    expect(new Set(Object.values(all)).size).toBe(3);
    expect(grants([third, second])).toEqual({ [second ?? '']: all[second ?? ''], [third ?? '']: all[third ?? ''] });
  });

  test('that is named twice is given access once', () => {
    expect(Object.keys(grants([first, first]))).toEqual([first]);
  });
});

describe('products for some accounts', () => {
  const several = readConfiguration(new URL('organizationConfiguration.json', import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'amp-scraper-products-'));
  const [stack] = synthesize(several, { bundling: false, outdir: folder }).filter(({ kind }) => kind === 'product');
  const files = readdirSync(folder).filter((name) => name.endsWith('.product.template.json'));
  const parsed = z.object({
    Parameters: z.record(z.string(), z.unknown()),
    Resources: z.object({ Connection: z.object({ Properties: z.record(z.string(), z.unknown()) }) }),
  });
  const templates = files.map((name) => parsed.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  test("have their names in their templates, which no parameter changes; the one for every account's clusters has none", () => {
    const names = templates.map(({ Resources }) => Resources.Connection.Properties['product']);
    expect(names.toSorted()).toEqual(['one', 'shops', undefined]);
    for (const { Parameters } of templates) expect(Object.keys(Parameters)).not.toContain('Product');
  });

  test('have a portfolio each, so that a launcher of one does not see the others', () => {
    const launchers = (stack ? readDeployment([stack]).products : []).map((one) => [one.name, one.launchers]);
    const title = 'Cluster metrics to Managed Service for Prometheus';
    expect(launchers).toEqual([
      [title, []],
      [`${title} (shops)`, ['arn:aws:iam::333333333333:role/shops']],
      [`${title} (one)`, ['arn:aws:iam::333333333333:role/one']],
    ]);
  });
});
