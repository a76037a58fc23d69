import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import * as z from 'zod';
import { synthesize } from '../../infra/app.ts';
import type { Configuration } from '../../infra/configuration/configuration.ts';
import { stackSetTemplates } from '../../infra/stacks/stackSets.ts';

/** What CloudFormation would do when a configuration is changed and everything deployed. */
export interface Effect {
  /** Stacks that are made, and those that are left behind: nothing deletes a stack. */
  comes: string[];
  goes: string[];
  /** Stacks of which a resource changes. */
  changes: string[];
  /** Types of the resources that are made anew in another's place, or may be. */
  replaced: string[];
  /** Types of those that are deleted with what is in them. */
  destroyed: string[];
  /** Types of those that CloudFormation forgets and leaves. */
  left: string[];
}

const templates = z.record(z.string(), z.unknown());

/** Every template by its stack's name: those of the stacks, and those that StackSets put into accounts. */
function templatesOf(configuration: Configuration): Map<string, Record<string, unknown>> {
  const stacks = synthesize(configuration, { bundling: false });
  const named = stacks.map(({ stackName, template }) => [stackName.replace(/^amp-scraper-/, ''), template] as const);
  const member = Object.entries(stackSetTemplates(configuration)).map(
    ([kind, template]) => [`${kind}.template.json`, template] as const,
  );
  return new Map([...named, ...member].map(([name, template]) => [name, templates.parse(template)]));
}

/** Goes by CloudFormation's own registry, as the CDK does when it shows a difference. */
export function effectOf(before: Configuration, after: Configuration): Effect {
  const [old, now] = [templatesOf(before), templatesOf(after)];
  const diffs = [...now].flatMap(([name, template]) => {
    const previous = old.get(name);
    if (previous === undefined) return [];
    const impacts: [ResourceImpact, string][] = [];
    fullDiff(previous, template).resources.forEachDifference(
      (_id, { changeImpact, oldResourceType, newResourceType }) =>
        impacts.push([changeImpact, oldResourceType ?? newResourceType ?? '']),
    );
    return impacts.length > 0 ? [{ name, impacts }] : [];
  });
  const typesOf = (...wanted: ResourceImpact[]) => {
    const types = diffs.flatMap(({ impacts }) => impacts.filter(([impact]) => wanted.includes(impact)));
    return [...new Set(types.map(([, type]) => type))].toSorted();
  };
  return {
    comes: [...now.keys()].filter((name) => !old.has(name)).toSorted(),
    goes: [...old.keys()].filter((name) => !now.has(name)).toSorted(),
    changes: diffs.map(({ name }) => name).toSorted(),
    replaced: typesOf(ResourceImpact.WILL_REPLACE, ResourceImpact.MAY_REPLACE),
    destroyed: typesOf(ResourceImpact.WILL_DESTROY),
    left: typesOf(ResourceImpact.WILL_ORPHAN),
  };
}
