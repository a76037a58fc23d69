import { describe, expect, test } from 'vitest';
import { hashOf, routeOf } from '../../../../local/console/app/shell/route.ts';

const EXECUTION = 'arn:aws:states:us-west-2:333333333333:execution:amp-scraper-onboard:a/b%20"#';
const WORKSPACE = 'arn:aws:aps:us-west-2:222222222222:workspace/ws-1';

describe('an address', () => {
  test.each([
    ['', { view: 'start' }],
    ['#/', { view: 'start' }],
    ['#/executions', { view: 'executions' }],
    ['#/connections', { view: 'connections' }],
    ['#/accounts', { view: 'accounts' }],
    ['#/messages', { view: 'messages' }],
    [hashOf('executions', EXECUTION), { view: 'execution', executionArn: EXECUTION }],
    [hashOf('workspaces', WORKSPACE), { view: 'workspace', workspaceArn: WORKSPACE }],
    [hashOf('accounts', '111111111111'), { view: 'account', accountId: '111111111111' }],
  ])('%s is of a view', (hash, route) => {
    expect(routeOf(hash)).toEqual(route);
  });

  test.each([
    '#/none',
    '#/executions/',
    '#/executions/a/b',
    '#/executions/%',
    '#/messages/1',
    '#place',
    '#/accounts/%E0%A4',
  ])('%s is of none', (hash) => {
    expect(routeOf(hash)).toEqual({ view: 'unknown', hash });
  });
});
