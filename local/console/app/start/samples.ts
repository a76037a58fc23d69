import change from '../../../../events/console-change.json' with { type: 'json' };
import revoke from '../../../../events/console-offboard-revoke.json' with { type: 'json' };
import onboard from '../../../../events/console-onboard.json' with { type: 'json' };
import replace from '../../../../events/console-replace.json' with { type: 'json' };
import create from '../../../../events/product-create.json' with { type: 'json' };
import remove from '../../../../events/product-delete.json' with { type: 'json' };
import update from '../../../../events/product-update.json' with { type: 'json' };
import type { MachineName } from '../../../../functions/shared/names.ts';

/** An input to begin with, of the files in events/. */
export interface Sample {
  name: string;
  machine: MachineName;
  input: object;
}

/** Those of events/ that who administers an account can send: EventBridge's events AWS alone puts. */
export const SAMPLES: readonly Sample[] = [
  { name: 'console-onboard', machine: 'onboard', input: onboard },
  { name: 'console-change', machine: 'onboard', input: change },
  { name: 'console-replace', machine: 'onboard', input: replace },
  { name: 'console-offboard-revoke', machine: 'offboard', input: revoke },
  { name: 'product-create', machine: 'onboard', input: create },
  { name: 'product-update', machine: 'onboard', input: update },
  { name: 'product-delete', machine: 'offboard', input: remove },
];

/**
 * As text to edit. CloudFormation has a RequestId for each of its operations: one that has been used names an execution that there is.
 * @param requestId of a new operation
 */
export function sampleText({ input }: Sample, requestId: string): string {
  return JSON.stringify('RequestId' in input ? { ...input, RequestId: requestId } : input, null, 2);
}
