import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { LOG_LINES } from '../../functions/shared/handler/logLines.ts';
import { QUERIES, readQuery, type DeployedQuery } from './queries.ts';
import { ofType, STACKS } from './support.ts';

/** What each line has, whichever it is: Logs' own, the logger's, and the invocation's. */
const OF_EVERY_LINE = ['@timestamp', 'level', 'message', 'function', 'executionArn', 'connectionId'];

const objectSchema = z.looseObject({ properties: z.record(z.string(), z.unknown()).default({}) });
const recordSchema = z.looseObject({ propertyNames: z.looseObject({ enum: z.array(z.string()) }) });

/** The fields of a line of the registry, and those within them. */
function fieldsOf(schema: unknown): string[] {
  const record = recordSchema.safeParse(schema).data;
  if (record !== undefined) return record.propertyNames.enum;
  return Object.entries(objectSchema.parse(schema).properties).flatMap(([name, inner]) => [
    name,
    ...fieldsOf(inner).map((one) => `${name}.${one}`),
  ]);
}

/** The fields that no line has that the query is of. */
function unknownFields({ messages, fields }: DeployedQuery): string[] {
  const lines = Object.values(LOG_LINES).filter(({ message }) => messages.length === 0 || messages.includes(message));
  const known = new Set([...OF_EVERY_LINE, ...lines.flatMap(({ fields: one }) => fieldsOf(z.toJSONSchema(one)))]);
  return fields.filter((one) => !known.has(one));
}

test('a workflow stack has the same queries in each Region, of its functions’ log', () => {
  const workflows = STACKS.filter(({ kind }) => kind === 'workflow');
  expect(QUERIES.length).toBeGreaterThan(5);
  const queries = ofType('AWS::Logs::QueryDefinition');
  expect(queries).toHaveLength(QUERIES.length * workflows.length);
  for (const { stack, properties } of queries) {
    const log = ofType('AWS::Logs::LogGroup').find(
      (one) => one.stack === stack && one.properties['LogGroupName'] === '/aws/lambda/amp-scraper',
    );
    expect(properties['LogGroupNames']).toEqual([{ Ref: log?.where.split('/')[1] }]);
  }
});

describe.each(QUERIES.map((one) => [one.name, one] as const))('%s', (_name, query) => {
  test('reads fields alone that its lines have', () => {
    expect(query.fields.length).toBeGreaterThan(2);
    expect(unknownFields(query)).toEqual([]);
  });

  test('is of lines that there are', () => {
    const known: string[] = Object.values(LOG_LINES).map(({ message }) => message);
    expect(query.messages.filter((one) => !known.includes(one))).toEqual([]);
  });

  test('is a name and commands that Logs Insights takes', () => {
    expect(query.name).toMatch(/^([^:*/]+\/?)*[^:*/]+$/);
    for (const command of query.text.split('\n| ')) expect(command).toMatch(/^(fields|filter|stats|sort|limit) /);
  });
});

test.each([
  ['a field that no line has', 'filter message in ["reconciled"]\n| fields @timestamp, cost', ['cost']],
  ['one of another line', 'filter message in ["failed"]\n| stats count(*) as n by waitedSeconds', ['waitedSeconds']],
  ['a class that there is not', 'filter message in ["reconciled"]\n| fields classes.lost', ['classes.lost']],
  ['in a filter', 'filter message in ["outcome"]\n| filter result = "OFFBOARDED"', ['result']],
  ['none, of all lines', 'filter executionArn = "x"\n| fields outcome, waitedSeconds | sort @timestamp asc', []],
])('%s is seen', (_name, text, fields) => {
  expect(unknownFields(readQuery('q', text))).toEqual(fields);
});
