import type { Attack } from '../attack.ts';
import type { Layer } from '../refusal.ts';
import {
  CONNECTION,
  EXTERNAL_ID,
  functionRole,
  OTHERS,
  OWN_WORKSPACE,
  PROVISIONER,
  SOURCE,
  STRANGER,
  STRAY_PROVISIONER,
  TARGET_PROVISIONER,
  WORKFLOW,
} from '../world.ts';

const trust = (name: string, attempt: Attack['attempt'], layer: Layer = 'trust'): Attack => ({
  name,
  subject: 'provisioner trust',
  layer,
  attempt,
});
const CREATE_ROLE = functionRole('createSourceRole');

export const PROVISIONER_TRUST: readonly Attack[] = [
  trust('A function assumes the provisioner without an external id', (scene) => scene.assume(CREATE_ROLE, PROVISIONER)),
  trust('A function assumes the provisioner with a wrong external id', (scene) =>
    scene.assume(CREATE_ROLE, PROVISIONER, `${EXTERNAL_ID}-other`),
  ),
  trust('A role of the workflow account that is no function assumes the provisioner', (scene) =>
    scene.assume(OTHERS.deployer, PROVISIONER, EXTERNAL_ID),
  ),
  trust('An administrator of the workflow account assumes the provisioner', (scene) =>
    scene.assume(WORKFLOW, PROVISIONER, EXTERNAL_ID),
  ),
  trust('The root of the workflow account assumes the provisioner', (scene) =>
    scene.assumeAs({
      principal: { kind: 'arn', arn: `arn:aws:iam::${WORKFLOW}:root` },
      roleArn: PROVISIONER,
      externalId: EXTERNAL_ID,
    }),
  ),
  trust('A function that acts in the workflow account alone assumes the provisioner', (scene) =>
    scene.assume(OTHERS.localFunction, PROVISIONER, EXTERNAL_ID),
  ),
  trust("A role of a function's name under no path assumes the provisioner", (scene) =>
    scene.assume(OTHERS.pathless, PROVISIONER, EXTERNAL_ID),
  ),
  trust("Another installation's function assumes the provisioner", (scene) =>
    scene.assume(OTHERS.otherInstallation, PROVISIONER, EXTERNAL_ID),
  ),
  trust("A role of a function's name in another account assumes the provisioner", (scene) =>
    scene.assume(OTHERS.namesake, PROVISIONER, EXTERNAL_ID),
  ),
  trust('An administrator of the source account assumes its provisioner', (scene) =>
    scene.assume(SOURCE, PROVISIONER, EXTERNAL_ID),
  ),
  trust('An administrator of an account that is not configured assumes the provisioner', (scene) =>
    scene.assume(STRANGER, PROVISIONER, EXTERNAL_ID),
  ),
  trust('Lambda itself assumes the provisioner', (scene) =>
    scene.assumeAs({
      principal: { kind: 'service', service: 'lambda.amazonaws.com' },
      roleArn: PROVISIONER,
      externalId: EXTERNAL_ID,
    }),
  ),
  trust(
    'A target role assumes the provisioner of its account',
    (scene) => scene.assume(CONNECTION.targetRoleArn, TARGET_PROVISIONER, EXTERNAL_ID),
    'identity',
  ),
];

const direct = (name: string, attempt: Attack['attempt']): Attack => ({
  name: `A function ${name}`,
  subject: 'function',
  layer: 'identity',
  attempt,
});

/** A function by its own role, without becoming the provisioner. */
const CONNECTIONS_TABLE = `arn:aws:dynamodb:us-west-2:${WORKFLOW}:table/amp-scraper-connections`;
const LEADING_KEYS = 'dynamodb:LeadingKeys';
const TEAM_TABLE = `arn:aws:dynamodb:us-west-2:${WORKFLOW}:table/payments`;

