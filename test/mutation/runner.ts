import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  DryRunStatus,
  MutantRunStatus,
  TestStatus,
  type DryRunResult,
  type MutantRunOptions,
  type MutantRunResult,
  type TestRunner,
} from '@stryker-mutator/api/test-runner';
import { createVitest, type TestSpecification, type Vitest } from 'vitest/node';

/** An environment variable: the paths of the tests, with a space between. Stryker's processes inherit it. */
export const TESTS_VARIABLE = 'AMP_SCRAPER_MUTATION_TESTS';

/** What Stryker is told of the tests: they are run together, and nothing is known of which sees which change. */
const ALL = 'all tests';

/**
 * One vitest for all changes of a rule, which keeps what it has transformed: a change costs a seventh of a vitest of its own. Each run
 * loads rule and tests anew, with one change switched on (activeMutant.setup.ts).
 */
class OneVitest implements TestRunner {
  #vitest: Vitest | undefined;
  #tests: TestSpecification[] = [];

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init(): Promise<void> {
    this.#vitest = await createVitest('test', { watch: false, config: 'test/mutation/vitest.config.ts' });
    this.#tests = await this.#vitest.globTestSpecifications((process.env[TESTS_VARIABLE] ?? '').split(' '));
  }

  async dryRun(): Promise<DryRunResult> {
    const problem = await this.#run('');
    if (problem !== undefined) return { status: DryRunStatus.Error, errorMessage: problem };
    const test = { id: ALL, name: ALL, status: TestStatus.Success, timeSpentMs: 0 } as const;
    return { status: DryRunStatus.Complete, tests: [test] };
  }

  async mutantRun({ activeMutant }: MutantRunOptions): Promise<MutantRunResult> {
    const failureMessage = await this.#run(activeMutant.id);
    if (failureMessage === undefined) return { status: MutantRunStatus.Survived, nrOfTests: 1 };
    return { status: MutantRunStatus.Killed, killedBy: [ALL], failureMessage, nrOfTests: 1 };
  }

  async dispose(): Promise<void> {
    await this.#vitest?.close();
  }

  /** @returns what failed first, if anything did. */
  async #run(activeMutant: string): Promise<string | undefined> {
    if (this.#vitest === undefined) throw new Error('The runner has not begun.');
    this.#vitest.provide('activeMutant', activeMutant);
    const { testModules, unhandledErrors } = await this.#vitest.runTestSpecifications(this.#tests);
    if (testModules.length === 0) return 'There is no test.';
    const failed = testModules.find((one) => !one.ok());
    if (failed === undefined && unhandledErrors.length === 0) return undefined;
    return failed?.moduleId ?? String(unhandledErrors[0]);
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'one-vitest', OneVitest)];
