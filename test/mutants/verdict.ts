import * as z from 'zod';
import { plainName, type Mutant } from './mutant.ts';

/** What is read of the report that vitest's json reporter writes. */
export const report = z.object({
  testResults: z.array(
    z.object({
      /** The test file's path. */
      name: z.string(),
      message: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});
export type Report = z.infer<typeof report>;

/** What a run says of a mutant's test: of several tests of that name, one that failed decides. */
export type Verdict = { kind: 'passed' } | { kind: 'failed' } | { kind: 'notRun'; why: string };

/**
 * A test fails when it ran and failed, itself or by its time. That its file could not be loaded, or that what comes before it
 * failed, says nothing of what the test notices.
 */
export function verdictOf({ testResults }: Report, { testFile, testName }: Mutant): Verdict {
  const file = testResults.find(({ name }) => name.replaceAll('\\', '/').endsWith(`/${testFile}`));
  if (file === undefined) return { kind: 'notRun', why: `${testFile} was not run` };
  const named = file.assertionResults.filter(({ fullName }) => plainName(fullName).includes(testName));
  const statuses = named.map(({ status }) => status);
  if (statuses.includes('failed')) return { kind: 'failed' };
  if (statuses.includes('passed')) return { kind: 'passed' };
  const [problem = ''] = file.message.split('\n');
  return { kind: 'notRun', why: problem === '' ? `${testFile} has no test "${testName}"` : `${testFile}: ${problem}` };
}
