/** A command of a page that the tests here do not run, and why. */
export interface NotRun {
  command: RegExp;
  reason: string;
  /** Whether `.ci/run` runs it. */
  inCi?: true;
}

export const NOT_RUN: readonly NotRun[] = [
  { command: /^npm ci$/, reason: 'fetches packages', inCi: true },
  {
    command: /^npm (test|run check|run synth|run test:browser)$/,
    reason: 'runs these tests, or takes as long',
    inCi: true,
  },
  { command: /^npm run (bench|mutate|test:mutants|test:soak)( |$)/, reason: 'takes minutes' },
  { command: /^(AWS_\S+=\S+ )*npm run (verify|doctor)( |$)/, reason: 'needs AWS, or npm run aws beside it' },
  { command: /^npm run format$/, reason: 'writes into the tree' },
  { command: /^npm run (deploy|diff)( -- |$)/, reason: 'needs AWS accounts' },
  { command: /^npx cdk (bootstrap|destroy|diff|import|rollback) /, reason: 'needs AWS accounts' },
  { command: /^npx vitest run /, reason: 'runs these tests' },
  {
    command: /^AMP_SCRAPER_WRITE_(FAULTS|TRANSCRIPTS|CONTRACTS|SCHEMA)=1 npx vitest run /,
    reason: 'writes into the tree',
  },
  { command: /^AMP_SCRAPER_WRITE_PICTURES=1 npm run test:browser$/, reason: 'writes into the tree' },
  { command: /^aws /, reason: 'needs AWS accounts, and the AWS CLI' },
];

/** The lines of shell that surround calls of the AWS CLI. */
export const SHELL_AROUND_AWS = /^(export |[A-Z]+=|for .*; do|done|[ "}#]|$)/;
