import type { Finding } from '../errors.ts';

/**
 * What the value of a tag may have, of IAM's roles (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html) and AMP's scrapers
 * (https://docs.aws.amazon.com/prometheus/latest/APIReference/API_TagResource.html) alike.
 */
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;

/** Step Functions allows names that no tag can hold, and everything that an execution makes carries its ARN as a tag. */
export function executionNameFindings(executionArn: string): Finding[] {
  if (TAG_VALUE.test(executionArn)) return [];
  return [
    {
      path: '(execution name)',
      value: executionArn.split(':').slice(7).join(':'),
      problem: 'has a character that a tag cannot hold, and what is made carries the execution as a tag',
      remedy: 'Start the execution again without a name, or under one of letters, digits and _ . = + - @',
    },
  ];
}

/**
 * The ARN of an execution, with whatever name StartExecution allows
 * (https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html).
 */
export const EXECUTION_ARN =
  /^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:execution:[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}:[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;
