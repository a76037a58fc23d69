import * as z from 'zod';
import { parseArn } from '../../../../functions/shared/arn.ts';
import type { OwnRule } from '../../../state/state.ts';
import { defineOperation, ServiceError, type CallContext, type Operation } from '../../operation.ts';
import { busArnOf, busNameOf } from './buses.ts';
import { ruleArn } from './rules.ts';

const name = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[.\-_A-Za-z0-9]+$/);
const bus = z.string().min(1).max(1600).optional();

const putRuleInput = z.strictObject({
  Name: name,
  EventPattern: z.string().max(4096),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Description: z.string().max(512).optional(),
  EventBusName: bus,
});
type PutRuleInput = z.infer<typeof putRuleInput>;

function check(action: string, rule: { Name: string; EventBusName?: string | undefined }, call: CallContext) {
  return [{ action: `events:${action}`, resourceArn: ruleArn(rule, call), resourceAccountId: call.caller.accountId }];
}

/** An object of objects and lists, whose operators are read when an event is matched. */
function isPattern(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Makes a rule of the account's own people, or changes it (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html). */
const putRule = defineOperation<PutRuleInput>({
  service: 'events',
  name: 'PutRule',
  input: putRuleInput,
  access: (input, call) => check('PutRule', input, call),
  run({ Name, EventPattern, State, EventBusName }, call) {
    if (!isPattern(EventPattern))
      throw new ServiceError(
        'InvalidEventPatternException',
        400,
        'Event pattern is not valid. Reason: Filter is not an object',
      );
    const arn = ruleArn({ Name, EventBusName }, call);
    const targets = call.world.rules?.[arn]?.targets ?? [];
    const busArn = busArnOf(EventBusName, call);
    const rule = { arn, name: Name, busArn, enabled: State === 'ENABLED', eventPattern: EventPattern, targets };
    call.world.rules = { ...call.world.rules, [arn]: rule };
    return { RuleArn: arn };
  },
});

/** @throws ServiceError ResourceNotFoundException */
function own(rule: { Name: string; EventBusName?: string | undefined }, call: CallContext): OwnRule {
  const found = call.world.rules?.[ruleArn(rule, call)];
  if (found !== undefined) return found;
  const where = busNameOf(busArnOf(rule.EventBusName, call));
  throw new ServiceError('ResourceNotFoundException', 400, `Rule ${rule.Name} does not exist on EventBus ${where}.`);
}

const target = z.strictObject({
  Id: name,
  Arn: z.string().max(1600),
  DeadLetterConfig: z.strictObject({ Arn: z.string().optional() }).optional(),
});
const putTargetsInput = z.strictObject({ Rule: name, EventBusName: bus, Targets: z.array(target).min(1).max(100) });
type PutTargetsInput = z.infer<typeof putTargetsInput>;

/** Queues alone: a rule of the stacks' own calls functions and state machines. */
const putTargets = defineOperation<PutTargetsInput>({
  service: 'events',
  name: 'PutTargets',
  input: putTargetsInput,
  access: ({ Rule, EventBusName }, call) => check('PutTargets', { Name: Rule, EventBusName }, call),
  run({ Rule, EventBusName, Targets }, call) {
    const rule = own({ Name: Rule, EventBusName }, call);
    const refused = Targets.filter(({ Arn }) => parseArn(Arn)?.service !== 'sqs');
    const taken = Targets.filter((one) => !refused.includes(one));
    const others = rule.targets.filter(({ id }) => !taken.some(({ Id }) => Id === id));
    const put = taken.map(({ Id: id, Arn: arn, DeadLetterConfig }) => ({
      id,
      arn,
      ...(DeadLetterConfig?.Arn === undefined ? {} : { deadLetterArn: DeadLetterConfig.Arn }),
    }));
    rule.targets = [...others, ...put];
    const FailedEntries = refused.map(({ Id }) => ({
      TargetId: Id,
      ErrorCode: 'ValidationException',
      ErrorMessage: 'A target that is no queue is not emulated.',
    }));
    return { FailedEntryCount: FailedEntries.length, FailedEntries };
  },
});

const removeInput = z.strictObject({ Rule: name, EventBusName: bus, Ids: z.array(name).min(1).max(100) });

const removeTargets = defineOperation<z.infer<typeof removeInput>>({
  service: 'events',
  name: 'RemoveTargets',
  input: removeInput,
  access: ({ Rule, EventBusName }, call) => check('RemoveTargets', { Name: Rule, EventBusName }, call),
  run({ Rule, EventBusName, Ids }, call) {
    const rule = own({ Name: Rule, EventBusName }, call);
    rule.targets = rule.targets.filter(({ id }) => !Ids.includes(id));
    return { FailedEntryCount: 0, FailedEntries: [] };
  },
});

const deleteInput = z.strictObject({ Name: name, EventBusName: bus });

/** One that is not there is deleted; one that has targets is not (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteRule.html). */
const deleteRule = defineOperation<z.infer<typeof deleteInput>>({
  service: 'events',
  name: 'DeleteRule',
  input: deleteInput,
  access: (input, call) => check('DeleteRule', input, call),
  run(input, call) {
    const arn = ruleArn(input, call);
    const { [arn]: found, ...others } = call.world.rules ?? {};
    if ((found?.targets.length ?? 0) > 0)
      throw new ServiceError('ValidationException', 400, "Rule can't be deleted since it has targets.");
    call.world.rules = others;
    return {};
  },
});

/** What an account's own people put beside the stacks' rules. */
export const ownRuleOperations: readonly Operation[] = [putRule, putTargets, removeTargets, deleteRule];
