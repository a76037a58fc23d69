import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { openSession } from '../../../local/console/app/calls/session.ts';
import { describeExecution, listMachines, startExecution } from '../../../local/console/app/calls/states.ts';
import { deploymentFacts } from '../../../local/console/facts.ts';

const root = new URL('../../../', import.meta.url).pathname;

test('npm run aws serves the page, which works by it, and whose looks do not fill the terminal', async () => {
  const child = spawn(process.execPath, ['local/serve.ts', '--port', '0'], { cwd: root });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  while (!output.includes('aws amp list-scrapers')) await new Promise((resolve) => setTimeout(resolve, 20));
  const [endpoint = ''] = output.match(/http:\/\/127\.0\.0\.1:\d+/) ?? [];
  expect(output).toContain(`Open ${endpoint}/ in a browser`);
  for (const [path, type] of Object.entries({ '/': 'text/html', '/console/app.js': 'text/javascript' })) {
    const answer = await fetch(`${endpoint}${path}`);
    expect(answer.headers.get('content-type')).toContain(type);
    expect(await answer.text()).not.toBe('');
  }
  const facts = deploymentFacts.parse(await (await fetch(`${endpoint}/console/deployment`)).json());
  const calls = openSession(facts, endpoint).callsOf('333333333333', 'us-west-2');
  const machines = await listMachines(calls);
  const onboard = machines.find(({ name }) => name.endsWith('-onboard'))?.stateMachineArn ?? '';
  const executionArn = await startExecution(calls, onboard, '{}');
  expect(await describeExecution(calls, executionArn)).toMatchObject({ executionArn, input: '{}' });
  await expect(describeExecution(calls, `${executionArn}-none`)).rejects.toThrow('ExecutionDoesNotExist');
  child.kill('SIGTERM');
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(output).toContain('states:StartExecution  200');
  expect(output).toContain('states:DescribeExecution  400  ExecutionDoesNotExist');
  // Functions that are deployed describe executions too; state machines the page alone lists.
  expect(output).not.toContain('states:ListStateMachines');
});
