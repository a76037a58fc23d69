import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { namedConfigurations } from '../../../infra/configuration/namedConfigurations.ts';
import { parseCommandLine, readTextFile, tellMistake, UsageError } from '../../commandLine.ts';
import { Finder, readRules, type Group } from './alerts.ts';
import { countSeries, type Cluster } from './count.ts';
import { knownOf } from './documented.ts';
import { readExposition, type Exposition } from './exposition.ts';
import { reportAlerts, reportCounts } from './report.ts';
import { readConfiguration } from './scrape.ts';

const SHIPPED = new URL('../../../functions/scrapeConfigurations/', import.meta.url);

const USAGE = `usage: npm run series -- [--rules FILE]... [--nodes N] [--pods N] [--api-servers N] FOLDER

Counts the series that each shipped configuration stores of what targets expose, and what their samples cost in a month. With rules,
tells which of their alerts find their series.
  FOLDER           has JOB.txt for each job that is to be counted: what one target of it exposes, for example of
                   kubectl get --raw /api/v1/nodes/NODE/proxy/metrics/cadvisor > cadvisor.txt
  --rules FILE     rules as Prometheus reads them, or a PrometheusRule
  --nodes N        the cluster that is counted for: 3 nodes,
  --pods N         30 pods,
  --api-servers N  2 endpoints of the API server
Exit status: 0 counted, 1 a shipped configuration is wrong, 2 wrong usage.
`;

function main(): number {
  try {
    const { values, positionals } = parseCommandLine({
      allowPositionals: true,
      options: {
        rules: { type: 'string', multiple: true, default: [] },
        nodes: { type: 'string', default: '3' },
        pods: { type: 'string', default: '30' },
        'api-servers': { type: 'string', default: '2' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return print(USAGE);
    const [folder] = positionals;
    if (folder === undefined || positionals.length > 1) throw new UsageError('Name one FOLDER');
    const cluster = {
      nodes: whole('nodes', values.nodes),
      pods: whole('pods', values.pods),
      apiServers: whole('api-servers', values['api-servers']),
    };
    return print(report(folder, cluster, values.rules));
  } catch (error) {
    return tellMistake(error, USAGE);
  }
}

function whole(option: string, text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new UsageError(`--${option} ${text} is not a whole number of 1 or more`);
}

function report(folder: string, cluster: Cluster, rulesFiles: readonly string[]): string {
  namedConfigurations();
  const recorded = recordings(folder);
  const rules = rulesFiles.map((file) => ({ file, groups: readRules(readTextFile(file, 'rules')) }));
  const all = rules.flatMap(({ groups }) => groups);
  const parts = readdirSync(SHIPPED).flatMap((file) => {
    const configuration = readConfiguration(readTextFile(new URL(file, SHIPPED), 'configuration'));
    const known = new Map(
      configuration.scrape_configs.flatMap(({ job_name: job }) => {
        const exposed = knownOf(job, recorded.get(job));
        return exposed === undefined ? [] : [[job, exposed] as const];
      }),
    );
    const finder = new Finder(configuration, known, all);
    return [
      reportCounts(file, countSeries(configuration, known, cluster), cluster),
      ...rules.map((one) => alertsOf(file, finder, one)),
    ];
  });
  return `${parts.join('\n\n')}\n`;
}

function alertsOf(file: string, finder: Finder, rules: { file: string; groups: readonly Group[] }): string {
  return reportAlerts(`${file}, of ${basename(rules.file)}`, finder.verdicts(rules.groups));
}

/** @throws UsageError when the folder cannot be read. */
function recordings(folder: string): ReadonlyMap<string, Exposition> {
  const files = namesIn(folder).filter((file) => file.endsWith('.txt'));
  return new Map(
    files.map((file) => [basename(file, '.txt'), readExposition(readTextFile(join(folder, file), 'recording'))]),
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    throw new UsageError(`Cannot read the folder ${folder}`, { cause });
  }
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

process.exitCode = main();
