import { ConfigurationError } from './configurationError.ts';

/**
 * Bytes of a template as CloudFormation takes it: in S3, where the CDK and the consoles put it, and in the request or the stack set itself
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html: 1 MB, and 51,200).
 */
export const TEMPLATE_BYTES = { inS3: 1_000_000, inline: 51_200 } as const;

/** @throws ConfigurationError with each template that is larger, how large it is, and what to do */
export function checkTemplates(templates: Readonly<Record<string, string>>, where: keyof typeof TEMPLATE_BYTES): void {
  const quota = TEMPLATE_BYTES[where];
  const problems = Object.entries(templates).flatMap(([name, text]) => {
    const size = Buffer.byteLength(text);
    return size <= quota ? [] : [`- ${name}: ${size} bytes, the quota is ${quota}.`];
  });
  if (problems.length === 0) return;
  throw new ConfigurationError(
    `Templates are larger than CloudFormation takes them:\n${problems.join('\n')}\nTake entries out of workspaces, accounts or organization, or configure organization in place of accounts.`,
  );
}
