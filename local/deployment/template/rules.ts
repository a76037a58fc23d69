import type { Scope } from './scope.ts';
import type { Template } from './template.ts';

/** The CDK's own, about its bootstrap, which nothing needs where no asset is uploaded. */
const OF_THE_BOOTSTRAP = 'CheckBootstrapVersion';

/**
 * What CloudFormation evaluates before it makes or changes anything
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html).
 * @throws TemplateError with the text of the first assertion that does not hold
 */
export function refuseByRules(rules: Template['Rules'], scope: Scope): void {
  for (const [name, { RuleCondition, Assertions }] of Object.entries(rules)) {
    const path = `Rules.${name}`;
    if (name === OF_THE_BOOTSTRAP) continue;
    if (RuleCondition !== undefined && scope.resolve(RuleCondition, `${path}.RuleCondition`) !== true) continue;
    for (const { Assert, AssertDescription = 'the assertion does not hold.' } of Assertions) {
      if (scope.resolve(Assert, path) !== true) scope.fail(path, AssertDescription);
    }
  }
}
