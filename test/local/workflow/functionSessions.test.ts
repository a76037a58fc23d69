import { afterAll, describe, expect, it } from 'vitest';
import { credentialsOf } from '../../../local/aws/callers.ts';
import type { DeployedFunction } from '../../../local/deployment/deployed.ts';
import { startLambda } from '../../../local/workflow/lambda/lambda.ts';
import { addRole, emptyWorld, SOURCE } from '../aws/testWorld.ts';

const ARN = `arn:aws:lambda:us-west-2:${SOURCE}:function:amp-scraper-planConnection`;

const deployed: DeployedFunction = {
  arn: ARN,
  functionName: 'amp-scraper-planConnection',
  accountId: SOURCE,
  region: 'us-west-2',
  roleArn: `arn:aws:iam::${SOURCE}:role/function`,
  logGroup: 'log',
  environment: {},
  timeoutSeconds: 3,
  memoryMb: 128,
  applicationLogLevel: 'INFO',
  digest: 'digest',
  lastVersion: 2,
};
const versions = [1, 2].map((number) => ({
  arn: `${ARN}:${number}`,
  number,
  function: deployed,
  deletionPolicy: 'Retain',
}));
const lambda = startLambda({ deployed: { functions: [deployed], versions }, endpoint: 'http://127.0.0.1:1' });
afterAll(() => lambda.stop());

/** The functions that the callers with the world's sessions are. */
function sourcesIn(form?: 'version'): (string | undefined)[] {
  const world = { ...emptyWorld(), ...(form === undefined ? {} : { sourceFunctionArn: form }) };
  addRole(world, { name: 'function' });
  lambda.admit(world);
  const callers = Object.keys(world.sessions).map((key) => credentialsOf(world, key, 'aws', Date.now())?.caller);
  return callers.map((caller) => (caller?.kind === 'roleSession' ? caller.sourceFunctionArn : undefined));
}

describe('the sessions of a function and its versions', () => {
  it("have the function's ARN as their source", () => {
    expect(sourcesIn()).toEqual([ARN, ARN, ARN]);
  });

  it('have the version behind it in a world that says so', () => {
    expect(sourcesIn('version')).toEqual([ARN, `${ARN}:1`, `${ARN}:2`]);
  });
});
