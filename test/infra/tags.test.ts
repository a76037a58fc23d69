import { describe, expect, test } from 'vitest';
import { memberStacks, synthesize } from '../../infra/app.ts';
import { parseConfiguration, type Configuration } from '../../infra/configuration/configuration.ts';
import { CONFIGURATIONS, template } from './support.ts';

/**
 * The types that are deployed, and where each takes tags: the property that its page in the CloudFormation template reference lists
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html); null of one whose page
 * lists none.
 */
const TAGS_AT: Readonly<Record<string, 'Tags' | null>> = {
  'AWS::CloudWatch::Alarm': 'Tags',
  'AWS::CloudWatch::Dashboard': 'Tags',
  'AWS::DynamoDB::Table': 'Tags',
  'AWS::Events::EventBus': 'Tags',
  'AWS::Events::EventBusPolicy': null,
  'AWS::Events::Rule': 'Tags',
  'AWS::IAM::ManagedPolicy': null,
  'AWS::IAM::Policy': null,
  'AWS::IAM::Role': 'Tags',
  'AWS::KMS::Key': 'Tags',
  'AWS::Lambda::Function': 'Tags',
  'AWS::Lambda::Permission': null,
  'AWS::Lambda::Version': null,
  'AWS::Logs::LogGroup': 'Tags',
  'AWS::Logs::MetricFilter': null,
  'AWS::Logs::QueryDefinition': null,
  'AWS::Logs::ResourcePolicy': null,
  // Groups of schedules have tags, and a schedule none: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-group.html.
  'AWS::Scheduler::Schedule': null,
  'AWS::SNS::Subscription': null,
  'AWS::SNS::Topic': 'Tags',
  'AWS::SNS::TopicPolicy': null,
  'AWS::SQS::Queue': 'Tags',
  'AWS::SQS::QueuePolicy': null,
  'AWS::ServiceCatalog::CloudFormationProduct': 'Tags',
  'AWS::ServiceCatalog::LaunchRoleConstraint': null,
  'AWS::ServiceCatalog::Portfolio': 'Tags',
  'AWS::ServiceCatalog::PortfolioPrincipalAssociation': null,
  'AWS::ServiceCatalog::PortfolioProductAssociation': null,
  'AWS::StepFunctions::StateMachine': 'Tags',
};

const TAGS = { tags: { stage: 'production', team: 'all' }, roleTags: { team: 'roles', 'dp:exclude:network': 'true' } };

const withTags = (one: Configuration, more: object = TAGS) => parseConfiguration({ ...one, ...more }, 'with tags');
/** What is synthesized under a configuration, and of StackSets' templates what they become. */
const resourcesOf = (one: Configuration) =>
  [...synthesize(one, { bundling: false }), ...memberStacks(one, ['111111111111'])].flatMap((stack) =>
    Object.entries(template.parse(stack.template).Resources).map(([id, { Type, Properties }]) => ({
      where: `${stack.stackName}/${id}`,
      type: Type,
      tags: tagsIn(Properties['Tags']),
    })),
  );

function tagsIn(list: unknown): Record<string, unknown> {
  if (!Array.isArray(list)) return {};
  return Object.fromEntries(list.map(({ Key, Value }: { Key: string; Value: unknown }) => [Key, Value]));
}

describe.each(Object.entries(CONFIGURATIONS))('of %s', (_name, one) => {
  const resources = resourcesOf(withTags(one));

  test('every resource that takes tags has those of everything, and each role its own before them', () => {
    const missing = resources.filter(({ type, tags }) => {
      if (TAGS_AT[type] === null) return false;
      const wanted = type === 'AWS::IAM::Role' ? { ...TAGS.tags, ...TAGS.roleTags } : TAGS.tags;
      return !Object.entries(wanted).every(([key, value]) => tags[key] === value);
    });
    expect(missing).toEqual([]);
  });

  test('what is no role has none of the tags of roles', () => {
    const found = resources.filter(({ type, tags }) => type !== 'AWS::IAM::Role' && 'dp:exclude:network' in tags);
    expect(found).toEqual([]);
  });

  test('a provisioner has its version beside them', () => {
    const versioned = resources.filter(({ tags }) => `${one.name}:version` in tags);
    expect(versioned.length).toBe(one.accounts.length + 1);
  });

  test('of every type that is deployed it is known where it takes tags', () => {
    expect([...new Set(resources.map(({ type }) => type))].filter((type) => !(type in TAGS_AT))).toEqual([]);
  });

  test('without any nothing has a tag but the provisioners, and what is named by it', () => {
    const bare = resourcesOf(withTags(one, { tags: {}, roleTags: {} }));
    expect(bare.filter(({ tags }) => Object.keys(tags).some((key) => !key.startsWith(one.name)))).toEqual([]);
  });
});
