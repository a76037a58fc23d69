import { describe, expect, test } from 'vitest';
import { OPERATIONS } from '../../local/aws/embeddedAws.ts';
import { blocksOf } from './pages.ts';

/** How the services are called whose CLI has another name. */
const SERVICES: Readonly<Record<string, string>> = { amp: 'aps', stepfunctions: 'states' };

/** What cannot be rehearsed against `npm run aws`, by service or command, and why. */
const NOT_REHEARSED: readonly { command: RegExp; reason: string }[] = [
  { command: /^cloudformation /, reason: 'Stacks are deployed as they are: CloudFormation is not emulated.' },
  { command: /^cloudtrail /, reason: 'Records go to EventBridge and are not kept.' },
  { command: /^health /, reason: 'It needs a support plan, and tells of AWS itself.' },
  { command: /^service-quotas /, reason: 'Quotas are not emulated as a service.' },
  { command: /^lambda (list|delete)-/, reason: 'Versions are removed where updates are deployed.' },
  { command: /^eks update-cluster-config$/, reason: 'A cluster is as the world file has it.' },
  { command: /^events describe-rule$/, reason: 'Rules are in the templates alone.' },
];

const commands = ['docs/runbook.md', 'docs/procedures.md'].flatMap((page) =>
  blocksOf(page).flatMap(({ lines }) =>
    [...lines.join('\n').matchAll(/\baws ([a-z][a-z-]+) ([a-z-]+)(?: ([a-z-]+))?/g)].map(
      ([, service = '', command = '', more = '']) => ({ page, service, command, more }),
    ),
  ),
);

const pascal = (text: string) => text.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** A wait asks again and again for what it waits for. */
function operationOf(command: string, more: string): string {
  return command === 'wait' ? `Describe${pascal(more.replace(/-.*/, ''))}` : pascal(command);
}

const isEmulated = (service: string, operation: string) =>
  OPERATIONS.some((one) => one.service === (SERVICES[service] ?? service) && one.name === operation);

describe('the commands of runbook and procedures', () => {
  test('can be rehearsed against npm run aws, or cannot for a reason', () => {
    const missing = commands.filter(
      ({ service, command, more }) =>
        !isEmulated(service, operationOf(command, more)) &&
        !NOT_REHEARSED.some((one) => one.command.test(`${service} ${command}`)),
    );
    expect(missing).toEqual([]);
  });

  test('work there but for a few', () => {
    const rehearsed = commands.filter(({ service, command, more }) => isEmulated(service, operationOf(command, more)));
    expect(commands.length).toBeGreaterThan(80);
    expect(rehearsed.length / commands.length).toBeGreaterThan(0.85);
  });

  test.each(NOT_REHEARSED)('$command: $reason', ({ command }) => {
    expect(commands.some((one) => command.test(`${one.service} ${one.command}`))).toBe(true);
  });
});
