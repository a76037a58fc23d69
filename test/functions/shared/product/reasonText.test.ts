import { expect, test } from 'vitest';
import { reasonText } from '../../../../functions/shared/product/product.ts';

test.each(['x', '語', '"', '\u0000'])('a reason has 1,500 bytes as JSON, whatever letters it has: %j', (letter) => {
  const bytes = Buffer.byteLength(JSON.stringify(reasonText(letter.repeat(2_000)))) - 2;
  expect(bytes).toBeLessThanOrEqual(1_500);
  expect(bytes).toBeGreaterThan(1_490);
});
