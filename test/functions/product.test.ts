import { beforeEach, describe, expect, test } from 'vitest';
import { handler as productOnEvent } from '../../functions/productOnEvent.ts';
import { useEmbedded, WORKFLOW_ACCOUNT } from './embedded.ts';
import { CLUSTER_ARN, NAMES, WORKSPACE_ARN } from './support.ts';

const aws = useEmbedded();

describe('a product', () => {
  const MACHINE = `arn:aws:states:us-west-2:${WORKFLOW_ACCOUNT}:stateMachine:amp-scraper-onboard`;
  const event = (RequestType: string, more: object = {}) => ({
    RequestType,
    RequestId: 'asked',
    StackId: 'stack-one',
    PhysicalResourceId: `${CLUSTER_ARN}|${WORKSPACE_ARN}`,
    ResourceProperties: { clusterArn: CLUSTER_ARN, workspace: 'central', allowReplacement: 'false' },
    ...more,
  });
  const running: Record<string, string> = {};

  /** The notes of two stacks, two connections each; every other execution has ended. */
  function note(stack: string, id: string, ...arns: string[]): void {
    const workspaceArn = id === NAMES.id ? WORKSPACE_ARN : WORKSPACE_ARN.replace(/.$/, '9');
    Object.values(aws.world.tables ?? {})[0]?.items.push({
      pk: { S: `stack#${stack}` },
      sk: { S: `connection#${id}` },
      schema: { N: '1' },
      clusterArn: { S: CLUSTER_ARN },
      workspaceArn: { S: workspaceArn },
      executionArns: { SS: arns },
    });
  }

  beforeEach(() => {
    aws.pagesOfOne = true;
    for (const name of ['own', 'own-second', 'others']) running[name] = aws.execution(name);
    const ended = aws.execution('own-ended', 'SUCCEEDED');
    note('stack-one', NAMES.id, running['own'] ?? '', ended);
    note('stack-one', '00', running['own-second'] ?? '');
    note('stack-two', NAMES.id, running['others'] ?? '');
    aws.execution('nobodys');
  });
  const stopped = () => aws.inputsOf('StopExecution').map(({ executionArn }) => executionArn);

  test.each(['Update', 'Delete'])("%s stops its stack's own executions that run, and no other", async (type) => {
    await productOnEvent(event(type));
    expect(stopped().toSorted()).toEqual([running['own'], running['own-second']].toSorted());
  });

  test.each([
    ['hands on which product asks, which its template says', { product: 'shops' }, { product: 'shops' }],
    ["names none of the product for every account's clusters", {}, {}],
  ])('Create %s', async (_name, more, product) => {
    const { ResourceProperties } = event('Create');
    await productOnEvent(event('Create', { ResourceProperties: { ...ResourceProperties, ...more } }));
    const [input] = aws.inputsOf('StartExecution').map(({ input: text }) => JSON.parse(String(text)));
    expect(Object.keys(input)).toEqual(['door', 'stackId', ...Object.keys(product), 'request']);
    expect(input).toMatchObject(product);
  });

  test('Create stops nothing', async () => {
    await productOnEvent(event('Create'));
    expect(stopped()).toEqual([]);
  });

  test('Update starts what is asked for now before it stops what was, and notes it before it starts', async () => {
    await productOnEvent(event('Update'));
    const order = aws.asked.map(({ operation }) => operation).filter((one) => /^(PutItem|St\w+Execution)$/.test(one));
    expect(order).toEqual(['PutItem', 'StartExecution', 'StopExecution', 'StopExecution']);
  });

  test('Delete stops what was asked for before it starts to take away', async () => {
    await productOnEvent(event('Delete'));
    const order = aws.asked
      .map(({ operation }) => operation)
      .filter((one) => /^(DeleteItem|St\w+Execution)$/.test(one));
    expect(order).toEqual(['StopExecution', 'StopExecution', 'StartExecution', 'DeleteItem']);
  });

  test.each(['Create', 'Update', 'Delete'])(
    '%s that comes twice is the same execution, which it does not stop',
    async (type) => {
      const first = await productOnEvent(event(type));
      await expect(productOnEvent(event(type))).resolves.toEqual(first);
      expect(first.executionArn).toMatch(/:asked$/);
      expect(stopped()).not.toContain(first.executionArn);
      const named = Object.values(aws.world.executions ?? {}).filter(({ name }) => name.startsWith('asked'));
      expect(named).toHaveLength(1);
    },
  );

  test.each([
    ['true', true],
    ['false', undefined],
  ])('with AllowReplacement %s asks for replace %s', async (allowReplacement, replace) => {
    const { ResourceProperties } = event('Create');
    const given = { ResourceProperties: { ...ResourceProperties, allowReplacement } };
    const answer = await productOnEvent(event('Create', given));
    expect(answer).not.toHaveProperty('problem');
    const { executionArn = '' } = answer;
    const { input = '{}', stateMachineArn } = aws.world.executions?.[executionArn] ?? {};
    expect(stateMachineArn).toBe(MACHINE);
    expect(JSON.parse(input).request.replace).toBe(replace);
  });
});
