import { globSync, readFileSync } from 'node:fs';

const ROOT = new URL('../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, ROOT), 'utf8');

/** As IAM writes an action's service, by the client's package. */
const SERVICES: Readonly<Record<string, string>> = { amp: 'aps', sfn: 'states' };
/** The workspace's query API has no SDK client. */
export const SIGNED_QUERY = { file: 'functions/shared/ingestion/prometheus.ts', operation: 'aps:QueryMetrics' };
/** Where calls are signed without a client, of services of which one call is made. */
export const SIGNING_FILE = 'functions/shared/aws/signedPost.ts';

/** What the functions can ask of AWS: the commands and paginators that they import of the SDK, and what is signed here. */
export function importedOperations(): string[] {
  const texts = globSync('functions/**/*.ts', { cwd: ROOT }).map(read);
  const imports = texts.flatMap((text) => [...text.matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-(\w+)'/g)]);
  const operations = imports.flatMap(([, names = '', client = '']) =>
    [...names.matchAll(/\b(?:(\w+)Command|paginate(\w+))\b/g)].map(
      ([, command, paginated]) => `${SERVICES[client] ?? client}:${command ?? paginated}`,
    ),
  );
  const signed = texts.flatMap((text) =>
    [...text.matchAll(/signedPost\(\{\s*operation: '([\w:]+)'/g)].map(([, operation = '']) => operation),
  );
  const posted = texts
    .filter((text) => /\bjsonCall\(/.test(text))
    .flatMap((text) => [...text.matchAll(/operation = '(\w+:\w+)'/g)].map(([, operation = '']) => operation));
  return [...new Set([...operations, ...signed, ...posted, SIGNED_QUERY.operation])].toSorted();
}
