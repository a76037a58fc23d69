import * as z from 'zod';
import { ofType } from './support.ts';

/** A query of CloudWatch Logs Insights as it is deployed. */
export interface DeployedQuery {
  name: string;
  text: string;
  /** The messages of the lines that it is of; of all lines, when there are none. */
  messages: string[];
  /** What it reads of them. */
  fields: string[];
}

const properties = z.object({ Name: z.string(), QueryString: z.string() });
const COMMANDS = ['fields', 'filter', 'stats', 'sort', 'limit', 'by', 'as', 'asc', 'desc', 'in'];

export const QUERIES: readonly DeployedQuery[] = ofType('AWS::Logs::QueryDefinition')
  .filter(({ where }) => where.startsWith('amp-scraper-workflow-us-west-2/'))
  .map(({ properties: found }) => properties.parse(found))
  .map(({ Name, QueryString }) => readQuery(Name, QueryString));

/** Texts, functions, aliases and the words of the language left out, the rest of the names are fields. */
export function readQuery(name: string, text: string): DeployedQuery {
  const [, list = ''] = /filter message in \[([^\]]*)\]/.exec(text) ?? [];
  const aliases = [...text.matchAll(/\bas (\w+)/g)].map(([, alias]) => alias);
  const names = [...text.replaceAll(/"[^"]*"/g, '').matchAll(/@?[A-Za-z_][\w.]*(?!\w|\()/g)].map(([one]) => one);
  const fields = names.filter((one) => !COMMANDS.includes(one) && !aliases.includes(one));
  const messages = [...list.matchAll(/"([^"]+)"/g)].map(([, message = '']) => message);
  return { name, text, messages, fields: [...new Set(fields)] };
}
