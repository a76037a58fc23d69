import type { Environment } from '../environment.ts';
import type { Finding } from '../errors.ts';
import { clusterFindings, workspaceFindings } from './arns.ts';
import { REQUEST_FIELDS, requestSchema, type Request, type RequestField } from './fields.ts';
import { tagFindings } from './tags.ts';
import { withdrawnFindings } from './withdrawn.ts';

/** `a.b[0]`, as a person writes it. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? String(part) : `.${String(part)}`))
    .join('');
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    value,
  );
}

function fieldFindings({ name, schema, remedy, isSecret }: RequestField, value: unknown): Finding[] {
  const parsed = schema.safeParse(value);
  if (parsed.success) return [];
  const { issues } = parsed.error;
  // What has the wrong type altogether has no length that could be wrong as well.
  const wrongType = issues.filter(({ code, path }) => code === 'invalid_type' && path.length === 0);
  return (wrongType.length > 0 ? wrongType : issues).map(({ path, message }) => ({
    path: formatPath([name, ...path]),
    ...(isSecret ? {} : { value: valueAt(value, path) }),
    problem: message,
    remedy,
  }));
}

/** Field by field, so that every field's findings come at once, whatever is wrong with the others. */
function shapeFindings(input: Record<string, unknown>): Finding[] {
  const missing = REQUEST_FIELDS.filter(({ name, isRequired }) => isRequired && input[name] === undefined).map(
    ({ name, remedy }) => ({ path: name, problem: 'is missing', remedy }),
  );
  const given = Object.entries(input).flatMap(([name, value]): Finding[] => {
    const field = REQUEST_FIELDS.find((one) => one.name === name);
    if (field !== undefined) return fieldFindings(field, value);
    return [
      {
        path: name,
        problem: 'is not a field of a request',
        remedy: `Remove it; the fields are ${REQUEST_FIELDS.map((one) => one.name).join(', ')}`,
      },
    ];
  });
  return [...missing, ...given];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type CheckedRequest = { request: Request; findings: [] } | { request: undefined; findings: Finding[] };

/** All that the request alone shows, but for the scrape configuration's text, whose findings are its own module's. */
export function checkRequest(input: unknown, environment: Environment): CheckedRequest {
  if (!isRecord(input)) {
    return {
      request: undefined,
      findings: [
        {
          path: '(request)',
          value: input,
          problem: 'is not a JSON object',
          remedy: 'Give an object with clusterArn and workspaceArn',
        },
      ],
    };
  }
  const { clusterArn, workspaceArn, tags } = input;
  const findings = [
    ...shapeFindings(input),
    ...(typeof clusterArn === 'string' ? clusterFindings(clusterArn, environment) : []),
    ...(typeof workspaceArn === 'string' ? workspaceFindings(workspaceArn, environment) : []),
    ...withdrawnFindings({ clusterArn, workspaceArn }, environment),
    ...(isRecord(tags) ? tagFindings(tags, environment) : []),
  ];
  return findings.length > 0 ? { request: undefined, findings } : { request: requestSchema.parse(input), findings: [] };
}

/** Of a request with findings, what its scrape configuration's text can still be held against: its label names the cluster. */
export function readableParts(input: unknown): Pick<Request, 'clusterArn' | 'scrapeConfiguration'> {
  const { clusterArn, scrapeConfiguration } = isRecord(input) ? input : {};
  const configuration = requestSchema.shape.scrapeConfiguration.safeParse(scrapeConfiguration);
  if (typeof clusterArn !== 'string' || !configuration.success) return { clusterArn: '' };
  return { clusterArn, scrapeConfiguration: configuration.data };
}
