import { expect, test } from 'vitest';
import { checkTemplates, TEMPLATE_BYTES } from '../../infra/configuration/templateSizes.ts';

test.each(['inS3', 'inline'] as const)(
  'a template that CloudFormation does not take %s is refused by its name',
  (where) => {
    const most = TEMPLATE_BYTES[where];
    expect(() => checkTemplates({ a: 'x'.repeat(most), b: 'é'.repeat(most / 2) }, where)).not.toThrow();
    expect(() => checkTemplates({ a: 'x'.repeat(most + 1), b: '' }, where)).toThrow(
      `- a: ${most + 1} bytes, the quota is ${most}.`,
    );
    expect(() => checkTemplates({ c: `é${'é'.repeat(most / 2)}` }, where)).toThrow(`- c: ${most + 2} bytes`);
  },
);
