/** The rules without a client, and the tests that have to see a change of them. Paths are below functions/shared and its tests. */
export interface Rule {
  file: string;
  tests: readonly string[];
}

const CHECK = [
  'scrapeConfiguration/check.test.ts',
  'scrapeConfiguration/label.test.ts',
  'scrapeConfiguration/blob.test.ts',
  'scrapeConfiguration/identity.test.ts',
];

/** Those whose score is held: at least 95 of 100 changes are seen, and what is not has its reason in survivors.json. */
export const HELD: readonly Rule[] = [
  { file: 'connection/lease.ts', tests: ['connection/lease.test.ts'] },
  { file: 'scraper/progress.ts', tests: ['scraper/progress.test.ts'] },
  { file: 'scraper/restoration.ts', tests: ['scraper/restoration.test.ts'] },
  { file: 'scraper/decision.ts', tests: ['scraper/decision.test.ts'] },
  { file: 'waiting.ts', tests: ['waiting.test.ts'] },
  { file: 'connection/tagChanges.ts', tests: ['roles/changes.test.ts', 'settings/wanted.test.ts'] },
  { file: 'connection/wholeness.ts', tests: ['connection/wholeness.test.ts'] },
  { file: 'roles/changes.ts', tests: ['roles'] },
  { file: 'roles/documents.ts', tests: ['roles'] },
];

/** Those that can be tried by name, and are not held to that. */
export const OTHERS: readonly Rule[] = [
  { file: 'connection/release.ts', tests: ['connection/release.test.ts'] },
  { file: 'connection/tags.ts', tests: ['connection/wholeness.test.ts', 'roles/changes.test.ts'] },
  { file: 'scraper/deletion.ts', tests: ['scraper/decision.test.ts'] },
  { file: 'scraper/foreign.ts', tests: ['scraper/decision.test.ts'] },
  { file: 'scraper/admission.ts', tests: ['scraper', 'plan'] },
  { file: 'scraper/outlived.ts', tests: ['settings', 'plan'] },
  { file: 'scraper/work.ts', tests: ['scraper', 'settings'] },
  { file: 'roles/foreign.ts', tests: ['roles'] },
  { file: 'preflight/rules.ts', tests: ['preflight/rules.test.ts'] },
  { file: 'preflight/warnings.ts', tests: ['preflight/rules.test.ts'] },
  { file: 'product/product.ts', tests: ['product/product.test.ts'] },
  { file: 'settings/changes.ts', tests: ['settings', 'plan'] },
  { file: 'settings/members.ts', tests: ['settings'] },
  { file: 'settings/settings.ts', tests: ['settings'] },
  { file: 'settings/settingsTable.ts', tests: ['settings', 'plan'] },
  { file: 'settings/takenOver.ts', tests: ['settings', 'preflight'] },
  { file: 'settings/wanted.ts', tests: ['settings', 'plan'] },
  { file: 'ingestion/ingestion.ts', tests: ['ingestion/ingestion.test.ts'] },
  { file: 'ingestion/targets.ts', tests: ['ingestion/targets.test.ts'] },
  { file: 'ingestion/manualSteps.ts', tests: ['ingestion'] },
  { file: 'offboard/ended.ts', tests: ['offboard'] },
  { file: 'offboard/offboardEnd.ts', tests: ['offboard'] },
  { file: 'plan/connectionChanges.ts', tests: ['plan'] },
  { file: 'plan/plannedChange.ts', tests: ['plan'] },
  { file: 'plan/refusals.ts', tests: ['plan', 'scraper/decision.test.ts'] },
  { file: 'request/arns.ts', tests: ['request'] },
  { file: 'request/configuration.ts', tests: ['request', 'scrapeConfiguration'] },
  { file: 'request/doors.ts', tests: ['request', 'connection/wholeness.test.ts'] },
  { file: 'request/executionName.ts', tests: ['request'] },
  { file: 'request/fields.ts', tests: ['request', 'product'] },
  { file: 'request/namedWorkspace.ts', tests: ['request'] },
  { file: 'request/offboardRequest.ts', tests: ['request'] },
  { file: 'request/request.ts', tests: ['request'] },
  { file: 'request/tags.ts', tests: ['request'] },
  { file: 'scrapeConfiguration/blob.ts', tests: CHECK },
  { file: 'scrapeConfiguration/externalLabels.ts', tests: CHECK },
  { file: 'scrapeConfiguration/identity.ts', tests: CHECK },
  { file: 'scrapeConfiguration/interval.ts', tests: CHECK },
  { file: 'scrapeConfiguration/index.ts', tests: CHECK },
  { file: 'scrapeConfiguration/issues.ts', tests: CHECK },
  { file: 'scrapeConfiguration/parse.ts', tests: CHECK },
  { file: 'scrapeConfiguration/problem.ts', tests: CHECK },
  { file: 'scrapeConfiguration/rules.ts', tests: CHECK },
  { file: 'scrapeConfiguration/scalars.ts', tests: CHECK },
  { file: 'scrapeConfiguration/schema.ts', tests: CHECK },
  { file: 'scrapeConfiguration/values.ts', tests: CHECK },
  { file: 'arn.ts', tests: ['names.test.ts', 'request'] },
  { file: 'digest.ts', tests: ['roles', 'plan'] },
  { file: 'environment.ts', tests: ['environment.test.ts'] },
  { file: 'errors.ts', tests: ['errors.test.ts'] },
  { file: 'failure.ts', tests: ['errors.test.ts', 'offboard'] },
  { file: 'names.ts', tests: ['names.test.ts'] },
];
