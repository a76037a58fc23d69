import { globSync, readFileSync } from 'node:fs';

const ROOT = new URL('../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, ROOT), 'utf8');

/** As IAM writes an action's service, by the client's package. */
const SERVICES: Readonly<Record<string, string>> = { amp: 'aps', sfn: 'states' };
/** The workspace's query API has no SDK client. */
export const SIGNED_QUERY = { file: 'functions/shared/ingestion/prometheus.ts', operation: 'aps:QueryMetrics' };
/** For one call of SNS its client is not worth its size. */
export const SIGNED_PUBLISH = { file: 'functions/shared/aws/sns.ts', operation: 'sns:Publish' };
/** So too for where an account is in the organization. */
export const SIGNED_PLACES = { file: 'functions/shared/aws/organizations.ts', operation: 'organizations:ListParents' };

const SIGNED = [SIGNED_QUERY, SIGNED_PUBLISH, SIGNED_PLACES];
export const SIGNING_FILES = SIGNED.map(({ file }) => file);

/** What the functions can ask of AWS: the commands and paginators that they import of the SDK, and what is signed here. */
export function importedOperations(): string[] {
  const texts = globSync('functions/**/*.ts', { cwd: ROOT }).map(read);
  const imports = texts.flatMap((text) => [...text.matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-(\w+)'/g)]);
  const operations = imports.flatMap(([, names = '', client = '']) =>
    [...names.matchAll(/\b(?:(\w+)Command|paginate(\w+))\b/g)].map(
      ([, command, paginated]) => `${SERVICES[client] ?? client}:${command ?? paginated}`,
    ),
  );
  return [...new Set([...operations, ...SIGNED.map(({ operation }) => operation)])].toSorted();
}