export const FUNCTIONS: readonly Attack[] = [
  direct('makes a role in the workflow account', (scene) =>
    scene.act(CREATE_ROLE, 'iam:CreateRole', `arn:aws:iam::${WORKFLOW}:role/amp-scraper/amp-scraper-source-0`),
  ),
  direct('rewrites the trust of its own role', (scene) =>
    scene.act(CREATE_ROLE, 'iam:UpdateAssumeRolePolicy', CREATE_ROLE),
  ),
  direct('writes to a workspace', (scene) =>
    scene.act(functionRole('verifyIngestion'), 'aps:RemoteWrite', OWN_WORKSPACE),
  ),
  direct('makes a scraper', (scene) =>
    scene.act(functionRole('createScraper'), 'aps:CreateScraper', `arn:aws:eks:us-west-2:${WORKFLOW}:cluster/other`),
  ),
  direct('starts an execution', (scene) =>
    scene.act(
      functionRole('resolveRequest'),
      'states:StartExecution',
      `arn:aws:states:us-west-2:${WORKFLOW}:stateMachine:amp-scraper-onboard`,
    ),
  ),
  ...(['releaseConnection', 'resolveOffboard'] as const).map((name) =>
    direct(`starts a state machine that is not the workflow's, as ${name}`, (scene) =>
      scene.act(
        functionRole(name),
        'states:StartExecution',
        `arn:aws:states:us-west-2:${WORKFLOW}:stateMachine:payments`,
      ),
    ),
  ),
  direct('invokes another function', (scene) =>
    scene.act(
      functionRole('resolveRequest'),
      'lambda:InvokeFunction',
      `arn:aws:lambda:us-west-2:${WORKFLOW}:function:amp-scraper-createSourceRole`,
    ),
  ),
  direct("writes into another team's log", (scene) =>
    scene.act(
      CREATE_ROLE,
      'logs:PutLogEvents',
      `arn:aws:logs:us-west-2:${WORKFLOW}:log-group:payments:log-stream:today`,
    ),
  ),
  direct('assumes another role of the workflow account', (scene) => scene.assume(CREATE_ROLE, OTHERS.deployer)),
  direct('assumes the provisioner of an account that is not configured, though that one would let it', (scene) =>
    scene.assume(CREATE_ROLE, STRAY_PROVISIONER, EXTERNAL_ID),
  ),
  direct("takes a lease in another team's table", (scene) =>
    scene.act(functionRole('claimConnection'), 'dynamodb:UpdateItem', TEAM_TABLE),
  ),
  direct("looks at another team's executions", (scene) =>
    scene.act(
      functionRole('claimConnection'),
      'states:DescribeExecution',
      `arn:aws:states:us-west-2:${WORKFLOW}:execution:payments:today`,
    ),
  ),
  ...(['resolveRequest', 'resolveOffboard'] as const).flatMap((name) => {
    const puts = (what: string, table: string, keys: Record<string, string[]>) =>
      direct(`${what}, as ${name}`, (scene) => scene.act(functionRole(name), 'dynamodb:PutItem', table, keys));
    return [
      puts("overwrites a connection's item", CONNECTIONS_TABLE, { [LEADING_KEYS]: [CONNECTION.clusterArn] }),
      puts('puts what has no key', CONNECTIONS_TABLE, {}),
      puts("notes an account in another team's table", TEAM_TABLE, { [LEADING_KEYS]: [`account#${SOURCE}`] }),
    ];
  }),
  direct("says in another team's table that something is established", (scene) =>
    scene.act(functionRole('establishConnection'), 'dynamodb:UpdateItem', TEAM_TABLE),
  ),
  direct("empties another team's table", (scene) =>
    scene.act(functionRole('releaseConnection'), 'dynamodb:DeleteItem', TEAM_TABLE),
  ),
  direct("reads another team's table", (scene) =>
    scene.act(functionRole('resolveOffboard'), 'dynamodb:Query', TEAM_TABLE),
  ),
  direct("marks an item of another team's table", (scene) =>
    scene.act(functionRole('resolveOffboard'), 'dynamodb:UpdateItem', TEAM_TABLE),
  ),
  direct("looks at another team's executions when it cleans up", (scene) =>
    scene.act(
      functionRole('resolveOffboard'),
      'states:DescribeExecution',
      `arn:aws:states:us-west-2:${WORKFLOW}:execution:payments:today`,
    ),
  ),
  direct("writes into another team's table", (scene) =>
    scene.act(functionRole('createScraper'), 'dynamodb:UpdateItem', TEAM_TABLE),
  ),
  direct("deletes a connection's item", (scene) =>
    scene.act(functionRole('createScraper'), 'dynamodb:DeleteItem', CONNECTIONS_TABLE),
  ),
  direct("reads another team's settings", (scene) =>
    scene.act(functionRole('restoreScraper'), 'dynamodb:GetItem', TEAM_TABLE),
  ),
  direct("plans by another team's table", (scene) =>
    scene.act(functionRole('planConnection'), 'dynamodb:GetItem', TEAM_TABLE),
  ),
  direct("changes a connection's item in a dry run", (scene) =>
    scene.act(functionRole('planConnection'), 'dynamodb:UpdateItem', CONNECTIONS_TABLE),
  ),
  direct('makes a role by way of the provisioner, which does not trust the functions of the lease', (scene) =>
    scene.assume(functionRole('claimConnection'), PROVISIONER, EXTERNAL_ID),
  ),
  direct('assumes a source role', (scene) => scene.assume(CREATE_ROLE, CONNECTION.sourceRoleArn)),
  direct('assumes a target role with the right external id', (scene) =>
    scene.assume(CREATE_ROLE, CONNECTION.targetRoleArn, scene.scraper.arn),
  ),
];
